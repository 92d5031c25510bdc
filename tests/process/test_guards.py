"""Guards as pure functions: each reason where it belongs, none where it does not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from bihuan.process.clauses import CLAUSES
from bihuan.process.facts import (
    BranchFact,
    ChangeFact,
    DutyFact,
    Facts,
    LetterFact,
    MeetingFact,
    OrderFact,
    Person,
)
from bihuan.process.guards import asking, changing, external, reporting, solving, summarising
from bihuan.process.guards.ask import Ask
from bihuan.process.guards.backdating import backdating_is_sound
from bihuan.process.judge import judge_guards, offer
from bihuan.process.lifecycle import STEPS
from bihuan.process.requestfacts import RequestFact
from bihuan.process.terms import STATES

AT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
REPORTED = AT - timedelta(hours=2)
COORDINATOR = Person(3, "coordinator", frozenset({"coordinator"}))
LEAD = Person(6, "lead", frozenset({"lead"}))
CASE = Facts("WT-1", "handling", 3, 3, 1, REPORTED, coordinator=3, discovered_at=REPORTED)


def ask(case: Facts = CASE, person: Person = COORDINATOR, occurred: datetime = AT, **data: Any) -> Ask:
    return Ask(case, person, AT, occurred, data)


def clauses(guard: Any, question: Ask) -> list[str]:
    return [reason.clause for reason in guard(question)]


def user(id_: int, *roles: str) -> Any:
    return SimpleNamespace(id=id_, username=f"user{id_}", roles=frozenset(roles), is_member=bool(roles))


@pytest.mark.parametrize("step", STEPS.values(), ids=lambda step: step.key)
def test_offers_can_be_drawn_up_in_every_state_without_a_form(step: Any) -> None:
    """Guards read no field; a check that slipped in among them would fail here."""
    if "case" not in step.subjects or step.creates:
        return
    person = Person(3, "all", frozenset({"coordinator", "lead", "manager", "changer", "clerk", "handler"}))
    for state in STATES:
        for level in (1, 3, 5):
            verdict = offer(step, ask(replace(CASE, state=state, level=level), person))
            assert all(reason.clause in CLAUSES and reason.text for reason in verdict.reasons)


def test_reasons_are_told_once_each() -> None:
    changes = tuple(ChangeFact(place, f"BG-{place}", "approved") for place in (1, 2))
    verdict = judge_guards(STEPS["void"], ask(replace(CASE, changes=changes)))
    assert [reason.args["number"] for reason in verdict.reasons] == ["BG-1", "BG-2"]


@pytest.mark.parametrize(
    ("minutes", "reason", "is_sound"),
    [
        (0, "", True),
        (10, "", True),
        (11, "", False),
        (11, "补录", True),
        (121, "补录", False),
        (-1, "补录", False),
    ],
)
def test_backdating(minutes: int, reason: str, is_sound: bool) -> None:
    question = ask(occurred=AT - timedelta(minutes=minutes))
    assert bool(backdating_is_sound(question, {"backdate_reason": reason})) is is_sound


def test_backdating_ends_after_a_day() -> None:
    old = replace(CASE, reported_at=AT - timedelta(days=9))
    for hours, is_sound in ((24, True), (25, False)):
        verdict = backdating_is_sound(ask(old, occurred=AT - timedelta(hours=hours)), {"reason": "补录"})
        assert bool(verdict) is is_sound


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        (("coordinator",), []),
        (("leader",), []),
        (("executive",), []),
        (("lead",), ["F1.3"]),
        (("handler",), ["F1.3"]),
    ],
)
def test_who_takes_a_report_by_phone(roles: tuple[str, ...], expected: list[str]) -> None:
    assert clauses(reporting.callee_has_authority, ask(callee=user(9, *roles), outcome="reached")) == expected
    assert clauses(reporting.callee_has_authority, ask(callee=user(9, *roles), outcome="no_answer")) == []


@pytest.mark.parametrize(
    ("kind", "level", "until", "expected"),
    [
        ("suspend", 4, 5, []),
        ("suspend", 3, 5, ["L9"]),
        ("suspend", 4, -1, ["L9"]),
        ("extend", 5, 5, []),
        ("extend", 2, 5, ["L9"]),
        ("downgrade", 2, 0, []),
        ("downgrade", 4, 0, ["L7"]),
    ],
)
def test_a_request_must_still_fit_when_it_is_approved(
    kind: str, level: int, until: int, expected: list[str]
) -> None:
    running = DutyFact(1, "resolution", REPORTED, AT + timedelta(hours=1))
    request = RequestFact(1, "1", kind, 3, level=4, until=AT + timedelta(hours=until))
    case = replace(CASE, level=level, duties=(running,))
    assert clauses(asking.request_still_fits, ask(case, request=request)) == expected
    decided = replace(request, is_open=False)
    assert clauses(asking.request_still_fits, ask(case, request=decided)) == ["L7"]


def test_an_extension_after_the_limit_comes_too_late() -> None:
    over = DutyFact(1, "resolution", REPORTED, AT)
    request = RequestFact(1, "1", "extend", 3, until=AT + timedelta(days=1))
    question = ask(replace(CASE, level=4, duties=(over,)), request=request)
    assert clauses(asking.request_still_fits, question) == ["L9"]


@pytest.mark.parametrize(
    ("before", "emergency", "consent", "status", "expected"),
    [
        ("requested", False, False, "approved", []),
        ("requested", False, False, "implemented", ["F3.2"]),
        ("requested", True, False, "implemented", ["D33"]),
        ("requested", True, True, "implemented", []),
        ("requested", False, False, "failed", ["F3.2"]),
        ("approved", False, False, "implemented", []),
        ("approved", False, False, "rejected", ["F3.2"]),
        ("implemented", False, False, "failed", ["F3.2"]),
        ("failed", False, False, "approved", ["F3.2"]),
    ],
)
def test_the_ways_of_a_change(
    before: str, emergency: bool, consent: bool, status: str, expected: list[str]
) -> None:
    change = ChangeFact(1, "BG-1", before, 1, emergency, consent, asked_by=4)
    assert (
        clauses(changing.change_moves_on, ask(change_no=change, status=status, rollback="已回退")) == expected
    )


@pytest.mark.parametrize(
    ("status", "rollback", "expected"),
    [
        ("failed", "", ["F3.2"]),
        ("failed", "  ", ["F3.2"]),
        ("failed", "已回退到 3.1", []),
        ("implemented", "", []),
    ],
)
def test_a_failed_change_says_what_was_rolled_back(status: str, rollback: str, expected: list[str]) -> None:
    change = ChangeFact(1, "BG-1", "approved", 1)
    assert (
        clauses(changing.change_moves_on, ask(change_no=change, status=status, rollback=rollback)) == expected
    )


def test_a_change_does_not_end_before_it_starts() -> None:
    change = ChangeFact(1, "BG-1", "approved", 1)
    times = {"started_at": AT, "finished_at": AT - timedelta(minutes=1)}
    assert clauses(changing.change_moves_on, ask(change_no=change, status="implemented", **times)) == ["F3.2"]


def test_a_plan_that_needs_a_change_waits_for_one() -> None:
    order = OrderFact(1, "GD-1", 4, "accepted", True, needs_change=True)

    def reasons(*statuses: str) -> list[str]:
        changes = tuple(ChangeFact(place, f"BG-{place}", status, 1) for place, status in enumerate(statuses))
        return clauses(solving.order_change_is_done, ask(replace(CASE, changes=changes), order=order))

    assert [reasons(), reasons("approved"), reasons("failed"), reasons("implemented")] == [["F3.2"]] * 3 + [
        []
    ]
    assert reasons("failed", "implemented") == []
    assert reasons("implemented", "requested") == ["F3.2"]


BRANCH = BranchFact(1, "1", 5, "network", "open")
LETTER = LetterFact(1, "函1", 1, 5, "sent", drafted_by=3, reply_by=AT + timedelta(days=1))


def test_a_letter_of_a_past_round_is_past() -> None:
    for branch, expected in (
        (BRANCH, []),
        (replace(BRANCH, round=2), ["X7"]),
        (replace(BRANCH, status="ended"), ["X7"]),
    ):
        case = replace(CASE, branches=(branch,), letters=(LETTER,))
        assert clauses(external.letter_is_of_the_round, ask(case, letter=LETTER)) == expected
        assert clauses(external.branch_runs, ask(case, branch=branch)) == (
            ["X7"] if not branch.is_open else []
        )


def test_a_meeting_that_is_owed_is_held_though_a_plan_came_in() -> None:
    planned = replace(BRANCH, status="planned", has_plan=True)
    case = replace(CASE, branches=(planned,), letters=(LETTER,))
    assert clauses(external.branch_needs_plan, ask(case, branch=planned)) == ["X4"]
    owed = replace(case, duties=(DutyFact(1, "special_meeting", AT, AT, subject=1),))
    assert clauses(external.branch_needs_plan, ask(owed, branch=planned)) == []


def test_minutes_are_signed_by_who_chaired() -> None:
    meeting = MeetingFact(1, "HY-1", "review", chair=6, held=True, signed=False)
    assert clauses(summarising.minutes_are_unsigned, ask(person=LEAD, meeting=meeting)) == []
    assert clauses(summarising.minutes_are_unsigned, ask(meeting=meeting)) == ["D46"]
    assert clauses(
        summarising.minutes_are_unsigned, ask(person=LEAD, meeting=replace(meeting, signed=True))
    ) == ["D46"]


@pytest.mark.parametrize(("day", "expected"), [("24T23:59", ["F6.5"]), ("25T00:00", []), ("30T10:00", [])])
def test_the_monthly_meeting_has_its_season(day: str, expected: list[str]) -> None:
    month: Any = SimpleNamespace(month="2026-11", meetings=())
    held = datetime.fromisoformat(f"2026-11-{day}:00+08:00")
    assert clauses(summarising.meeting_is_in_season, ask(month, held_at=held)) == expected


@pytest.mark.parametrize("text", ["无", "无。", " 没有 ", "None", "-"])
def test_a_bare_none_is_no_answer(text: str) -> None:
    assert clauses(summarising.none_has_reason, ask(improvements=text, prevention="无，本月无新增隐患")) == [
        "R14"
    ]
