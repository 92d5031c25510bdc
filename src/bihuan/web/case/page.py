"""问题: what happens next with this case, and who holds it?"""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bihuan import clock
from bihuan.people.models import User
from bihuan.problems.access import access_problem
from bihuan.web.case.casepage import JOINED, CasePage
from bihuan.web.case.tabs import Tab

PARTS = {"next": "case/_next.html", "tab": "case/_tab.html"}
"""Targets of htmx → the fragment that renews them."""


@require_safe
def case(request: HttpRequest, number: str) -> HttpResponse:
    """The case; `step` asks for the form of a step, `tab` for what the lower half shows."""
    user = cast(User, request.user)
    problem = access_problem(user, number, JOINED)
    named = request.GET.get("alarm", "") or request.GET.get("known_error", "")
    page = CasePage(problem, user, clock.now(), request.GET.get("step", ""), named)
    tab = Tab(page, request.GET)
    target = request.headers.get("HX-Target", "") if request.headers.get("HX-Request") else ""
    return render(
        request, PARTS.get(target, "case/case.html"), {"page": page, "problem": problem, "tab": tab}
    )
