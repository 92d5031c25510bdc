"""Alarms come in: counted exactly, once each, whatever comes twice, late or at the same time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest

from bihuan.intake.messages import Message
from bihuan.intake.models import Alarm, Occurrence
from bihuan.intake.receipt import FIRES_AGAIN_AFTER, receive
from tests.intake.alarms import alarm, message, rule_of
from tests.stories.desk import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
AtMost = Callable[[int], AbstractContextManager[object]]


def test_a_message_that_comes_twice_is_one_occurrence(desk: Desk) -> None:
    at = desk.at
    rule_of(desk.people["coordinator"], at)
    first = receive("alertmanager", [message(at)], sender="p", at=at)
    again = receive("alertmanager", [message(at)], sender="p", at=at + timedelta(minutes=5))
    assert (first.received, first.news, len(first.pending)) == (1, 1, 1)
    assert (again.received, again.news) == (1, 0)
    found = alarm()
    assert (found.count, found.received, found.fires, found.starts_at) == (1, 2, True, at)
    assert (found.first_seen, found.last_seen) == (at, at + timedelta(minutes=5))
    assert found.labels["instance"] == "billing-db-1" and found.pending_at == at


def test_firing_and_clearing_are_each_noted_once(desk: Desk) -> None:
    at, cleared = desk.at, desk.at + timedelta(minutes=3)
    for _time in range(2):
        receive("alertmanager", [message(at)], sender="p", at=at)
    for _time in range(2):
        receive("alertmanager", [message(at, fires=False, ends_at=cleared)], sender="p", at=cleared)
    late = receive("alertmanager", [message(at)], sender="p", at=cleared)  # a retry that was under way
    found = alarm()
    assert (found.fires, found.ends_at, found.count, found.received) == (False, cleared, 1, 5)
    assert late.pending == []
    assert Occurrence.objects.get().cleared_at == cleared


def test_the_same_start_long_after_its_clearing_fires_again(desk: Desk) -> None:
    at = desk.at
    rule_of(desk.people["coordinator"], at)
    receive("alertmanager", [message(at), message(at, fires=False)], sender="p", at=at)
    assert not alarm().fires
    later = at + FIRES_AGAIN_AFTER + timedelta(seconds=1)
    assert receive("alertmanager", [message(at)], sender="p", at=later).pending
    found = alarm()
    assert (found.fires, found.ends_at, found.count) == (True, None, 1)


def test_what_comes_out_of_order_counts_and_changes_nothing(desk: Desk) -> None:
    at, before = desk.at, desk.at - timedelta(hours=1)
    receive("alertmanager", [message(at)], sender="p", at=at)
    old = receive("alertmanager", [message(before, fires=False)], sender="p", at=at)
    found = alarm()
    assert (found.fires, found.starts_at, found.count, old.news, old.pending) == (True, at, 2, 1, [])


def test_a_message_without_a_start_speaks_of_the_firing_that_goes_on(desk: Desk) -> None:
    at, later = desk.at, desk.at + timedelta(minutes=2)
    open_ended = Message("a1", True, None, None, "x")
    receive("generic", [open_ended], sender="p", at=at)
    receive("generic", [open_ended], sender="p", at=later)
    assert (alarm().count, alarm().received, alarm().starts_at) == (1, 2, at)
    over = Message("a1", False, None, later, "x")
    receive("generic", [over], sender="p", at=later)
    assert (alarm().fires, alarm().ends_at, alarm().count) == (False, later, 1)
    receive("generic", [Message("unknown", False, None, later, "x")], sender="p", at=later)
    assert (
        Alarm.objects.get(fingerprint="unknown").fires,
        Alarm.objects.get(fingerprint="unknown").count,
    ) == (False, 0)


def test_a_batch_costs_a_handful_of_queries(desk: Desk, django_assert_max_num_queries: AtMost) -> None:
    rule_of(desk.people["coordinator"], desk.at)
    batch = [message(desk.at + timedelta(seconds=n % 3), f"a{n % 40}") for n in range(100)]
    with django_assert_max_num_queries(7):
        receipt = receive("alertmanager", batch, sender="p", at=desk.at)
    assert (receipt.received, len(receipt.pending)) == (100, 40)
    assert Alarm.objects.count() == 40
    wanted = len({(m.fingerprint, m.starts_at) for m in batch})
    assert receipt.news == sum(Alarm.objects.values_list("count", flat=True)) == wanted
    assert sum(Alarm.objects.values_list("received", flat=True)) == 100
    with django_assert_max_num_queries(6):
        assert receive("alertmanager", batch, sender="p", at=desk.at).news == 0
    assert sum(Alarm.objects.values_list("received", flat=True)) == 200


def test_what_is_no_longer_kept_does_not_count_again(desk: Desk) -> None:
    receive("alertmanager", [message(desk.at)], sender="p", at=desk.at)
    Alarm.objects.update(kept_from=desk.at)
    receive("alertmanager", [message(desk.at - timedelta(days=9))], sender="p", at=desk.at)
    assert (alarm().count, alarm().received) == (1, 2)
