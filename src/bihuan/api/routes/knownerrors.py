"""Known errors for programs: the list, and one with its cases and wordings. The steps are taken on their cases."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from bihuan.api.auth import user_of
from bihuan.api.encoding import answered, items
from bihuan.api.paging import asked_of
from bihuan.api.shapes.known import KnownErrorCourseShape, KnownErrorShape, MetCaseShape, WordingShape
from bihuan.problems.models import KnownError
from bihuan.problems.queries.knownerrors import (
    known_error_of,
    known_error_page,
    read_known_error_filters,
)

router = Router(tags=["known errors"])


@router.get("/known-errors", operation_id="list_known_errors")
def list_known_errors(request: HttpRequest) -> HttpResponse:
    filters, paging = asked_of(request, "list_known_errors", read_known_error_filters)
    page = known_error_page(filters, paging.cursor, paging.limit, user_of(request))
    rows = [KnownErrorShape.of(row, **_beside(row)) for row in page.rows]
    return items(rows, next=page.next or None)


@router.get("/known-errors/{number}", operation_id="get_known_error")
def get_known_error(request: HttpRequest, number: str) -> HttpResponse:
    course = known_error_of(user_of(request), number)
    cases = [MetCaseShape.of(case, home=case.is_home) for case in course.cases]
    changes = [
        WordingShape.of(
            entry, by=entry.by.username, at=entry.created_at, problem=entry.problem.number, reason=entry.text
        )
        for entry in course.changes
    ]
    return answered(
        KnownErrorCourseShape.of(
            course.error, **_beside(course.error), met=course.met, cases=cases, changes=changes
        )
    )


def _beside(error: KnownError) -> dict[str, Any]:
    """What a known error does not say as its row does."""
    return {
        "systems": [system.code for system in error.systems.all()],
        "problem": error.problem.number,
        "recorded_by": error.recorded_by.username,
        "changed_by": error.changed_by.username,
    }
