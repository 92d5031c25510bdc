"""Numbers are given once and never again (D64)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from bihuan.environment import Unusable, letter_code
from bihuan.problems import gate
from bihuan.problems.models import Problem
from bihuan.problems.numbers import daily_number, letter_number, next_of, reserve_case_number
from bihuan.process.calendar import SHANGHAI
from tests.problems.test_gate import breaks, threads
from tests.stories.conftest import desk
from tests.stories.desk import Desk

__all__ = ["desk"]
pytestmark = pytest.mark.postgres


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.django_db
def test_a_day_begins_at_midnight_in_shanghai() -> None:
    assert reserve_case_number(at("2026-11-22 23:59")) == "WT-20261122-001"
    assert reserve_case_number(at("2026-11-23 00:00")) == "WT-20261123-001"
    assert daily_number("GD", at("2026-11-22 12:00")) == "GD-20261122-001"


@pytest.mark.django_db
def test_after_999_a_fourth_digit_comes() -> None:
    for _number in range(999):
        next_of("WT-20261122")
    assert daily_number("WT", at("2026-11-22 12:00")) == "WT-20261122-1000"


@pytest.mark.django_db
def test_letters_are_counted_by_the_year_without_zeros() -> None:
    assert letter_number(at("2026-12-31 10:00")) == "计费函〔2026〕1号"
    assert letter_number(at("2026-12-31 11:00")) == "计费函〔2026〕2号"
    assert letter_number(at("2027-01-01 00:00")) == "计费函〔2027〕1号"


@pytest.mark.django_db
def test_the_house_names_what_its_letters_begin_with(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.LETTER_CODE = "沪计函"
    assert letter_number(at("2026-12-31 10:00")) == "沪计函〔2026〕1号"
    monkeypatch.setenv("BIHUAN_LETTER_CODE", "计〔函〕")
    with pytest.raises(Unusable):
        letter_code()


@pytest.mark.django_db(transaction=True)
def test_a_report_that_fails_leaves_a_gap_and_no_repeat(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.report()
    with monkeypatch.context() as patched, pytest.raises(Exception):  # noqa: B017
        patched.setattr(gate.keeping, "store_case", breaks)
        desk.report()
    assert desk.report().number == "WT-20261122-003"
    assert Problem.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_different_ones(engine: str) -> None:
    def take() -> list[int]:
        found = []
        for _turn in range(5):
            with transaction.atomic():
                found.append(next_of("WT-20261122"))
        return found

    calls: list[Callable[[], Any]] = [take] * 6
    with threads(*calls) as found:
        assert sorted(number for numbers in found for number in numbers) == list(range(1, 31))


@pytest.mark.django_db(transaction=True)
def test_reports_at_once_get_different_ones(desk: Desk) -> None:
    desk.report()
    data = {"source": "patrol", "category": "host", "symptom": "主机告警", "level": 4}

    def report() -> Any:
        fields = {**data, "discovered_at": desk.at - timedelta(minutes=1)}
        return gate.take_step("report", actor=desk.people["reporter"], at=desk.at, data=fields)

    with threads(*[report] * 6) as found:
        assert len({case.number for case in found}) == 6
    desk.holds()
