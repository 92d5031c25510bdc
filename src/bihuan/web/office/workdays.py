"""工作日历: which days are worked. Everybody reads it, the coordinator edits it."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bihuan import clock
from bihuan.people.models import User
from bihuan.people.permissions import may
from bihuan.problems.models import CalendarDay, CalendarYear
from bihuan.problems.workdays import confirm_year, set_day
from bihuan.process.calendar import is_weekday, shanghai_date
from bihuan.web.office.access import anybody, doer

FIRST, LAST = 2000, 2199


class Day(NamedTuple):
    """One day of the year: how it looks, what it is called; `number` is 0 outside the month."""

    number: int
    css: str
    label: str
    is_today: bool


@dataclass
class YearPage:
    """One year as twelve small months."""

    user: User
    year: int
    today: date

    @cached_property
    def special(self) -> dict[date, CalendarDay]:
        """The days that differ from the plain week."""
        found = CalendarDay.objects.filter(day__year=self.year).order_by("day")
        return {row.day: row for row in found}

    @cached_property
    def is_confirmed(self) -> bool:
        """Whether somebody, or the announcement, made the year final."""
        return CalendarYear.objects.filter(year=self.year, is_confirmed=True).exists()

    @property
    def may_edit(self) -> bool:
        """The coordinator keeps the calendar."""
        return may(self.user, "edit_figures")

    @property
    def months(self) -> list[tuple[int, list[list[Day]]]]:
        """Month and its weeks, Monday first."""
        weeks = calendar.Calendar(firstweekday=0)
        return [
            (
                month,
                [
                    [self._day(day, month) for day in week]
                    for week in weeks.monthdatescalendar(self.year, month)
                ],
            )
            for month in range(1, 13)
        ]

    def _day(self, day: date, month: int) -> Day:
        if day.month != month:
            return Day(0, "", "", False)
        row = self.special.get(day)
        if row:
            return Day(day.day, "day-work" if row.is_working else "day-off", row.label, day == self.today)
        return Day(day.day, "" if is_weekday(day) else "day-rest", "", day == self.today)


@require_safe
def workdays(request: HttpRequest) -> HttpResponse:
    """A year of the calendar."""
    user, today = anybody(request), shanghai_date(clock.now())
    text = request.GET.get("year", "")
    year = int(text) if text.isdecimal() and len(text) == 4 and FIRST <= int(text) <= LAST else today.year
    return render(request, "office/figures/workdays.html", {"page": YearPage(user, year, today)})


@require_POST
def change_day(request: HttpRequest) -> HttpResponse:
    """Say of one day whether it is worked."""
    user = doer(request, "edit_figures")
    day, label = (
        _day_of(request.POST.get("day", "")),
        request.POST.get("label", "").strip()[:64].replace("\x00", ""),
    )
    if day is None:
        messages.error(request, _("Enter a date, such as 2026-11-22."))
        return redirect("workdays")
    set_day(day, is_working=request.POST.get("kind") == "work", label=label, by=user, at=clock.now())
    messages.success(request, _("{day} is stored.").format(day=day))
    return redirect(f"{reverse('workdays')}?year={day.year}")


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Say that a year is final, or that it is not."""
    user, text = doer(request, "edit_figures"), request.POST.get("year", "")
    if not text.isdecimal() or len(text) != 4 or not FIRST <= int(text) <= LAST:
        return redirect("workdays")
    is_confirmed = request.POST.get("confirmed") == "1"
    confirm_year(int(text), is_confirmed=is_confirmed, by=user, at=clock.now())
    said = (
        _("The calendar of {year} is confirmed.")
        if is_confirmed
        else _("The calendar of {year} is open again.")
    )
    messages.success(request, said.format(year=text))
    return redirect(f"{reverse('workdays')}?year={text}")


def _day_of(text: str) -> date | None:
    try:
        found = parse_date(text)
    except ValueError:
        return None
    return found if found and FIRST <= found.year <= LAST else None
