"""Who may take which step in which state: the tables against a reading by hand (`oracle/matrix.csv`)."""

import csv
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from bihuan.process.facts import SYSTEM, ActionFact, ChangeFact, Facts, MeetingFact, OrderFact, Person
from bihuan.process.guards.ask import Ask
from bihuan.process.judge import judge, judge_guards
from bihuan.process.lifecycle import STEPS
from bihuan.process.terms import NON_MEMBER_ROLES, ROLES, STATES
from bihuan.process.verdict import Kind

ORACLE = Path(__file__).parent / "oracle"
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
CELLS = {"yes": Kind.ALLOWED, "no_person": Kind.NOT_YOURS, "no_state": Kind.WRONG_STATE}
AUTOMATIC = {
    "mark_late", "open_month", "end_suspension", "take_merged", "remind_department", "join_group", "join_review",
    "report_by_alarm", "attach_alarm", "note_alarm", "alarm_returned", "doubt_result",
    "log_machine_call", "call_by_hand", "restart_chain", "seal_package", "open_appraisal",
}  # fmt: skip
"""Steps of the system that no person ever meets; the contract does not name them."""


def person(id_: int, *roles: str) -> Person:
    is_member = bool(set(roles) - NON_MEMBER_ROLES)
    return Person(
        id_,
        f"user{id_}",
        frozenset(roles),
        is_member,
        is_member or bool({"marketing", "auditor"} & set(roles)),
    )


ACTORS = {
    "reporter_of_case": person(1, "reporter"),
    "other_member": person(2, "reporter"),
    "coordinator": person(3, "coordinator"),
    "handler_of_order": person(4, "handler"),
    "other_handler": person(5, "handler"),
    "lead": person(6, "lead"),
    "manager": person(7, "manager"),
    "changer": person(8, "changer"),
    "clerk": person(9, "clerk"),
    "duty_officer": person(10, "reporter"),
    "officer_on_watch": replace(person(17, "reporter"), on_watch=True),
    "dispatcher": person(18, "handler"),
    "executive": person(11, "executive"),
    "outsider": person(12),
    "marketing": person(13, "marketing"),
    "auditor": person(14, "auditor"),
    "admin": person(15, "admin"),
    "security": person(16, "security"),
    "system": SYSTEM,
}
ORDER = OrderFact(1, "GD-1", handler=4, status="accepted", is_lead=True, dispatcher=18)


def read(name: str) -> list[dict[str, str]]:
    with (ORACLE / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


MATRIX, MONTHS = read("matrix.csv"), read("months.csv")


def case(state: str, *, level: int = 3, raised_by_alarm: bool = False) -> Facts:
    """The case of the oracle: its parts are there in every state, so that person and state are told apart."""
    return Facts(
        number="WT-20261122-001",
        state=state,
        level=level,
        level_reported=level,
        reporter=10 if raised_by_alarm else 1,
        reported_at=NOW - timedelta(days=2),
        coordinator=3,
        alarm_raised=raised_by_alarm,
        reporter_told_at=NOW - timedelta(hours=25),
        orders=(ORDER,),
        changes=(ChangeFact(1, "BG-1", "implemented", order=1, asked_by=4),),
        meetings=(MeetingFact(1, "HY-1", "emergency", chair=6, held=True, signed=False),),
        actions=(ActionFact(1, "ZG-1", owner=4, opened_by=3, due_on=date(2026, 12, 1), status="open"),),
    )


def ask(actor: str, facts: Facts) -> Ask:
    return Ask(facts, ACTORS[actor], NOW, NOW, named_order=ORDER)


@pytest.mark.parametrize("row", MATRIX, ids=lambda row: f"{row['step']}-{row['state']}")
def test_person_and_state(row: dict[str, str]) -> None:
    step, found, expected = STEPS[row["step"]], {}, {}
    for actor in ACTORS:
        facts = case("" if row["state"] == "-" else row["state"], raised_by_alarm=actor == "duty_officer")
        found[actor] = judge(step, ask(actor, facts)).kind
        expected[actor] = CELLS[row[actor]]
    assert found == expected


def test_the_matrix_has_every_step_of_a_case_and_every_state() -> None:
    steps = {step.key for step in STEPS.values() if "case" in step.subjects} - AUTOMATIC
    assert {row["step"] for row in MATRIX} == steps
    for key in steps:
        states = [row["state"] for row in MATRIX if row["step"] == key]
        assert states == (["-"] if STEPS[key].creates else list(STATES))


@pytest.mark.parametrize("row", MONTHS, ids=lambda row: row["step"])
def test_steps_on_a_month_and_on_the_process(row: dict[str, str]) -> None:
    step = STEPS[row["step"]]
    assert step.subjects != ("case",)
    for role in [*ROLES, "outsider", "system"]:
        actor = SYSTEM if role == "system" else person(20, *({role} & set(ROLES)))
        chair = 20 if role == "lead" else 99
        meeting = MeetingFact(1, "HY-2", "monthly", chair=chair, held=True, signed=False)
        facts = SimpleNamespace(
            state="", meetings=(meeting,), orders=(), actions=(), reporter=99, is_serious=False
        )
        found = judge(step, Ask(facts, actor, NOW, NOW)).kind
        assert found is CELLS[row[role]], role


def test_every_step_of_no_case_is_in_the_oracle() -> None:
    assert {row["step"] for row in MONTHS} == {
        step.key for step in STEPS.values() if set(step.subjects) != {"case"}
    } - AUTOMATIC


@pytest.mark.parametrize("step", ["void", "merge"])
@pytest.mark.parametrize("level", [1, 2])
def test_ending_a_serious_case_needs_the_manager(step: str, level: int) -> None:
    serious = case("handling", level=level)
    assert judge(STEPS[step], ask("manager", serious))
    assert judge_guards(STEPS[step], ask("manager", serious), with_checks=False)
    refused = (
        judge(STEPS[step], ask("coordinator", serious)),
        judge_guards(STEPS[step], ask("coordinator", serious), with_checks=False),
    )
    assert not all(refused)


def verify(actor: str, facts: Facts) -> bool:
    return bool(judge(STEPS["confirm"], ask(actor, facts))) and bool(
        judge_guards(STEPS["confirm"], ask(actor, facts))
    )


def changed(facts: Facts, **values: object) -> Facts:
    return replace(facts, **values)


def test_who_verifies_a_result() -> None:
    told = case("awaiting_confirmation")
    fresh = changed(told, reporter_told_at=NOW - timedelta(hours=23))
    untold = changed(told, reporter_told_at=None)
    assert [verify("reporter_of_case", facts) for facts in (told, fresh, untold)] == [True, True, False]
    assert [verify("coordinator", facts) for facts in (told, fresh, untold)] == [True, False, False]
    assert not verify("manager", fresh)


def test_who_filed_or_handled_does_not_verify() -> None:
    told = case("awaiting_confirmation")
    assert not verify("coordinator", changed(told, reporter=3))
    own = changed(told, orders=(OrderFact(1, "GD-1", handler=3, status="done", is_lead=True),))
    assert not verify("coordinator", own)
    assert verify("manager", changed(told, reporter=3))


def test_a_serious_case_is_not_confirmed_for_the_reporter_without_a_call() -> None:
    assert not verify("coordinator", case("awaiting_confirmation", level=1))
