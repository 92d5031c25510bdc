"""The two annexed forms on paper: 问题报告单 (A1) and 问题工单 (A2), filled or blank."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bihuan import clock
from bihuan.people.models import User
from bihuan.problems.access import NotFound, access_problem
from bihuan.web.case.casepage import JOINED, CasePage


@require_safe
def report(request: HttpRequest, number: str) -> HttpResponse:
    """The report form of a case, ready to print."""
    user = cast(User, request.user)
    problem = access_problem(user, number, JOINED)
    page = CasePage(problem, user, clock.now())
    return render(request, "case/paper_report.html", {"page": page, "problem": problem})


@require_safe
def order(request: HttpRequest, number: str, order: str) -> HttpResponse:
    """One work order of a case, ready to print."""
    user = cast(User, request.user)
    problem = access_problem(user, number, JOINED)
    page = CasePage(problem, user, clock.now())
    row = next((row for row in page.parts.orders if row.number == order), None)
    if row is None:
        raise NotFound(order)
    return render(request, "case/paper_order.html", {"page": page, "problem": problem, "order": row})


@require_safe
def blank_report(request: HttpRequest) -> HttpResponse:
    """An empty report form, for the hours without a desk."""
    return render(request, "case/paper_report.html", {"page": None, "problem": None})


@require_safe
def blank_order(request: HttpRequest) -> HttpResponse:
    """An empty work order."""
    return render(request, "case/paper_order.html", {"page": None, "problem": None, "order": None})
