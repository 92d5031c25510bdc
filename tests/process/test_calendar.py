"""Days, months and working days of the centre."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.process import calendar
from bihuan.process.calendar import SHANGHAI

FIRST, LAST = datetime(2001, 1, 1), datetime(2090, 1, 1)  # noqa: DTZ001 - the strategy adds the zone
INSTANTS = st.datetimes(FIRST, LAST, timezones=st.just(UTC))


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-11-22 09:05", 3, "2026-11-25 23:59:59"),
        ("2026-11-22 00:00", 3, "2026-11-25 23:59:59"),
        ("2026-11-22 23:59", 3, "2026-11-25 23:59:59"),
        ("2026-11-29 10:00", 3, "2026-12-02 23:59:59"),
        ("2026-12-30 10:00", 7, "2027-01-06 23:59:59"),
        ("2028-02-26 10:00", 3, "2028-02-29 23:59:59"),
        ("2027-02-26 10:00", 3, "2027-03-01 23:59:59"),
        ("2026-11-22 09:05", 0, "2026-11-22 23:59:59"),
    ],
)
def test_a_limit_in_days_ends_with_its_last_day(start: str, days: int, due: str) -> None:
    assert calendar.end_of_day_after(shanghai(start), days) == shanghai(due)


def test_the_day_is_that_of_the_centre_whatever_the_zone_of_the_instant() -> None:
    evening_in_utc = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
    assert calendar.shanghai_date(evening_in_utc) == date(2026, 11, 23)
    assert calendar.end_of_day_after(evening_in_utc, 1) == shanghai("2026-11-24 23:59:59")


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        calendar.shanghai_date(datetime(2026, 11, 22))  # noqa: DTZ001


@given(INSTANTS, st.integers(0, 400))
def test_due_in_days_lies_after_the_start_and_in_utc(start: datetime, days: int) -> None:
    due = calendar.end_of_day_after(start, days)
    assert due.tzinfo is UTC
    assert timedelta(days=days) - timedelta(seconds=1) <= due - start <= timedelta(days=days + 1)
    assert due.astimezone(SHANGHAI).strftime("%H:%M:%S") == "23:59:59"


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-11-20 10:00", "2026-11-25 23:59:59"),  # Friday
        ("2026-11-21 10:00", "2026-11-25 23:59:59"),  # Saturday
        ("2026-11-23 10:00", "2026-11-26 23:59:59"),  # Monday
    ],
)
def test_working_days_step_over_the_weekend(start: str, due: str) -> None:
    assert calendar.add_working_days(shanghai(start), 3, calendar.is_weekday) == shanghai(due)


def test_working_days_follow_make_up_days_and_holidays() -> None:
    work = {date(2026, 10, 10), date(2026, 10, 8), date(2026, 10, 9)}
    due = calendar.add_working_days(shanghai("2026-09-30 18:00"), 3, lambda day: day in work)
    assert due == shanghai("2026-10-10 23:59:59")


def test_a_calendar_without_working_days_is_refused() -> None:
    with pytest.raises(ValueError, match="no working day"):
        calendar.add_working_days(shanghai("2026-11-20 10:00"), 1, lambda day: False)


def test_a_month_begins_and_ends_at_midnight_in_shanghai() -> None:
    start, end = calendar.month_bounds("2026-12")
    assert (start, end) == (shanghai("2026-12-01 00:00"), shanghai("2027-01-01 00:00"))
    assert calendar.month_of(start) == "2026-12"
    assert calendar.month_of(start - timedelta(seconds=1)) == "2026-11"
    assert calendar.month_of(end) == "2027-01"


@given(INSTANTS)
def test_every_instant_lies_in_its_month(at: datetime) -> None:
    start, end = calendar.month_bounds(calendar.month_of(at))
    assert start <= at < end


def test_months_are_counted_over_the_year() -> None:
    assert calendar.month_after("2026-12") == "2027-01"
    assert calendar.month_after("2027-01", -1) == "2026-12"
    assert calendar.month_after("2026-01", 25) == "2028-02"


@pytest.mark.parametrize(
    "month", ["2026", "2026-13", "2026-1", "2026/11", "26-11", "", "2026-xx", "２０２６-11"]
)
def test_what_is_no_month_is_refused(month: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        calendar.month_start(month)


def test_the_monthly_report_is_due_on_the_fifth_of_the_next_month() -> None:
    assert calendar.day_of_month_due("2026-11", 5) == shanghai("2026-12-05 23:59:59")
    assert calendar.day_of_month_due("2026-12", 5) == shanghai("2027-01-05 23:59:59")
    assert calendar.day_of_month_due("2026-11", 25, months_after=0) == shanghai("2026-11-25 23:59:59")


def test_retention_runs_from_new_year_after_archiving() -> None:
    assert calendar.retention_until(shanghai("2026-11-22 10:00"), 3) == date(2030, 1, 1)
    assert calendar.retention_until(datetime(2026, 12, 31, 16, 0, tzinfo=UTC), 3) == date(2031, 1, 1)
