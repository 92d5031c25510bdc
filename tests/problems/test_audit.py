"""The log: append-only in the database itself, and any change beside the door is found and named."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from bihuan.problems import log, sealing
from bihuan.problems.audit import Broken, verify
from bihuan.problems.models import Duty, Event, Month, Problem
from tests.stories.conftest import desk
from tests.stories.desk import Desk

__all__ = ["desk"]
pytestmark = pytest.mark.postgres


@contextmanager
def past_the_triggers() -> Iterator[None]:
    """As somebody with full rights on the database could do it."""
    sealing.remove()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE problems_event DISABLE TRIGGER USER")
        else:
            cursor.execute("DROP TRIGGER problems_event_no_delete")
    yield


def alter(case: Problem, seq: int, **values: Any) -> None:
    with past_the_triggers():
        assert Event.objects.filter(stream=case.number, seq=seq).update(**values) == 1


def broken_at(case: Problem, seq: int) -> None:
    found = verify()
    assert isinstance(found, Broken) and (found.stream, found.seq) == (case.number, seq), found
    assert case.number in str(found)


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_rewrite_the_log(desk: Desk, change: str) -> None:
    desk.report()
    events = Event.objects.filter(stream=desk.case.number)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        events.update(actor_name="nobody") if change == "update" else events.delete()
    assert verify() is None


@pytest.mark.parametrize(
    "values", [{"actor_name": "coordinatoR"}, {"step": "confirm"}, {"data": {}}, {"hash": "0" * 64}]
)
def test_one_altered_byte_is_found(desk: Desk, values: dict[str, Any]) -> None:
    desk.answered()
    desk.report()
    case = Problem.objects.order_by("pk").first()
    assert case is not None and verify() is None
    alter(case, 3, **values)
    broken_at(case, 3)


def test_an_instant_moved_by_a_second_is_found(desk: Desk) -> None:
    desk.answered()
    alter(desk.case, 2, occurred_at=desk.at - timedelta(seconds=1))
    broken_at(desk.case, 2)


@pytest.mark.parametrize("seq", [1, 3])
def test_a_missing_event_is_found(desk: Desk, seq: int) -> None:
    desk.answered()
    with past_the_triggers():
        Event.objects.filter(stream=desk.case.number, seq=seq).delete()
    broken_at(desk.case, seq)


def test_a_cut_off_end_is_found(desk: Desk) -> None:
    desk.answered()
    last = desk.fresh().version
    with past_the_triggers():
        Event.objects.filter(stream=desk.case.number, seq=last).delete()
    broken_at(desk.case, last)


def test_a_chain_without_any_event_is_found(desk: Desk) -> None:
    desk.report()
    with past_the_triggers():
        Event.objects.filter(stream=desk.case.number).delete()
    broken_at(desk.case, 1)


def test_an_entry_sealed_anew_is_found_by_the_next_one(desk: Desk) -> None:
    desk.answered()
    event = Event.objects.get(stream=desk.case.number, seq=2)
    event.actor_name = "nobody"
    sealed = log.digest(
        event.stream, event.seq, event.step, event.actor_name, event.occurred_at, event.recorded_at,
        event.data, event.prev_hash,
    )  # fmt: skip
    alter(desk.case, 2, actor_name="nobody", hash=sealed)
    broken_at(desk.case, 3)


@pytest.mark.parametrize(
    "values",
    [
        {"state": "archived"},
        {"level": 5},
        {"level_reported": 5},
        {"business_affected": False},
        {"resolved_at": None},
    ],
)
def test_a_case_changed_beside_the_door_is_found(desk: Desk, values: dict[str, Any]) -> None:
    desk.answered()
    Problem.objects.filter(pk=desk.case.pk).update(**values)
    broken_at(desk.case, desk.fresh().version)
    found = verify()
    assert found is not None and next(iter(values)) in found.why


@pytest.mark.parametrize(
    "change",
    [
        {"due_at": timedelta(hours=1)},
        {"met_at": -timedelta(minutes=1)},
        {"key": "resolutions"},
        {"voided_at": timedelta()},
    ],
)
def test_a_duty_changed_beside_the_door_is_found(desk: Desk, change: dict[str, Any]) -> None:
    desk.answered()
    duty = desk.duties("resolution")[0]
    name, value = next(iter(change.items()))
    if isinstance(value, timedelta):
        value = (getattr(duty, name) or desk.at) + value
    Duty.objects.filter(pk=duty.pk).update(**{name: value})
    found = verify()
    assert found is not None and found.stream == desk.case.number and name[:3] in f"duty {name}"
    assert verify(deep=False) is None  # the chain itself is whole


def test_a_duty_taken_away_is_found(desk: Desk) -> None:
    desk.answered()
    with past_the_triggers():
        desk.duties("register")[0].delete()
    found = verify()
    assert found is not None and found.stream == desk.case.number


def test_a_months_duties_are_held_against_its_log_too(desk: Desk) -> None:
    desk.report()
    desk.pass_time(minutes=1)
    assert verify() is None
    Duty.objects.filter(month__month="2026-11", key="monthly_report").update(due_at=desk.at)
    found = verify()
    assert found is not None and found.stream == "month:2026-11"


def test_a_month_whose_chain_is_cut_is_found(desk: Desk) -> None:
    desk.report()
    desk.pass_time(minutes=1)
    Month.objects.update(version=2)
    found = verify()
    assert found is not None and found.stream == "month:2026-11"


def test_what_cannot_be_named_is_not_logged() -> None:
    with pytest.raises(TypeError, match="nothing to log"):
        log.jsonable({"x": object()})
