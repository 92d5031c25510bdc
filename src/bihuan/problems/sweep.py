"""What happens because time passed: warnings, lateness, months. Runs on any number of machines at once.

"Due and not yet done", never "== now": a sweep that comes late does all that it missed, with the true times. Rows
are claimed by lock (PostgreSQL skips those another sweep holds; SQLite lets one writer in at a time) and the claim,
the new stage and the notices are one transaction, so a killed sweep leaves nothing half-done.
"""

from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import connection, transaction

from bihuan.notices.outbox import Message, post
from bihuan.people.roster import deputy_on_duty
from bihuan.problems import told
from bihuan.problems.gate import take_step
from bihuan.problems.keeping import keeping_stream
from bihuan.problems.models import OPEN_DUTY, Duty, Heartbeat, Month, Problem, WorkOrder
from bihuan.problems.months import missing_months
from bihuan.problems.policy import current_number, figures_of
from bihuan.process.ladder import DEPUTY, MANAGER, OWNER, Clock, Rung, due_rungs
from bihuan.process.lifecycle import CARE

BATCH = 500
LOG = structlog.get_logger(__name__)


@dataclass
class SweepReport:
    """What one sweep did."""

    warned: int = 0
    notices: int = 0
    late_cases: int = 0
    months: int = 0


def sweep(at: datetime, *, worker: str = "") -> SweepReport:
    """Do all that is due at `at`. Safe to repeat and to run in parallel; nothing due costs two index look-ups."""
    report = SweepReport()
    while taken := _warn_batch(at, report):
        if taken < BATCH:
            break
    for month in missing_months(at):
        row, is_new = Month.objects.get_or_create(month=month, defaults={"opened_at": at})
        if is_new:
            take_step("open_month", actor=None, at=at, month=row)
            report.months += 1
    if worker:
        Heartbeat.objects.update_or_create(worker=worker, defaults={"swept_at": at, "report": vars(report)})
    return report


def _warn_batch(at: datetime, report: SweepReport) -> int:
    """Announce the rungs of up to BATCH duties; returns how many were taken."""
    late: set[int] = set()
    with transaction.atomic():
        rows = Duty.objects.filter(OPEN_DUTY, wake_at__lte=at).order_by("wake_at", "id")
        rows = (
            rows.select_for_update(skip_locked=True)
            if connection.features.has_select_for_update_skip_locked
            else rows
        )
        duties = list(rows[:BATCH])
        if not duties:
            return 0
        cases = Problem.objects.in_bulk({duty.problem_id for duty in duties if duty.problem_id})
        months = Month.objects.in_bulk({duty.month_id for duty in duties if duty.month_id})
        holders: dict[str, list[int]] = {}
        for duty in duties:
            subject = cases.get(duty.problem_id or 0) or months[duty.month_id or 0]
            rungs = _climb(duty, subject, at)
            report.notices += _announce(duty, subject, rungs, at, holders)
            if (
                isinstance(subject, Problem)
                and any(rung.kind == "overdue" for rung in rungs)
                and follows(duty, subject)
            ):
                late.add(subject.pk)
        Duty.objects.bulk_update(duties, ["stage", "wake_at"])
        report.warned += len(duties)
    for key in late:
        _mark_late(cases[key], at, report)
    return len(duties)


def _climb(duty: Duty, subject: Problem | Month, at: datetime) -> list[Rung]:
    """Move the duty up its ladder in memory; returns what is to be announced."""
    number, until = (
        (subject.policy_version, subject.suspended_until)
        if isinstance(subject, Problem)
        else (current_number(), None)
    )
    policy, rests = figures_of(number), until is not None and at < until
    clock = Clock(duty.key, duty.level, duty.start_at, duty.due_at, duty.is_paused and rests)
    rungs, duty.stage, duty.wake_at = due_rungs(clock, duty.stage, at, policy)
    return rungs


def follows(duty: Duty, case: Problem) -> bool:
    """Does a passed limit of this duty bring more than a warning (D29, X4)?"""
    if case.state not in CARE:
        return False
    return duty.key == "letter_reply" or (case.level >= 3 and duty.key != "manager_report")


def _mark_late(case: Problem, at: datetime, report: SweepReport) -> None:
    """Through the door, after the warnings are stored; a fault of one case must not stop the others."""
    try:
        take_step("mark_late", actor=None, at=at, problem=case)
        report.late_cases += 1
    except Exception:
        LOG.exception("late case could not be marked", case=case.number)


def _announce(
    duty: Duty, subject: Problem | Month, rungs: list[Rung], at: datetime, holders: dict[str, list[int]]
) -> int:
    written = 0
    for rung in rungs:
        people = {person for party in rung.to for person in _party(party, duty, subject, at, holders)}
        messages = [Message(person, rung.kind) for person in people]
        title = subject.title if isinstance(subject, Problem) else subject.month
        written += post(
            messages,
            stream=keeping_stream(subject),
            cause=f"duty:{duty.pk}:{rung.at.isoformat()}",
            at=at,
            level=duty.level,
            args={"duty": duty.key, "due": duty.due_at.isoformat(), "title": title},
        )
    return written


def _party(
    party: str, duty: Duty, subject: Problem | Month, at: datetime, holders: dict[str, list[int]]
) -> list[int]:
    """Ids of who hears a rung: the one who owes it, with the handlers for the resolution (D25), and so on."""
    if party == DEPUTY:
        deputy = deputy_on_duty("coordinator", at)
        return [deputy.pk] if deputy else _holders("coordinator", holders)
    if party == OWNER:
        people = [duty.owed_by_id] if duty.owed_by_id else _holders(duty.owed_by_role, holders)
        if duty.key == "resolution" and duty.problem_id:
            people += WorkOrder.objects.filter(
                problem_id=duty.problem_id, status__in=("issued", "accepted")
            ).values_list("handler_id", flat=True)
        return people
    if party == MANAGER:
        return _holders("manager", holders)
    coordinator = subject.coordinator_id if isinstance(subject, Problem) else None
    return [coordinator] if coordinator else _holders("coordinator", holders)


def _holders(role: str, cache: dict[str, list[int]]) -> list[int]:
    if role not in cache:
        cache[role] = told.holders(role)
    return list(cache[role])
