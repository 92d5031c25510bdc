"""F1.3, F2.5: what the machine tries is on record in the case's own chain of events, like a call by hand."""

from datetime import timedelta

import pytest

from bihuan.notices.models import Attempt, Delivery, Notice
from bihuan.problems.calling import tried
from bihuan.problems.escalation import chain_of
from bihuan.problems.machinecalls import log_machine_calls, outcome_of
from bihuan.problems.models import ChainAttempt, Event
from bihuan.problems.refusals import Stale
from tests.stories.desk import Desk

STEP = 90


def rung_by_phone(desk: Desk, *found: tuple[str, str], status: str = "queued") -> Delivery:
    """The telephone of whoever is asked now rang, with these outcomes."""
    notice = Notice.objects.filter(kind="chain_asked").latest("id")
    row = Delivery.objects.create(
        notice=notice, to=notice.to, channel="sip", media="voice", address="13800000001", status=status,
        key=f"k{notice.pk}", created_at=desk.at, next_at=desk.at, give_up_at=desk.at, attempts=len(found),
    )  # fmt: skip
    for place, (what, detail) in enumerate(found):
        Attempt.objects.create(
            delivery=row, at=desk.at + timedelta(seconds=place), status=what, detail=detail
        )
    return row


def logged(desk: Desk) -> list[dict[str, str]]:
    events = Event.objects.filter(stream=desk.case.number, step="log_machine_call").order_by("seq")
    return [event.data["fields"] for event in events]


def test_each_ask_of_the_chain_is_an_event_once_its_outcome_is_known(desk: Desk) -> None:
    desk.report(level=1)
    asked_at = desk.at
    desk.pass_time(seconds=0)
    assert logged(desk) == []  # still being asked
    desk.pass_time(seconds=STEP)
    (first,) = logged(desk)
    assert (first["callee"], first["outcome"], first["purpose"]) == ("coordinator", "no_answer", "report")
    assert first["number"] == desk.people["coordinator"].phone
    assert first["called_at"] == asked_at.isoformat()
    event = Event.objects.get(stream=desk.case.number, step="log_machine_call")
    assert (event.actor_name, event.actor) == ("system", None)
    (call,) = desk.parts.calls
    assert (call.caller_id, call.callee, call.outcome) == (None, desk.people["coordinator"], "no_answer")
    desk.takes("coordinator2", "acknowledge")
    desk.pass_time(seconds=1)
    assert [row["outcome"] for row in logged(desk)] == ["no_answer", "reached"]
    desk.pass_time(minutes=5)
    assert len(logged(desk)) == 2
    desk.holds()


def test_each_call_of_a_telephone_is_an_event_with_what_the_exchange_said(desk: Desk) -> None:
    desk.report(level=1)
    desk.pass_time(seconds=0)
    rung_by_phone(desk, ("retry", "486 Busy Here"), ("retry", "answered, but no key was pressed"))
    desk.pass_time(seconds=STEP)
    assert [(row["outcome"], row["text"]) for row in logged(desk)] == [
        ("busy", "sip · 486 Busy Here"),
        ("no_answer", "sip · answered, but no key was pressed"),
    ]
    assert chain_of(desk.fresh()).ended_at is None  # type: ignore[union-attr]
    assert log_machine_calls(desk.at) == 0
    desk.holds()


def test_telephones_are_not_dialled_again_once_the_next_person_is_asked(desk: Desk) -> None:
    desk.report(level=1)
    desk.pass_time(seconds=0)
    row = rung_by_phone(desk, ("retry", "not answered"))
    desk.pass_time(seconds=STEP)
    row.refresh_from_db()
    assert (row.status, row.error) == ("dropped", "next asked")


def test_a_confirmation_takes_back_what_is_ringing(desk: Desk) -> None:
    desk.report(level=1)
    desk.pass_time(seconds=0)
    row = rung_by_phone(desk, status="sending")
    desk.takes("leader1", "acknowledge")
    row.refresh_from_db()
    assert (row.status, row.error) == ("dropped", "answered")


def rung_about_an_order(desk: Desk, who: str, status: str) -> None:
    """The telephone of a person rang about an order that is out."""
    kind = "order_issued" if who.startswith("handler") else "order_unaccepted"
    notice = Notice.objects.create(
        to=desk.people[who], kind=kind, stream=desk.case.number, key=f"t{who}{status}", level=1,
        created_at=desk.at, args={},
    )  # fmt: skip
    row = Delivery.objects.create(
        notice=notice, to=notice.to, channel="sip", media="voice", address="13800000001", status=status,
        key=f"k{notice.pk}", created_at=desk.at, next_at=desk.at, give_up_at=desk.at, attempts=1,
    )  # fmt: skip
    detail = "key 1 pressed" if status == "read" else "answered, but no key was pressed"
    Attempt.objects.create(delivery=row, at=desk.at, status=status, detail=detail)


def test_a_handler_who_pressed_the_key_is_in_contact(desk: Desk) -> None:
    # F2.5: contacted is contacted, whoever dialled; a call that nobody confirmed, or to somebody else, is not
    desk.report(level=1)
    desk.takes("coordinator", "respond")
    desk.takes("coordinator", "dispatch")
    desk.pass_time(minutes=2)
    rung_about_an_order(desk, "handler", "retry")
    rung_about_an_order(desk, "coordinator", "read")
    log_machine_calls(desk.at)
    desk.owes("coordinator", "handler_contact", by="11-22 03:10")
    rung_about_an_order(desk, "handler", "read")

    desk.at += timedelta(seconds=30)
    log_machine_calls(desk.at)
    desk.met("handler_contact", at="11-22 03:02")

    desk.holds()


def test_a_form_that_is_open_while_the_machine_calls_stays_good(desk: Desk) -> None:
    desk.report(level=1)
    version = desk.fresh().version
    for _round in range(3):
        desk.pass_time(seconds=STEP)
    assert desk.fresh().version == version + 5  # what came of two asks, and three to be phoned by hand
    desk.takes("coordinator", "respond", version=version)
    with pytest.raises(Stale):
        desk.takes("coordinator", "dispatch", version=version)
    with pytest.raises(Stale):
        desk.takes("coordinator", "dispatch", version=99)


def test_the_call_page_shows_each_attempt_once(desk: Desk) -> None:
    desk.report(level=1)
    desk.pass_time(seconds=0)
    desk.pass_time(seconds=STEP)
    desk.takes("reporter", "log_call", callee="leader1", outcome="busy")
    entries = tried(desk.fresh(), desk.parts)
    assert {entry.caller for entry in entries if entry.outcome != "busy"} == {""}
    assert sorted(entry.outcome for entry in entries) == ["asked", "busy", "no_answer"]


def test_a_withdrawn_case_still_says_who_was_called(desk: Desk) -> None:
    desk.report(level=1)
    desk.pass_time(seconds=0)
    desk.takes("reporter", "withdraw")
    desk.pass_time(seconds=1)
    assert [row["outcome"] for row in logged(desk)] == ["no_answer"]
    assert not ChainAttempt.objects.filter(is_logged=False).exists()
    desk.holds()


@pytest.mark.parametrize(
    ("status", "detail", "outcome"),
    [
        ("read", "key 1 pressed", "reached"),
        ("retry", "486 Busy Here", "busy"),
        ("retry", "603 Decline", "refused"),
        ("retry", "answered, but no key was pressed", "no_answer"),
        ("down", "baresip is not installed", "no_answer"),
        ("lost", "", "no_answer"),
    ],
)
def test_only_a_pressed_key_counts_as_reached(status: str, detail: str, outcome: str) -> None:
    assert outcome_of(status, detail) == outcome
