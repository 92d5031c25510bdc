"""Reads over all cases: who owes what, whether the process was followed, the register, the month's figures."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router

from bihuan import clock
from bihuan.api.auth import user_of
from bihuan.api.cases import status_of
from bihuan.api.encoding import answered, items
from bihuan.api.faults import Fault
from bihuan.api.paging import asked_of, paging_of
from bihuan.api.shapes.cases import JudgedShape, LineShape, OwedShape
from bihuan.api.shapes.office import RegisterShape
from bihuan.api.shapes.parts import AllActionsShape
from bihuan.problems.access import NotFound, access_problem
from bihuan.problems.parts import Parts
from bihuan.problems.queries.actions import action_page, read_action_filters
from bihuan.problems.queries.case import whole_log_of
from bihuan.problems.queries.conformance import (
    conformance_of,
    conformance_over_cases,
    read_over_filters,
)
from bihuan.problems.queries.duties import duty_page, read_duty_filters
from bihuan.process.calendar import month_of
from bihuan.process.clauses import CLAUSES
from bihuan.process.duties import LABELS
from bihuan.reports.monthly import monthly_figures
from bihuan.reports.register import register_rows

router = Router(tags=["overviews"])

MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])", re.ASCII)


@router.get("/duties", operation_id="list_duties")
def list_duties(request: HttpRequest) -> HttpResponse:
    filters, paging = asked_of(request, "list_duties", read_duty_filters)
    at = clock.now()
    page = duty_page(filters, paging.cursor, paging.limit, user_of(request), at)
    rows = [
        OwedShape.of(
            row,
            label=_(LABELS[row.key]),
            status=status_of(row.due_at, row.met_at, None, at),
            subject=row.subject or None,
            problem=row.number,
        )
        for row in page.rows
    ]
    return items(rows, next=page.next or None)


@router.get("/actions", operation_id="list_all_actions")
def list_actions(request: HttpRequest) -> HttpResponse:
    filters, paging = asked_of(request, "list_all_actions", read_action_filters)
    page = action_page(filters, paging.cursor, paging.limit, user_of(request), clock.now())
    rows = [AllActionsShape.of(row, age_days=row.age, late_days=row.late) for row in page.rows]
    return items(rows, next=page.next or None)


@router.get("/problems/{number}/conformance", operation_id="get_conformance")
def get_conformance(request: HttpRequest, number: str) -> HttpResponse:
    problem = access_problem(user_of(request), number, ())
    lines = conformance_of(problem, Parts(problem), whole_log_of(problem), clock.now())
    return items(
        [LineShape.of(line, title=_(CLAUSES[line.clause].title), events=list(line.proof)) for line in lines]
    )


@router.get("/conformance", operation_id="list_conformance")
def list_conformance(request: HttpRequest) -> HttpResponse:
    if not user_of(request).reads_all_cases:
        raise NotFound("conformance")
    filters, paging = asked_of(request, "list_conformance", read_over_filters)
    page = conformance_over_cases(filters, paging.cursor, paging.limit, clock.now())
    rows = [
        JudgedShape.of(
            row,
            duty=row.key or None,
            problem=row.number or None,
            title=row.title or None,
            month=row.month or None,
            state=row.state or None,
            owed_by=row.owed_by or None,
        )
        for row in page.rows
    ]
    return items(rows, next=page.next or None)


@router.get("/register", operation_id="list_register")
def list_register(request: HttpRequest) -> HttpResponse:
    month = request.GET.get("month", "").strip() or month_of(clock.now())
    paging, errors = paging_of(request, "list_register")
    if not MONTH.fullmatch(month):
        errors["month"] = [_("Write a month like 2026-11.")]
    if errors:
        raise Fault(422, errors=errors)
    page = register_rows(month, user=user_of(request), cursor=paging.cursor, limit=paging.limit)
    rows = [
        RegisterShape(
            number=row.number,
            confirmed=row.is_confirmed,
            confirmed_at=row.confirmed_at,
            imported=row.is_imported,
            corrected=sorted(row.corrected),
            cells={key: _plain(value) for key, value in row.cells.items()},
        )
        for row in page.rows
    ]
    return items(rows, next=page.next or None)


@router.get("/reports/monthly/{month}", operation_id="get_monthly_report")
def get_monthly_report(request: HttpRequest, month: str) -> HttpResponse:
    at = clock.now()
    if not MONTH.fullmatch(month) or month > month_of(at) or not user_of(request).reads_all_cases:
        raise NotFound(month)
    return answered(monthly_figures(month, at))


def _plain(value: Any) -> Any:
    """A cell for programs: durations in whole seconds."""
    return int(value.total_seconds()) if isinstance(value, timedelta) else value
