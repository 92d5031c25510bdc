"""The demo, loaded once: every state and duty is there, late and on time, and the log holds together."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import transaction

from bihuan.demo.play import load_demo
from bihuan.demo.script import read_cards
from bihuan.intake.models import Alarm
from bihuan.notices.models import Notice
from bihuan.people.models import PeopleChange, User
from bihuan.people.organisation import is_demo
from bihuan.problems.audit import verify
from bihuan.problems.models import Duty, Event, Month, Problem, Revision
from bihuan.process.duties import LABELS
from bihuan.process.lifecycle import STEPS
from bihuan.process.terms import STATES

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
NOW = datetime(2026, 11, 22, 1, 5, tzinfo=UTC)
NOT_PLAYED = {
    "record_history", "confirm_alarm", "dismiss_alarm", "note_alarm", "alarm_returned", "doubt_result",
    "stand_by_result", "release_alarm", "attach_alarm", "link_alarm",  # imports; alarms need a monitoring system
    "suspect_repeat",  # an earlier cause that comes to light after a later one
    "ask_improvement",  # a project that level 5 waits for
    "acknowledge", "restart_chain", "take_over", "end_suspension", "join_group", "join_review",
    "issue_link", "revoke_link", "reply_by_link", "notice_by_link", "confirm_receipt", "chase_letter", "return_letter",
    "issue_bulletin",  # departments that answer by link, and what is said to them
    "seal_package", "shelve_file", "hold_file", "lift_hold", "open_appraisal", "propose_disposal", "approve_disposal",
    "refuse_disposal", "destroy_file",  # files whose term ends after years
}  # fmt: skip
"""Steps that the demonstration has no reason to show."""


NOT_OWED = {"alarm_return", "appraisal", "appraisal_decision", "destruction"}
"""No alarm of the demonstration comes back after its case was verified, and no file reaches its term."""


@pytest.fixture(scope="module")
def numbers(engine: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, str]]:
    """The number of every demo case by its key; all of it is rolled back after the last test of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_demo(NOW)
        transaction.set_rollback(True)


def test_every_card_became_a_case(numbers: dict[str, str]) -> None:
    assert set(numbers) == {card.key for card in read_cards()}
    assert len(set(numbers.values())) == Problem.objects.filter(alarm_raised=False).count() == len(numbers)


def test_an_alarm_raised_a_case_and_another_joined_one(numbers: dict[str, str]) -> None:
    assert Problem.objects.filter(alarm_raised=True, state="awaiting_response").count() == 1
    assert Alarm.objects.filter(fires=True, problem__isnull=False).count() == 2
    assert Alarm.objects.filter(fires=False, problem__isnull=True).count() == 1


def test_every_state_is_there(numbers: dict[str, str]) -> None:
    states = Counter(Problem.objects.values_list("state", flat=True))
    assert set(states) == set(STATES)


def test_every_duty_occurs_and_some_are_late(numbers: dict[str, str]) -> None:
    assert set(Duty.objects.values_list("key", flat=True)) == set(LABELS) - NOT_OWED
    rows = Duty.objects.all()
    assert rows.filter(met_at__isnull=True, voided_at__isnull=True, due_at__lte=NOW).count() >= 5
    assert rows.filter(met_at__isnull=True, voided_at__isnull=True, due_at__gt=NOW).count() >= 20
    assert rows.filter(voided_at__isnull=False).exists()
    assert sum(1 for duty in rows.filter(met_at__isnull=False) if duty.met_at > duty.due_at) >= 5


def test_nearly_every_step_is_taken_by_somebody(numbers: dict[str, str]) -> None:
    taken = set(Event.objects.values_list("step", flat=True))
    assert set(STEPS) - taken <= NOT_PLAYED


def test_the_log_holds_together(numbers: dict[str, str]) -> None:
    assert verify() is None


def test_months_and_revisions_are_kept(numbers: dict[str, str]) -> None:
    assert Revision.objects.count() == 2
    assert list(Month.objects.order_by("month").values_list("month", flat=True)) == [
        "2026-09",
        "2026-10",
        "2026-11",
    ]
    assert Month.objects.filter(signed_at__isnull=False).count() == 2


def test_nothing_of_it_lies_in_the_future(numbers: dict[str, str]) -> None:
    assert not Event.objects.filter(recorded_at__gt=NOW).exists()
    assert not Event.objects.filter(occurred_at__gt=NOW).exists()


def test_a_second_load_changes_nothing(numbers: dict[str, str]) -> None:
    before = (Event.objects.count(), User.objects.count(), PeopleChange.objects.count())
    assert is_demo()
    assert load_demo(NOW) == {}
    assert (Event.objects.count(), User.objects.count(), PeopleChange.objects.count()) == before


def test_the_cast_of_the_contract_holds_one_role_each(numbers: dict[str, str]) -> None:
    cast = (
        "reporter coordinator handler handler2 lead lead2 manager changer clerk leader1 leader2 board "
        "executive marketing outsider admin security auditor"
    )
    for username in cast.split():
        roles = User.objects.get(username=username).roles
        expected = set() if username == "outsider" else {username.rstrip("12")}
        assert roles == expected
    assert not any(user.has_usable_password() for user in User.objects.all())


def test_who_may_read_no_case_is_told_of_none(numbers: dict[str, str]) -> None:
    told = set(Notice.objects.values_list("to__username", flat=True))
    assert told.isdisjoint({"outsider", "admin", "security"})
    assert "marketing" in told


def test_inboxes_hold_what_is_new_and_no_flood(numbers: dict[str, str]) -> None:
    unread = Counter(Notice.objects.filter(read_at__isnull=True).values_list("to__username", flat=True))
    assert unread["coordinator"] > 5
    assert Notice.objects.filter(read_at__isnull=False).count() > sum(unread.values())
