"""Dates as letters write them: in the reader's form and in Shanghai, whatever the machine's language."""

from datetime import UTC, date, datetime

import pytest
from django.utils.translation import override

from bihuan.problems.writtendates import written_day, written_moment

LATE = datetime(2026, 11, 25, 17, 5, tzinfo=UTC)  # the 26th in Shanghai


@pytest.mark.parametrize(
    ("language", "day", "moment"),
    [
        ("zh-hans", "2026年11月26日", "2026年11月26日 01:05"),
        ("en", "26 Nov 2026", "26 Nov 2026, 01:05"),
    ],
)
def test_a_date_stands_in_the_readers_form(language: str, day: str, moment: str) -> None:
    with override(language):
        assert (written_day(LATE), written_moment(LATE)) == (day, moment)
        assert written_day(date(2026, 11, 26)) == day
        assert written_day(None) == written_moment(None) == ""
