"""Counts the months again from the event log alone, by plain Python: nothing of the product's figures is used here."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from tests.reports.readlog import Case, Owed

SHANGHAI = timezone(timedelta(hours=8))
ENDED = {"withdrawn", "void", "merged"}
UNSOLVED = {"awaiting_response", "awaiting_dispatch", "handling", "in_group"}
RATED = {"response", "dispatch", "resolution", "manager_report", "reporter_told", "departments_told", "analysis",
         "register", "review", "archive", "action", "letter_reply", "special_meeting"}  # fmt: skip


@dataclass
class Month:
    """One span over the cases; `counts` are [(level, category)] by the key of a figure."""

    start: datetime
    end: datetime
    at: datetime
    cells: dict[str, Counter[tuple[int, str]]] = field(default_factory=lambda: defaultdict(Counter))
    taken: dict[str, list[timedelta]] = field(default_factory=lambda: defaultdict(list))
    shares: dict[str, Counter[Any]] = field(default_factory=lambda: defaultdict(Counter))
    impact: timedelta = timedelta()
    told: list[timedelta] = field(default_factory=list)

    def has(self, at: datetime | None) -> bool:
        return at is not None and self.start <= at < self.end

    def count(self, key: str, case: Case, test: object = True) -> None:
        if test:
            self.cells[key][case.level, case.category] += 1

    @property
    def counts(self) -> dict[str, int]:
        return {key: sum(found.values()) for key, found in self.cells.items()}


def is_backlog(case: Case, moment: datetime) -> bool:
    if case.reported_at >= moment:
        return False
    if case.state in UNSOLVED:
        return True
    if case.resolved_at is not None:
        return bool(case.resolved_at >= moment)
    return case.ended_at is not None and bool(case.ended_at >= moment)


def recount(cases: list[Case], start: datetime, end: datetime, at: datetime) -> Month:
    month = Month(start, max(start, min(end, at)), at)
    for case in cases:
        _count_case(month, case)
        _count_resolved(month, case, bool(month.has(case.resolved_at)))
        for duty in case.duties:
            _count_duty(month, case, duty)
        _count_parts(month, case)
    return month


def _count_case(month: Month, case: Case) -> None:
    is_new, is_serious = month.has(case.reported_at), case.level in (1, 2)
    month.count("opening", case, is_backlog(case, month.start))
    for key, test in (("new", True), ("serious", is_serious), ("repeat_new", "repeat" in case.links),
                      ("belated", case.resolved_at and case.resolved_at < month.start)):  # fmt: skip
        month.count(key, case, is_new and test)
    if is_new:
        local = case.reported_at.astimezone(SHANGHAI)
        month.shares["hours"][local.isoweekday(), local.hour] += 1
        month.shares["sources"][case.source] += 1
        month.shares["systems"][case.system] += 1
    is_void = month.has(case.ended_at) and case.resolved_at is None
    for key, state in (
        ("void", case.state),
        ("withdrawn", "withdrawn"),
        ("voided", "void"),
        ("merged", "merged"),
    ):
        month.count(key, case, is_void and case.state == state)
    if is_backlog(case, month.end):
        age = (month.end - case.reported_at) / timedelta(days=1)
        month.count("closing", case)
        month.shares["workload"][case.handler_id] += 1
        limits = [duty.counts_due for duty in case.duties if duty.key == "resolution" and duty.void is None]
        month.count("closing_late", case, any(due < month.end for due in limits))
        bounds = (("age_day", -1, 1), ("age_three", 1, 3), ("age_week", 3, 7), ("age_month", 7, 30),
                  ("age_older", 30, 10**6))  # fmt: skip
        for key, least, most in bounds:
            month.count(key, case, least < age <= most)


def _count_resolved(month: Month, case: Case, is_resolved: bool) -> None:
    if not is_resolved:
        return
    is_serious = case.level in (1, 2)
    tests = {
        "resolved": True, "serious_resolved": is_serious, "hit": is_serious and case.business_affected,
        "early": case.reported_at >= month.end, "workaround": any(case.stopgaps.values()),
        "change": "implemented" in case.changes.values(), "rejected": case.round > 1, "external": case.external,
        "told": bool(case.told),
        "group": any(kind == "group" for kind, _at in case.meetings), "repeat": "repeat" in case.links,
    }  # fmt: skip
    for key, test in tests.items():
        month.count(key, case, test)
    month.shares["causes"][case.cause_class] += 1
    month.shares["handlers"][case.handler_id] += 1
    if case.told:
        month.told.append(max(max(case.told) - case.resolved_at, timedelta()))
    if is_serious and case.business_affected:
        month.impact += case.resolved_at - case.discovered_at


def _count_duty(month: Month, case: Case, duty: Owed) -> None:
    if not month.has(duty.counts_due):
        return
    is_late = duty.void is None and (duty.met or month.at) > duty.counts_due
    if duty.void is not None:
        is_late = case.state in ENDED and duty.met is None and duty.void > duty.counts_due
    month.count("late", case, is_late)
    month.count("late_cases", case, is_late and duty.key == "resolution")
    if duty.void is not None or duty.key not in RATED:
        return
    tail = "_external" if duty.key == "resolution" and case.external else ""
    month.count(f"due_{duty.key}{tail}", case)
    month.count(f"met_{duty.key}{tail}", case, duty.met and duty.met <= duty.counts_due)
    month.count("letters_unanswered", case, duty.key == "letter_reply" and duty.met is None)
    if duty.met and not tail:
        month.taken[duty.key].append(duty.met - duty.start)


def _count_parts(month: Month, case: Case) -> None:
    names = {"group": "group_meetings", "review": "reviews", "special": "special_meetings"}
    for kind, held in case.meetings:
        month.count(names[kind], case, month.has(held))
    for sent in case.letters:
        month.count("letters_sent", case, month.has(sent))
    for opened, ended in case.branches:
        assert opened
        month.count("open_branches", case, opened < month.end and (ended is None or ended >= month.end))
    for action in (row for row in case.actions.values() if row["status"] != "void"):
        is_open = action["opened"] < month.end and (
            action["status"] == "open" or (action["closed"] is not None and action["closed"] >= month.end)
        )
        month.count("actions_opened", case, month.has(action["opened"]))
        month.count("actions_closed", case, action["status"] != "open" and month.has(action["closed"]))
        month.count("actions_open", case, is_open)
        last = month.end.astimezone(SHANGHAI).date()
        month.count("actions_overdue", case, is_open and action["due"].astimezone(SHANGHAI).date() < last)
