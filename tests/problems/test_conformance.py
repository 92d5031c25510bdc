"""Is the process followed? One case, clause by clause, with the events that prove it."""

from datetime import timedelta
from typing import Any

import pytest

from bihuan.problems.models import Duty, Event, Problem
from bihuan.problems.parts import Parts
from bihuan.problems.queries.conformance import (
    conformance_of,
    conformance_over_cases,
    counts_by_clause,
    plans_left_out,
    read_over_filters,
)
from bihuan.problems.queries.judged import OverFilters, OverRow
from bihuan.process.conformance import Line
from tests.stories.desk import Desk

pytestmark = pytest.mark.postgres


@pytest.fixture
def desk(engine: str, db: None) -> Desk:
    return Desk()


def lines(desk: Desk, case: Problem | None = None) -> dict[str, Line]:
    found = Problem.objects.get(pk=(case or desk.case).pk)
    events = Event.objects.filter(stream=found.number).order_by("seq")
    return {line.clause: line for line in conformance_of(found, Parts(found), events, desk.at)}


def rows(desk: Desk, limit: int = 200, **given: Any) -> list[OverRow]:
    filters, errors = read_over_filters({name: [value] for name, value in given.items()})
    assert not errors
    return conformance_over_cases(filters, "", limit, desk.at).rows


def proven(desk: Desk, line: Line) -> list[str]:
    """The steps that prove a line."""
    return list(
        Event.objects.filter(stream=desk.case.number, seq__in=line.proof).values_list("step", flat=True)
    )


def test_a_case_in_due_form_meets_every_clause_that_touches_it(desk: Desk) -> None:
    desk.archived(level=1)
    found = lines(desk)
    assert {line.status for line in found.values()} == {"met", "not_applicable"}
    touched = {clause for clause, line in found.items() if line.status == "met"}
    assert touched >= {
        "L1",
        "F1.1",
        "F1.2",
        "F2.1",
        "F2.2",
        "F2.5",
        "F2.6",
        "F3.1",
        "F3.3",
        "F5.1",
        "F5.3",
        "F5.4",
    }
    assert touched >= {"F6.1", "F6.2", "F6.3", "F7.1", "F7.2", "D46"}
    assert set(proven(desk, found["F2.2"])) == {"report", "respond"}
    assert set(proven(desk, found["F2.1"])) == {"report", "brief_manager"}
    assert set(proven(desk, found["F6.3"])) >= {"resolve", "hold_review"}
    assert all(line.proof for line in found.values() if line.status == "met")
    assert rows(desk) == []


def test_a_late_response_is_late_for_its_clause_and_its_level(desk: Desk) -> None:
    desk.report(level=3)
    desk.pass_time(minutes=31)
    found = lines(desk)
    assert (found["F2.2"].status, found["L3"].status) == ("late", "late")
    assert found["F2.2"].due_at == desk.at - timedelta(minutes=1)
    desk.takes("coordinator", "respond")
    assert lines(desk)["F2.2"].status == "late"
    (row,) = rows(desk, clause="F2.2")
    assert (row.number, row.status, row.met_at, row.level) == (desk.case.number, "late", desk.at, 3)
    assert [shown.clause for shown in rows(desk, clause="L3", status="late")] == ["F2.2"]


def test_what_ended_overdue_is_violated_and_what_ended_in_time_is_nothing(desk: Desk) -> None:
    desk.report(level=1)
    desk.pass_time(minutes=11)
    desk.takes("reporter", "withdraw")
    found = lines(desk)
    assert {clause for clause, line in found.items() if line.status == "violated"} == {
        "F1.2",
        "F2.1",
        "F2.2",
        "L1",
    }
    assert found["F2.6"].status == "not_applicable"
    assert {row.clause for row in rows(desk, status="violated")} == {"F1.2", "F2.1", "F2.2"}
    assert rows(desk, status="late") == []


def test_an_extension_moves_no_limit_that_counts_a_level_does(desk: Desk) -> None:
    desk.handled(level=4)
    desk.takes("coordinator", "extend", reason="等待备件", until=(desk.at + timedelta(hours=40)).isoformat())
    desk.takes("manager", "approve_request")
    desk.pass_time(hours=30)
    duty = Duty.objects.get(problem=desk.case, key="resolution")
    assert duty.first_due_at < desk.at < duty.due_at
    assert lines(desk)["F3.3"].status == "late"
    (row,) = rows(desk, clause="F3.3")
    assert (row.status, row.first_due_at, row.due_at) == ("late", duty.first_due_at, duty.due_at)
    desk.takes("coordinator", "change_level", level=3, reason="影响扩大")
    moved = Duty.objects.get(problem=desk.case, key="resolution")
    assert moved.first_due_at == moved.due_at < duty.first_due_at


def test_duties_of_a_rejected_result_count_no_more(desk: Desk) -> None:
    desk.confirmed_up_to_the_reporter(level=3)
    desk.pass_time(days=4)
    assert lines(desk)["F6.1"].status == "late"
    desk.takes("reporter", "reject_result")
    found = lines(desk)
    assert found["F6.1"].status == "open"
    assert found["F6.1"].due_at is None
    assert not {"F6.1", "F6.2"} & {row.clause for row in rows(desk)}


def test_an_answer_without_a_plan_violates_its_clause(desk: Desk) -> None:
    desk.handled(level=3)
    desk.takes("handler", "resolve")
    line = lines(desk)["F3.1"]
    assert (line.status, proven(desk, line)) == ("violated", ["resolve"])
    left_out = plans_left_out(OverFilters(clause="F3.1"), 10)
    assert [(number, at) for number, _order, at in left_out] == [(desk.case.number, desk.at)]
    counted = {count.clause: count for count in counts_by_clause(desk.at)}
    assert counted["F3.1"].violated == 1
