"""Groups of repeat problems: all, and one with its cases (D72, F6.3)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from bihuan.api.auth import user_of
from bihuan.api.encoding import answered, items
from bihuan.api.faults import Fault
from bihuan.api.paging import paging_of
from bihuan.api.shapes.repeats import GroupActionShape, GroupCaseShape, GroupShape, WholeGroupShape
from bihuan.problems.access import NotFound
from bihuan.problems.queries.repeats import GroupRow, cases_of, group_of, group_page, read_group_filters

router = Router(tags=["overviews"])


@router.get("/repeats", operation_id="list_repeats")
def list_repeats(request: HttpRequest) -> HttpResponse:
    _reader(request)
    filters, errors = read_group_filters(dict(request.GET.lists()))
    paging, more = paging_of(request, "list_repeats")
    if errors or more:
        raise Fault(422, errors=errors | more)
    page = group_page(filters, paging.cursor, paging.limit)
    return items([GroupShape(**_told(row)) for row in page.rows], next=page.next or None)


@router.get("/repeats/{group}", operation_id="get_repeats")
def get_repeats(request: HttpRequest, group: str) -> HttpResponse:
    _reader(request)
    found = group_of(int(group)) if group.isascii() and group.isdigit() and len(group) < 19 else None
    if found is None:
        raise NotFound(group)
    members = [GroupCaseShape(**row._asdict()) for row in cases_of(found.id)]
    return answered(WholeGroupShape(**_told(found), members=members))


def _reader(request: HttpRequest) -> None:
    if not user_of(request).reads_all_cases:
        raise NotFound("repeats")


def _told(row: GroupRow) -> dict[str, Any]:
    return {
        "id": row.id, "system": row.system or None, "category": row.category, "cause": row.cause,
        "cases": row.cases, "first_at": row.first_at, "last_at": row.last_at, "plan": row.plan,
        "actions": [GroupActionShape(**action._asdict()) for action in row.actions],
    }  # fmt: skip
