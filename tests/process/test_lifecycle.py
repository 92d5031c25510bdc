"""The table of steps hangs together: states, people, fields, clauses."""

import pytest

from bihuan.process.clauses import CLAUSES
from bihuan.process.facts import BranchFact, ChangeFact, Facts, OrderFact
from bihuan.process.judge import RELATIONS
from bihuan.process.lifecycle import STEPS, Step, settled_state
from bihuan.process.terms import CLOSED, PARTIES, ROLES, STATES
from tests.process.test_advance import REPORTED

CASE_STEPS = [step for step in STEPS.values() if "case" in step.subjects]


@pytest.mark.parametrize("step", STEPS.values(), ids=lambda step: step.key)
def test_a_step_names_what_exists(step: Step) -> None:
    assert step.clauses and set(step.clauses) <= set(CLAUSES)
    assert step.who and set(step.who) <= set(RELATIONS) | set(ROLES)
    assert set(step.who) <= set(PARTIES)
    assert step.sources <= set(STATES)
    assert step.target is None or step.target in STATES
    assert step.label.strip()
    names = [field.name for field in step.fields]
    assert len(names) == len(set(names))
    if "case" in step.subjects:  # names that the door itself reads
        assert not {"version", "occurred_at", "backdate_reason"} & set(names)
    assert all(field.label.strip() for field in step.fields)


def test_every_state_is_entered_and_left_unless_it_is_an_end() -> None:
    entered = {step.target for step in CASE_STEPS if step.target} | {
        "awaiting_confirmation",
        "awaiting_dispatch",
    }
    assert entered == set(STATES)
    for state in set(STATES) - CLOSED:
        assert any(step.target and state in step.sources for step in CASE_STEPS) or state == "in_group"


def test_no_step_leads_out_of_an_end() -> None:
    for state in CLOSED:
        assert not [step.key for step in CASE_STEPS if step.target and state in step.sources]


def test_the_archive_is_entered_by_one_step_alone() -> None:
    assert [step.key for step in CASE_STEPS if step.target == "archived" and not step.automatic] == [
        "accept_archive"
    ]
    assert STEPS["accept_archive"].sources == {"awaiting_archive"}
    assert [step.key for step in CASE_STEPS if step.target == "awaiting_archive"] == ["hand_over"]


def order(status: str, place: int = 1) -> OrderFact:
    return OrderFact(place, f"GD-{place}", place, status, place == 1)


def settled(*orders: OrderFact, state: str = "handling", change: str = "", branch: str = "") -> str:
    changes = (ChangeFact(1, "BG-1", change),) if change else ()
    branches = (BranchFact(1, "1", 5, "network", branch),) if branch else ()
    return settled_state(
        Facts("WT-1", state, 3, 3, 1, REPORTED, orders=orders, changes=changes, branches=branches)
    )


@pytest.mark.parametrize(
    ("statuses", "state"),
    [
        ([], "awaiting_dispatch"),
        (["cancelled"], "awaiting_dispatch"),
        (["issued"], "handling"),
        (["returned"], "handling"),
        (["done"], "awaiting_confirmation"),
        (["done", "cancelled"], "awaiting_confirmation"),
        (["done", "accepted"], "handling"),
        (["done", "returned"], "handling"),
        (["done", "done"], "awaiting_confirmation"),
    ],
)
def test_s1_the_state_that_follows_from_the_orders(statuses: list[str], state: str) -> None:
    assert settled(*(order(status, place) for place, status in enumerate(statuses, start=1))) == state


@pytest.mark.parametrize(
    ("change", "is_done"),
    [("requested", False), ("approved", False), ("implemented", True), ("rejected", True), ("failed", True)],
)
def test_s1_no_change_is_left_running(change: str, is_done: bool) -> None:
    assert (settled(order("done"), change=change) == "awaiting_confirmation") is is_done


@pytest.mark.parametrize(
    ("branch", "is_done"), [("open", False), ("planned", False), ("noticed", False), ("ended", True)]
)
def test_s1_every_branch_has_ended(branch: str, is_done: bool) -> None:
    assert (settled(order("done"), branch=branch) == "awaiting_confirmation") is is_done


@pytest.mark.parametrize("state", sorted(set(STATES) - {"handling"}))
def test_s1_speaks_of_cases_in_handling_alone(state: str) -> None:
    assert settled(order("done"), state=state) == state
