"""What the demo does outside a single case: revisions of the process, reports and meetings of each month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from bihuan.clock import SHANGHAI
from bihuan.demo.script import read_table
from bihuan.problems.models import Month

Row = tuple[datetime, str, str, dict[str, Any], str]
"""When, step, actor, data, month (empty for the process itself)."""


def revision_acts(first: datetime) -> Iterator[Row]:
    """Two published revisions of the process document (R1a): one before the first case, one on the way."""
    phrases = read_table("phrases")
    for number, after, name in (("1.0", -1, "revision_first"), ("1.1", 30, "revision_second")):
        when = first + timedelta(days=after)
        data = {
            "version": number,
            "effective_on": (when.astimezone(SHANGHAI).date() + timedelta(days=1)).isoformat(),
            "reason": phrases[f"{name}_reason"],
            "text": phrases[name],
        }
        yield when, "publish_process", "coordinator", data, ""


def month_acts(first: datetime, until: datetime) -> Iterator[Row]:
    """For each month: meeting called on the 25th, held on the 28th, minutes a day later, report and signature then.

    All of it so many days later in a month whose first case came after that.
    """
    phrases = read_table("phrases")
    day = first.astimezone(SHANGHAI).date().replace(day=1)
    while _at(day, 1, 0) <= until:
        following = (day + timedelta(days=31)).replace(day=1)
        month = f"{day:%Y-%m}"
        late = timedelta(days=max(0, (first - _at(day, 25, 10)).days + 1))
        meeting = {
            "held_at": (_at(day, 28, 14) + late).isoformat(),
            "attendees": ["lead", "lead2", "handler", "handler2"],
            "improvements": phrases["improvements"],
            "prevention": phrases["prevention"],
        }
        called = {"starts_at": (_at(day, 28, 14) + late).isoformat(), "place": phrases["month_place"]}
        rows: tuple[Row, ...] = (
            (_at(day, 25, 10), "call_meeting", "coordinator", called, month),
            (_at(day, 28, 16), "hold_monthly_meeting", "lead", meeting, month),
            (_at(day, 28, 41), "sign_minutes", "lead", {}, month),
            (_at(following, 3, 10), "submit_monthly_report", "coordinator", _analysis(phrases), month),
            (_at(following, 4, 9), "sign_monthly_report", "manager", {"text": phrases["month_note"]}, month),
        )
        yield from ((row[0] + late, *row[1:]) for row in rows if row[0] + late <= until)
        day = following


def month_of(name: str) -> Month:
    """The month as an object, opened by the sweep."""
    return Month.objects.get(month=name)


def _analysis(phrases: dict[str, str]) -> dict[str, str]:
    return {"analysis": phrases["month_analysis"]}


def _at(month: date, day: int, hour: int) -> datetime:
    """An hour of a day of the month in Shanghai; hours above 23 run on into the next day."""
    return datetime.combine(month.replace(day=day), time(), SHANGHAI) + timedelta(hours=hour)
