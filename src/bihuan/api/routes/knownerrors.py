"""Known errors for programs: the list, and one with its cases and wordings. The steps are taken on their cases."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from bihuan.api.auth import user_of
from bihuan.api.encoding import answered, items
from bihuan.api.faults import Fault
from bihuan.api.paging import paging_of
from bihuan.api.shapes.known import KnownErrorCourseShape, KnownErrorShape, MetCaseShape, WordingShape
from bihuan.problems.models import KnownError
from bihuan.problems.queries.knownerrors import (
    known_error_of,
    known_error_page,
    read_known_error_filters,
)

router = Router(tags=["known errors"])

SAME = ("number", "status", "title", "symptom", "cause", "workaround", "final_fix", "category", "version")


@router.get("/known-errors", operation_id="list_known_errors")
def list_known_errors(request: HttpRequest) -> HttpResponse:
    filters, errors = read_known_error_filters(dict(request.GET.lists()))
    paging, more = paging_of(request, "list_known_errors")
    if errors or more:
        raise Fault(422, errors=errors | more)
    page = known_error_page(filters, paging.cursor, paging.limit, user_of(request))
    rows = [KnownErrorShape(**_told(row, row.met)) for row in page.rows]  # type: ignore[attr-defined]
    return items(rows, next=page.next or None)


@router.get("/known-errors/{number}", operation_id="get_known_error")
def get_known_error(request: HttpRequest, number: str) -> HttpResponse:
    course = known_error_of(user_of(request), number)
    cases = [
        MetCaseShape(
            number=case.number,
            title=case.title,
            level=case.level,
            state=case.state,
            reported_at=case.reported_at,
            home=case.is_home,
        )
        for case in course.cases
    ]
    changes = [
        WordingShape(
            deed=entry.deed,
            version=entry.version,
            by=entry.by.username,
            at=entry.created_at,
            problem=entry.problem.number,
            wording=entry.wording,
            reason=entry.text,
        )
        for entry in course.changes
    ]
    return answered(KnownErrorCourseShape(**_told(course.error, course.met), cases=cases, changes=changes))


def _told(error: KnownError, met: int) -> dict[str, Any]:
    return {name: getattr(error, name) for name in SAME} | {
        "systems": [system.code for system in error.systems.all()],
        "problem": error.problem.number,
        "recorded_by": error.recorded_by.username,
        "created_at": error.created_at,
        "changed_by": error.changed_by.username,
        "changed_at": error.changed_at,
        "met": met,
    }
