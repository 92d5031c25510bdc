"""The calendar of working days: an editable table of the days that differ from the plain week.

Each year is seeded once with the public holidays and make-up days of China. A year whose make-up days were not
known when it was seeded stands as unconfirmed until the coordinator has gone through it.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from bihuan.people.models import User
from bihuan.people.permissions import require
from bihuan.problems import log
from bihuan.problems.models import CalendarDay, CalendarYear
from bihuan.process.calendar import is_weekday, shanghai_date

STREAM = "calendar"
COUNTRY = "CN"
AROUND = (-1, 0, 1)
"""Years beside the present one that are seeded."""


def ensure_calendar(at: datetime) -> list[int]:
    """Seed the years around `at` that nobody has entered yet; returns them. One query where none is missing."""
    present = shanghai_date(at).year
    wanted = [present + shift for shift in AROUND]
    known = set(CalendarYear.objects.filter(year__in=wanted).values_list("year", flat=True))
    missing = [year for year in wanted if year not in known]
    for year in missing:
        seed_year(year)
    return missing


@transaction.atomic
def seed_year(year: int) -> CalendarYear:
    """Enter the days of a year as far as they are known; days that are there already stay as they are."""
    import holidays  # a large package, and needed once a year

    known = holidays.country_holidays(COUNTRY, years=year, language="zh_CN")
    made_up = sorted(day for day in known.weekend_workdays if day.year == year)
    rows = [
        CalendarDay(day=day, is_working=False, label=name[:64])
        for day, name in known.items()
        if is_weekday(day)
    ]
    rows += [CalendarDay(day=day, is_working=True, label="调休上班") for day in made_up]
    CalendarDay.objects.bulk_create(rows, ignore_conflicts=True)
    found, _is_new = CalendarYear.objects.get_or_create(year=year, defaults={"is_confirmed": bool(made_up)})
    return found


@transaction.atomic
def set_day(day: date, *, is_working: bool, label: str, by: User, at: datetime) -> None:
    """Say whether a day is worked; one that follows the plain week leaves the table. Running clocks never move."""
    require(by, "edit_figures")
    before = CalendarDay.objects.filter(day=day).first()
    if is_working == is_weekday(day):
        CalendarDay.objects.filter(day=day).delete()
    else:
        CalendarDay.objects.update_or_create(
            day=day, defaults={"is_working": is_working, "label": label[:64]}
        )
    old = before.is_working if before else is_weekday(day)
    log.append(
        STREAM, "set_day", by, at, at, {"day": day, "label": label, "set": {"is_working": [old, is_working]}}
    )


@transaction.atomic
def confirm_year(year: int, *, is_confirmed: bool, by: User, at: datetime) -> None:
    """Say that the days of a year are final, or that they are not."""
    require(by, "edit_figures")
    CalendarYear.objects.update_or_create(year=year, defaults={"is_confirmed": is_confirmed})
    log.append(STREAM, "confirm_year", by, at, at, {"year": year, "is_confirmed": is_confirmed})
