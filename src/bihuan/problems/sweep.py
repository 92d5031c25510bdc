"""What happens because time passed: warnings, lateness, months. Runs on any number of machines at once.

"Due and not yet done", never "== now": a sweep that comes late does all that it missed, with the true times. Rows
are claimed by lock (PostgreSQL skips those another sweep holds; SQLite lets one writer in at a time), and the claim,
the new stage and the notices are one transaction, so a killed sweep leaves nothing half-done.
"""

from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import connection, transaction

from bihuan.notices.outbox import post
from bihuan.problems.gate import take_step
from bihuan.problems.models import OPEN_DUTY, Duty, Heartbeat, Month, Problem
from bihuan.problems.months import missing_months
from bihuan.problems.policy import current_number, figures_of
from bihuan.problems.warning import Warner
from bihuan.process.ladder import Clock, Rung, due_rungs
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
    """Announce the rungs of up to BATCH duties, in a handful of queries; returns how many were taken."""
    late: dict[int, Problem] = {}
    with transaction.atomic():
        duties = _claimed(at)
        if not duties:
            return 0
        cases = Problem.objects.in_bulk({duty.problem_id for duty in duties if duty.problem_id})
        months = Month.objects.in_bulk({duty.month_id for duty in duties if duty.month_id})
        warner = Warner(at, duties)
        for duty in duties:
            subject = cases.get(duty.problem_id or 0) or months[duty.month_id or 0]
            rungs = _climb(duty, subject, at)
            warner.announce(duty, subject, rungs)
            is_late = any(rung.kind == "overdue" for rung in rungs)
            if is_late and isinstance(subject, Problem) and follows(duty, subject):
                late[subject.pk] = subject
        Duty.objects.bulk_update(duties, ["stage", "wake_at"])
        report.notices += post(warner.notices)
        report.warned += len(duties)
    for case in late.values():
        _mark_late(case, at, report)
    return len(duties)


def _claimed(at: datetime) -> list[Duty]:
    rows = Duty.objects.filter(OPEN_DUTY, wake_at__lte=at).order_by("wake_at", "id")
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    return list(rows[:BATCH])


def _climb(duty: Duty, subject: Problem | Month, at: datetime) -> list[Rung]:
    """Move the duty up its ladder in memory; returns what is to be announced."""
    number, until = current_number() if isinstance(subject, Month) else subject.policy_version, None
    if isinstance(subject, Problem):
        until = subject.suspended_until
    rests = duty.is_paused and until is not None and at < until
    clock = Clock(duty.key, duty.level, duty.start_at, duty.due_at, rests)
    rungs, duty.stage, duty.wake_at = due_rungs(clock, duty.stage, at, figures_of(number))
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
