"""Days, months and working days of the centre, which lives in the zone Asia/Shanghai.

Instants come in aware and go out in UTC; dates are dates of the centre. A limit given in days ends at
23:59:59 of its last calendar day (D16). Nothing here reads a clock.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

_DAY_END = time(23, 59, 59)
_LONGEST_HOLIDAY = 60
"""Days in a row without a working day after which a calendar is taken for broken."""


def shanghai_date(at: datetime) -> date:
    """Return the centre's date at the instant `at`. Raises ValueError for a time without zone."""
    if at.tzinfo is None:
        raise ValueError("a time without zone says nothing about the day")
    return at.astimezone(SHANGHAI).date()


def start_of_day(day: date) -> datetime:
    """Return the first instant of the centre's `day`, in UTC."""
    return datetime.combine(day, time(0), SHANGHAI).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """Return 23:59:59 of the centre's `day`, in UTC."""
    return datetime.combine(day, _DAY_END, SHANGHAI).astimezone(UTC)


def end_of_day_after(start: datetime, days: int) -> datetime:
    """Return 23:59:59 of the day `days` calendar days after that of `start`, in UTC (D16).

    The day of `start` itself is not counted, whatever the hour; `days` may be 0 for “the same day”.
    """
    return end_of_day(shanghai_date(start) + timedelta(days=days))


def add_working_days(start: datetime, days: int, is_working_day: Callable[[date], bool]) -> datetime:
    """Return 23:59:59 of the `days`-th working day after the day of `start`, in UTC.

    `is_working_day` knows weekends, holidays and make-up days. Raises ValueError if it names no working day
    for two months: a limit must never run for ever because a calendar is wrong.
    """
    day, left, idle = shanghai_date(start), days, 0
    while left > 0:
        day += timedelta(days=1)
        if is_working_day(day):
            left, idle = left - 1, 0
        elif (idle := idle + 1) > _LONGEST_HOLIDAY:
            raise ValueError("the calendar names no working day")
    return end_of_day(day)


def is_weekday(day: date) -> bool:
    """Return whether `day` is Monday to Friday: the calendar where none is kept."""
    return day.weekday() < 5


def month_of(at: datetime) -> str:
    """Return the centre's month at the instant `at`, written like `2026-11`."""
    return f"{shanghai_date(at):%Y-%m}"


def month_start(month: str) -> date:
    """Return the first day of `month`. Raises ValueError unless it is written like `2026-11`."""
    year, dash, number = month.partition("-")
    if len(year) != 4 or len(number) != 2 or not dash or not (year + number).isascii():
        raise ValueError(f"not a month: {month!r}")
    return date(int(year), int(number), 1)


def month_after(month: str, months: int = 1) -> str:
    """Return the month `months` after `month` (before it, if negative)."""
    first = month_start(month)
    index = first.year * 12 + first.month - 1 + months
    return f"{index // 12:04d}-{index % 12 + 1:02d}"


def month_bounds(month: str) -> tuple[datetime, datetime]:
    """Return the instants, in UTC, between which the centre's `month` lies: the first belongs to it, the
    second to the next month.
    """
    return start_of_day(month_start(month)), start_of_day(month_start(month_after(month)))


def day_of_month_due(month: str, day: int, *, months_after: int = 1) -> datetime:
    """Return 23:59:59, in UTC, of the given day in the month `months_after` `month`.

    By default the next one: the report on a month is due on the 5th of the next (F6.4).
    """
    return end_of_day(month_start(month_after(month, months_after)).replace(day=day))


def retention_until(archived_at: datetime, years: int) -> date:
    """Return the first day on which a file archived at `archived_at` may be appraised.

    Retention runs from the 1st of January after archiving (D51).
    """
    return date(shanghai_date(archived_at).year + 1 + years, 1, 1)
