"""Guards of meetings: who decides, what ends one, how minutes are taken."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from bihuan.process.facts import MeetingFact, Person
from bihuan.process.guards import meeting as meetings
from tests.process.test_guards import CASE, COORDINATOR, LEAD, ask, clauses, user


@pytest.mark.parametrize(
    ("person", "attendees", "called", "is_enough"),
    [
        (COORDINATOR, [user(6, "lead"), user(7, "lead")], (), True),
        (COORDINATOR, [user(6, "lead"), user(6, "lead")], (), False),
        (COORDINATOR, [], ("lead6", "lead7"), False),  # he names who was there
        (LEAD, [user(7, "lead")], (), True),
        (
            LEAD,
            [SimpleNamespace(id=6, username=LEAD.username, roles=frozenset({"lead"}))],
            ("lead6", "lead7"),
            False,
        ),
        (LEAD, [], ("lead6", "lead7"), True),  # he speaks for the leads who were called to the meeting
        (LEAD, [], (LEAD.username,), False),  # alone nobody decides
        (LEAD, [], (), False),
    ],
)
def test_two_leads_decide(
    person: Person, attendees: list[Any], called: tuple[str, ...], is_enough: bool
) -> None:
    meeting = MeetingFact(1, "HY-1", "emergency", chair=3, held=False, signed=False, leads=called)
    question = ask(replace(CASE, meetings=(meeting,)), person, attendees=attendees)
    assert (clauses(meetings.two_leads_decided, question) == []) is is_enough


def test_a_joint_record_names_both_bodies() -> None:
    # F4.2, D32
    meeting = MeetingFact(1, "HY-1", "joint", chair=3, held=False, signed=False, leads=("lead6", "lead7"))
    case = replace(CASE, meetings=(meeting,))
    assert clauses(meetings.board_is_on_record, ask(case, attendees=[user(7, "lead")])) == ["F4.2"]
    assert clauses(meetings.board_is_on_record, ask(case, attendees=[user(8, "board")])) == []
    called = replace(CASE, meetings=(replace(meeting, has_board=True),))
    assert clauses(meetings.board_is_on_record, ask(called)) == []


@pytest.mark.parametrize(("text", "is_refused"), [("无", True), (" None. ", True), ("切换备库", False)])
def test_a_box_filled_with_nothing_does_not_end_a_meeting(text: str, is_refused: bool) -> None:
    assert bool(clauses(meetings.plan_is_concrete, ask(cause="固件缺陷", plan=text))) is is_refused
    assert bool(clauses(meetings.lessons_are_there, ask(lessons=text))) is is_refused


@pytest.mark.parametrize(
    ("item", "topic", "seen", "expected"),
    [
        ("cause", "", 2, []),
        ("cause", "", 1, ["D46"]),  # somebody was faster
        ("cause", "", None, ["D46"]),
        ("plan", "", None, []),
        ("lessons", "", None, ["D46"]),  # of another kind of meeting
        ("topic-1", "备件到货", None, []),
        ("topic-1", "", None, ["D46"]),
        ("topic-x", "备件", None, ["D46"]),
    ],
)
def test_minutes_are_taken_item_by_item(item: str, topic: str, seen: int | None, expected: list[str]) -> None:
    meeting = MeetingFact(1, "HY-1", "emergency", chair=3, held=False, signed=False, items={"cause": 2})
    question = ask(meeting=meeting, item=item, topic=topic, seen=seen)
    found = clauses(meetings.item_is_on_agenda, question) + clauses(meetings.item_is_as_read, question)
    assert found == expected
