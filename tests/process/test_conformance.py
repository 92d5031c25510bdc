"""Clause by clause, from facts, duties and events alone."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bihuan.process.clauses import CLAUSES
from bihuan.process.conformance import DUTY_CLAUSES, JUDGED, OF_A_MONTH, conformance, duty_status
from bihuan.process.facts import (
    BranchFact,
    CallFact,
    ChangeFact,
    Facts,
    LetterFact,
    MeetingFact,
    OrderFact,
    RequestFact,
)
from bihuan.process.proof import Happened, Owed, happened, proofs

AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def case(state: str = "handling", level: int = 3, **facts: Any) -> Facts:
    values: dict[str, Any] = {
        "number": "WT-1",
        "level_reported": level,
        "reporter": 1,
        "reported_at": AT - HOUR,
    }
    return Facts(state=state, level=level, **{**values, **facts})


def owed(key: str, clause: str, due: int, met: int | None = None, void: int | None = None) -> Owed:
    """A duty due, met or voided so many minutes after AT."""

    def moment(minutes: int | None) -> datetime | None:
        return None if minutes is None else AT + timedelta(minutes=minutes)

    return Owed(key, clause, AT + timedelta(minutes=due), 0, moment(met), moment(void))


def status(
    clause: str, facts: Facts, duties: tuple[Owed, ...] = (), events: tuple[Happened, ...] = ()
) -> str:
    return next(line.status for line in conformance(facts, duties, events, AT) if line.clause == clause)


@pytest.mark.parametrize(
    ("duty", "is_ended", "expected"),
    [
        (owed("response", "F2.2", due=10), False, "open"),
        (owed("response", "F2.2", due=0), False, "open"),
        (owed("response", "F2.2", due=-1), False, "late"),
        (owed("response", "F2.2", due=10, met=10), False, "met"),
        (owed("response", "F2.2", due=10, met=11), False, "late"),
        (owed("response", "F2.2", due=-5, void=-1), False, ""),
        (owed("response", "F2.2", due=-5, void=-1), True, "violated"),
        (owed("response", "F2.2", due=5, void=-1), True, ""),
        (owed("response", "F2.2", due=-5, met=-6, void=-1), True, ""),
        (owed("action", "F6.3", due=-5), True, "late"),
    ],
)
def test_a_duty_is_judged_by_its_limit(duty: Owed, is_ended: bool, expected: str) -> None:
    assert duty_status(duty, AT, is_ended=is_ended) == expected


def test_every_clause_with_a_duty_is_judged_for_cases_or_for_months() -> None:
    assert set(JUDGED) | OF_A_MONTH >= DUTY_CLAUSES
    assert set(JUDGED) <= set(CLAUSES)
    assert list(JUDGED) == sorted(JUDGED, key=list(CLAUSES).index)


def test_the_gravest_of_several_duties_stands_and_all_prove() -> None:
    duties = (owed("analysis", "F6.1", due=1, met=0), owed("analysis_check", "F6.1", due=-1))
    events = (
        Happened(1, "resolve", opened=((("analysis", 0), False),)),
        Happened(2, "submit_analysis", met=(("analysis", 0),), opened=((("analysis_check", 0), False),)),
    )
    line = next(
        line for line in conformance(case("summarising"), duties, events, AT) if line.clause == "F6.1"
    )
    assert (line.status, line.proof, line.due_at) == ("late", (1, 2), duties[1].due_at)


def test_levels_are_judged_by_response_as_reported_and_resolution_as_it_stands() -> None:
    duties = (owed("response", "F2.2", due=10, met=5), owed("resolution", "F3.3", due=-1))
    raised = case(level=1, level_reported=3)
    found = {clause: status(clause, raised, duties) for clause in ("L1", "L2", "L3")}
    assert found == {"L1": "late", "L2": "not_applicable", "L3": "met"}


def test_what_is_still_to_come_is_open_until_the_case_ends() -> None:
    assert [status(clause, case()) for clause in ("F5.1", "F6.1", "F7.2")] == ["open"] * 3
    assert status("F6.3", case(level=2)) == "open"
    assert status("F6.3", case(level=3)) == "not_applicable"
    assert status("F5.2", case(business_affected=True)) == "open"
    assert status("F5.2", case()) == "not_applicable"
    assert {status(clause, case("withdrawn")) for clause in ("F5.1", "F6.1", "F7.2")} == {"not_applicable"}


def order(status_: str = "accepted", handler: int = 5, **more: Any) -> OrderFact:
    return OrderFact(1, "GD-1", handler, status_, True, **more)


PLANNED = (Happened(3, "plan_order", order="GD-1"),)


@pytest.mark.parametrize(
    ("clause", "facts", "events", "expected"),
    [
        ("F1.1", case(), (), "met"),
        ("F1.1", case(form_pending=True), (), "open"),
        ("F1.1", case("withdrawn", form_pending=True), (), "not_applicable"),
        ("F1.3", case(), (), "not_applicable"),
        ("F1.3", case(calls=(CallFact(1, 2, "busy", "report", AT),)), (), "open"),
        ("F1.3", case(calls=(CallFact(1, 2, "busy", "report", AT),), phone_reached=True), (), "met"),
        ("F2.3", case(coordinator=2, orders=(order(handler=2),)), (), "met"),
        ("F2.3", case(coordinator=2, orders=(order(),)), (), "not_applicable"),
        ("F2.4", case("awaiting_dispatch"), (), "open"),
        ("F2.4", case(orders=(order("issued"),)), (), "open"),
        ("F2.4", case(orders=(order(),)), (), "met"),
        ("F2.4", case(coordinator=2, orders=(order(handler=2),)), (), "not_applicable"),
        ("F3.1", case(orders=(order(),)), (), "open"),
        ("F3.1", case(orders=(order(),)), PLANNED, "met"),
        ("F3.1", case("summarising", orders=(order("done"),)), (), "violated"),
        ("F3.1", case("summarising", orders=(order("done"),)), (Happened(3, "decide_plan"),), "met"),
        ("F3.2", case(orders=(order(),)), (), "not_applicable"),
        ("F3.2", case(orders=(order(needs_change=True),)), (), "open"),
        ("F3.2", case(changes=(ChangeFact(1, "BG-1", "approved"),)), (), "open"),
        ("F3.2", case(changes=(ChangeFact(1, "BG-1", "implemented"),)), (), "met"),
        ("F3.2", case(changes=(ChangeFact(1, "BG-1", "rejected"),)), (), "not_applicable"),
        ("F4.2", case(meetings=(MeetingFact(1, "HY-1", "joint", 3, False, False),)), (), "open"),
        ("F4.2", case(meetings=(MeetingFact(1, "HY-1", "joint", 3, True, False),)), (), "met"),
        ("F4.3", case(), (Happened(3, "decide_plan"),), "open"),
        ("F4.3", case("summarising", resolved_at=AT), (Happened(3, "decide_plan"),), "met"),
        ("F5.3", case(), (), "open"),
        ("F5.3", case("summarising", resolved_at=AT), (), "met"),
        ("L7", case(), (Happened(3, "change_level"),), "met"),
        ("L7", case(requests=(RequestFact(1, "1", "downgrade", 2),)), (Happened(3, "change_level"),), "open"),
        ("X2", case(), (), "not_applicable"),
        ("X2", case(branches=(BranchFact(1, "1", 4, "network", "open"),)), (), "open"),
        (
            "X2",
            case(
                branches=(BranchFact(1, "1", 4, "network", "open"),),
                letters=(LetterFact(1, "1", 1, 4, "sent", 2),),
            ),
            (),
            "met",
        ),
        ("X3", case(branches=(BranchFact(1, "1", 4, "network", "open"),)), (), "open"),
        ("X7", case(branches=(BranchFact(1, "1", 4, "network", "open"),)), (), "open"),
        ("X7", case(branches=(BranchFact(1, "1", 4, "network", "ended"),)), (), "met"),
        ("X5", case(changes=(ChangeFact(1, "BG-1", "implemented"),)), (), "not_applicable"),
    ],
)
def test_a_clause_that_asks_for_a_step(
    clause: str, facts: Facts, events: tuple[Happened, ...], expected: str
) -> None:
    assert status(clause, facts, (), events) == expected


def test_a_step_proves_by_its_place() -> None:
    events = (Happened(1, "report"), Happened(4, "plan_order", order="GD-1"))
    lines = {line.clause: line for line in conformance(case(orders=(order(),)), (), events, AT)}
    assert lines["F1.1"].proof == (1,)
    assert lines["F3.1"].proof == (4,)


def test_an_imported_case_is_asked_for_nothing() -> None:
    events = (Happened(1, "record_history"),)
    found = conformance(case("archived", resolved_at=AT), (), events, AT)
    assert {line.status for line in found} == {"not_applicable"}
    assert [line.clause for line in found] == list(JUDGED)


def test_events_are_folded_into_proofs_as_the_door_folded_them() -> None:
    log = [
        (
            "report",
            {"opened": [["resolution", "F3.3", 0, "", "", None], ["dispatch", "F2.6", 0, "", "", "x"]]},
        ),
        ("resolve", {"met": [["resolution", 0, ""]], "opened": [["analysis", "F6.1", 0, "", "", None]]}),
        ("reject_result", {"resumed": [["resolution", 0, ""]], "void": [["analysis", 0]]}),
        ("resolve", {"met": [["resolution", 0, ""]], "opened": [["analysis", "F6.1", 0, "", "", None]]}),
        ("submit_analysis", {"met": [["analysis", 0, ""]]}),
    ]
    events = [happened(seq, step, {"duties": duties}) for seq, (step, duties) in enumerate(log, start=1)]
    assert proofs(events) == {0: [1, 2, 3, 4], 1: [1], 2: [2, 3], 3: [4, 5]}


def test_an_event_tells_its_order_and_forgets_nothing_it_does_not_hold() -> None:
    assert happened(7, "plan_order", {"fields": {"order": "GD-1"}}) == Happened(7, "plan_order", "GD-1")
    assert happened(8, "comment", {}) == Happened(8, "comment")
