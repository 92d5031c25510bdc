"""Alarms as they came in: the list, and one with its firings and cases. For whoever reads every case."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from bihuan.api.alarmrows import heard, whole
from bihuan.api.auth import user_of
from bihuan.api.encoding import answered, items
from bihuan.api.paging import asked_of
from bihuan.intake.models import Alarm
from bihuan.intake.queries import alarm_page, read_alarm_filters
from bihuan.problems.access import NotFound

router = Router(tags=["alarms"])


@router.get("/alarms", operation_id="list_alarms")
def list_alarms(request: HttpRequest) -> HttpResponse:
    _readers_only(request)
    filters, paging = asked_of(request, "list_alarms", read_alarm_filters)
    page = alarm_page(filters, paging.cursor, paging.limit)
    return items([heard(row) for row in page.rows], next=page.next or None)


@router.get("/alarms/{int:ident}", operation_id="get_alarm")
def get_alarm(request: HttpRequest, ident: int) -> HttpResponse:
    _readers_only(request)
    rows = Alarm.objects.select_related("problem", "rule__system")
    found = rows.filter(pk=ident).first() if ident < 2**63 else None
    if found is None:
        raise NotFound(str(ident))
    return answered(whole(found))


def _readers_only(request: HttpRequest) -> None:
    """What the monitoring says is for the centre; for others there is no such place."""
    if not user_of(request).reads_all_cases:
        raise NotFound("alarms")
