"""值班日历: who is on duty on each day of a month or a week, and where nobody is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bihuan import clock
from bihuan.clock import SHANGHAI
from bihuan.people.models import DutyShift
from bihuan.people.permissions import may
from bihuan.people.roster import SHIFT_ROLES
from bihuan.people.watch import Stretch, stretches
from bihuan.web.office.access import reader
from bihuan.web.office.accountforms import shift_word

DAY = timedelta(days=1)
FIRST, LAST = date(2000, 1, 3), date(2099, 12, 1)


class Entry(NamedTuple):
    """One stretch within one day: hours as words, empty for the whole day; no shift where nobody is on duty."""

    role: str
    hours: str
    shift: DutyShift | None
    is_hole: bool


class Day(NamedTuple):
    """One cell of the grid."""

    day: date
    is_inside: bool
    is_today: bool
    entries: list[Entry]


@dataclass
class CalendarPage:
    """A month or a week, whole weeks from Monday to Sunday; `first` is a day within it."""

    first: date
    is_week: bool
    now: datetime
    may_edit: bool

    @cached_property
    def begins(self) -> date:
        """The Monday on which the grid begins."""
        start = self.first if self.is_week else self.first.replace(day=1)
        return start - timedelta(days=start.weekday())

    @cached_property
    def ends(self) -> date:
        """The Monday after the grid."""
        if self.is_week:
            return self.begins + 7 * DAY
        after = (self.first.replace(day=1) + 32 * DAY).replace(day=1)
        return after + timedelta(days=-after.weekday() % 7)

    @property
    def title(self) -> str:
        """What is shown, in words."""
        if self.is_week:
            last = self.ends - DAY
            return _("{start} to {end}").format(start=self.begins.isoformat(), end=last.isoformat())
        return self.first.strftime("%Y-%m")

    @property
    def previous(self) -> str:
        """A day of the month or week before."""
        return ((self.begins if self.is_week else self.first.replace(day=1)) - DAY).isoformat()

    @property
    def next(self) -> str:
        """A day of the month or week after."""
        after = (self.first.replace(day=1) + 32 * DAY).replace(day=1)
        return (self.ends if self.is_week else after).isoformat()

    @cached_property
    def weeks(self) -> list[list[Day]]:
        """The grid, week by week. One query a role."""
        spans = {role: stretches(role, _midnight(self.begins), _midnight(self.ends)) for role in SHIFT_ROLES}
        days = [self.begins + place * DAY for place in range((self.ends - self.begins).days)]
        cells = [self._day(day, spans) for day in days]
        return [cells[place : place + 7] for place in range(0, len(cells), 7)]

    def _day(self, day: date, spans: dict[str, list[Stretch]]) -> Day:
        starts, ends = _midnight(day), _midnight(day + DAY)
        entries = [
            self._entry(role, max(span.starts_at, starts), min(span.ends_at, ends), span, (starts, ends))
            for role in SHIFT_ROLES
            for span in spans[role]
            if span.starts_at < ends and span.ends_at > starts
        ]
        inside = self.is_week or (day.year, day.month) == (self.first.year, self.first.month)
        today = self.now.astimezone(SHANGHAI).date()
        return Day(day, inside, day == today, [entry for entry in entries if entry.shift or entry.is_hole])

    def _entry(
        self, role: str, starts: datetime, ends: datetime, span: Stretch, day: tuple[datetime, datetime]
    ) -> Entry:
        hours = "" if (starts, ends) == day else f"{_hour(starts)}–{_hour(ends, is_end=True)}"
        return Entry(shift_word(role), hours, span.shift, span.shift is None and ends > self.now)


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The roster as a grid; a day that is none, or too far away, shows the days around now and says so."""
    user, now = reader(request), clock.now()
    today, asked = now.astimezone(SHANGHAI).date(), request.GET.get("day", "")
    day = _day_of(asked)
    page = CalendarPage(
        day or today, request.GET.get("view") == "week", now, may_edit=may(user, "edit_roster")
    )
    context = {"page": page, "is_unknown": bool(asked) and day is None}
    return render(request, "duty/calendar.html", context, status=400 if context["is_unknown"] else 200)


def _day_of(text: str) -> date | None:
    try:
        day = date.fromisoformat(text if len(text) == len("2026-11-22") else f"{text}-01")
    except ValueError:
        return None
    return day if FIRST <= day <= LAST else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def _hour(moment: datetime, *, is_end: bool = False) -> str:
    found = moment.astimezone(SHANGHAI).strftime("%H:%M")
    return "24:00" if is_end and found == "00:00" else found
