"""What is owed, from when, how long, by whom: the tables against `oracle/deadlines.csv`, written by hand."""

import csv
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bihuan.process.advance import Opened, advance
from bihuan.process.calendar import SHANGHAI, add_working_days, end_of_day_after, is_weekday, month_of
from bihuan.process.duties import BY_KEY, Limits, Moment, Subject
from bihuan.process.facts import DutyFact, Facts
from bihuan.process.figures import DEFAULT_POLICY

ORACLE = Path(__file__).parent / "oracle"
LIMITS = Limits(DEFAULT_POLICY)
ITS_DATE = datetime(2026, 12, 24, 15, 59, 59, tzinfo=UTC)
PART = Subject(7, owner=4, due_at=ITS_DATE)
PARTS = dict.fromkeys(
    ("action", "meeting", "letter", "branch", "request", "change", "supervision", "callee"), (PART,)
)
REPORTED = datetime(2026, 11, 22, 1, 5, tzinfo=UTC)
RESOLVED = datetime(2026, 11, 22, 2, 40, tzinfo=UTC)
HAPPENED = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
STARTS = {"reported_at": REPORTED, "resolved_at": RESOLVED}
SPANS = {"min": "minutes", "h": "hours"}
OWED_BY = {
    "lead order's handler": "lead_handler", "chair": "owner", "who asked for it": "owner", "who is supervised": "owner",
}  # fmt: skip
MORE_DUTIES = {"request_decision", "action_check", "monthly_signature"}
"""Duties that the house adds to those of the contract."""


def read(name: str) -> list[dict[str, str]]:
    with (ORACLE / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


ROWS, EXAMPLES = read("deadlines.csv"), read("examples.csv")


def triggers(row: dict[str, str]) -> set[str]:
    """What happens to a case in the occasion that the row describes, in the words of the duty table."""
    is_serious = row["level"] in {"1", "2"}
    step = row["opened_by"].removesuffix(" or report_by_phone")
    found = {
        "resolution": {"resolve", "resolved"},
        "the month": {"open_month"},
        "reply_by passed": {"mark_late", "reply_unsatisfactory"},
        "a late duty": {"mark_late"} | (set() if is_serious else {"duty_late"}),
        "respond": {"respond", "responded"},
        "supervise with a date": {"supervise", "supervision_asked"},
        # F1.3: only levels 1 and 2 have a chain
        "the chain asks whom no machine can ring": {"call_by_hand"} if is_serious else set(),
        # D33: only levels 1 and 2 have emergency changes; elsewhere the guard refuses them
        "emergency change started first": {"update_change"}
        | ({"emergency_started"} if is_serious else set()),
        "accept_analysis with an earlier case alike": {"accept_analysis", "repeat_suspected"},
        "acknowledge": {"acknowledge", "acknowledged"},
        "notice_by_link": {"notice_by_link", "record_notice"},
    }.get(step, {step})
    if step in {"report", "report_by_phone"} and is_serious:
        found |= {"serious_reported"}
        found |= {"phone_reached"} if row["variant"] == "by phone, reached" else set()
    if step == "change_level":
        found |= {"level_changed"} | ({"entered_serious"} if is_serious else set())
    if step in {"hold_review", "decide_plan", "hold_special_meeting"}:
        found |= {"meeting_held", "action_opened"}
    if step == "hold_special_meeting" or row["variant"] in {"clear", "clear reply"}:
        found |= {"plan_fixed"}
    if row["variant"].startswith(("faulty", "not theirs")):
        found |= {"reply_unsatisfactory"}
    if (step, row["variant"]) == ("approve_disposal", "destroy"):
        found |= {"destruction_approved"}
    return found | ({"action_opened"} if row["variant"] == "workaround" else set())


def facts(row: dict[str, str], *, reported: datetime = REPORTED, resolved: datetime = RESOLVED) -> Any:
    if row["duty"].startswith("monthly"):
        return SimpleNamespace(month="2026-11", duties=(), resolved_at=None, reported_at=None)
    level = int(row["level"])
    return Facts(
        number="WT-20261122-001",
        state="awaiting_confirmation",
        level=level,
        level_reported=level,
        reporter=1,
        reported_at=reported,
        resolved_at=resolved,
        form_pending=row["opened_by"] in {"report_by_phone", "acknowledge"}
        or row["variant"].endswith("the coordinator responds"),
        business_affected=row["variant"] == "business affected",
    )


def opened(row: dict[str, str], case: Any, at: datetime) -> list[Opened]:
    moment = Moment(frozenset(triggers(row)), at, at, PARTS)
    return [new for new in advance(case, moment, LIMITS).opened if new.rule.key == row["duty"]]


def expected_due(limit: str, start: datetime) -> datetime:
    """The end of a limit written in the oracle's own words."""
    if limit in {"its reply_by", "its date end of day"}:
        return ITS_DATE
    if limit.startswith("5th of the next month"):
        return datetime(2026, 12, 5, 23, 59, 59, tzinfo=SHANGHAI)
    if match := re.fullmatch(r"(\d+) (min|h)", limit):
        return start + timedelta(**{SPANS[match[2]]: int(match[1])})
    match = re.fullmatch(r"(\d+) (working days|days?) end of day", limit)
    assert match, limit
    if match[2] == "working days":
        return add_working_days(start, int(match[1]), is_weekday)
    return end_of_day_after(start, int(match[1]))


def name(row: dict[str, str]) -> str:
    return "-".join(filter(None, (row["duty"], row["level"], row["variant"] or row.get("opened_by", ""))))


@pytest.mark.parametrize("row", ROWS, ids=name)
def test_what_opens_and_when_it_is_due(row: dict[str, str]) -> None:
    found = opened(row, facts(row), HAPPENED)
    assert len(found) == (1 if row["opens"] == "yes" else 0)
    for new in found:
        assert new.due_at == expected_due(row["limit"], STARTS.get(row["start"], HAPPENED))


@pytest.mark.parametrize("row", [row for row in ROWS if row["opens"] == "yes"], ids=name)
def test_who_owes_it_and_by_which_clause(row: dict[str, str]) -> None:
    rule = opened(row, facts(row), HAPPENED)[0].rule
    assert rule.owed_by == OWED_BY.get(row["owed_by"], row["owed_by"])
    assert rule.clause in row["clause"].split()


MEETS = {
    "log_call or report_by_phone reached, or acknowledge, or the coordinator's response": [
        "phone_reached",
        "acknowledged",
        "responded",
    ],
    "log_call to that person, whatever its outcome": ["call_logged"],
    "log_call purpose handler or dispatch with contacted_at, or accept_order, or a machine call that the "
    "handler of an order confirmed by key press": [
        "handler_reached",
        "accept_order",
    ],
    "awaiting_confirmation reached, at resolved_at": ["resolved"],
    "close_action then check_action": ["close_action"],
    "judge_repeat or link as a repeat": ["judge_repeat", "repeat_linked"],
}


@pytest.mark.parametrize("row", [row for row in ROWS if row["opens"] == "yes"], ids=name)
def test_what_meets_it(row: dict[str, str]) -> None:
    new = opened(row, facts(row), HAPPENED)[0]
    duty = DutyFact(1, row["duty"], new.start_at, new.due_at, new.subject.id)
    case = facts(row)
    case = (
        SimpleNamespace(**{**vars(case), "duties": (duty,)})
        if row["level"] == ""
        else replace(case, duties=(duty,))
    )
    later = HAPPENED + timedelta(minutes=5)
    for step in MEETS.get(row["met_by"], row["met_by"].split(" or ")):
        undone = {"resolution_undone"} if step == "reject_result" else set()
        changes = advance(case, Moment(frozenset({step} | undone), later, later, PARTS), LIMITS)
        if step == "reject_result":  # S2: met by the answer, and void with it
            assert changes.voided == (duty,)
        else:
            met_at = RESOLVED if row["duty"] == "resolution" else later
            assert changes.met == ((duty, met_at),)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda row: f"{name(row)}-{row['start']}")
def test_worked_examples(example: dict[str, str]) -> None:
    start, due = (datetime.fromisoformat(example[key]) for key in ("start", "due"))
    keys = ("duty", "level", "variant")
    row = next(row for row in ROWS if all(row[key] == example[key] for key in keys))
    case = facts(row, reported=start, resolved=start)
    if row["duty"].startswith("monthly"):
        case.month = month_of(start)
    assert [new.due_at for new in opened(row, case, start)] == [due]


def test_the_oracle_knows_every_duty_at_every_level() -> None:
    assert {row["duty"] for row in ROWS} | MORE_DUTIES == set(BY_KEY)
    for key in set(BY_KEY) - MORE_DUTIES:
        levels = {row["level"] for row in ROWS if row["duty"] == key}
        assert levels in ({""}, {"1", "2", "3", "4", "5"})
