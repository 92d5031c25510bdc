"""What happens because time passed: warnings, lateness, months. Runs on any number of machines at once.

"Due and not yet done", never "== now": a sweep that comes late does all that it missed, with the true times: who has
to be called first, then levels 1 and 2, then the others, whose missed warnings are one message a person. Rows
are claimed by lock (PostgreSQL skips those another sweep holds; SQLite lets one writer in at a time), and the claim,
the new stage and the notices are one transaction, so a killed sweep leaves nothing half-done.
"""

from collections.abc import Callable, Collection
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import structlog
from django.db import connection, transaction

from bihuan.problems.asking import ask_on
from bihuan.problems.gate import Refused, take_step
from bihuan.problems.machinecalls import log_machine_calls
from bihuan.problems.models import OPEN_DUTY, Duty, Month, Problem
from bihuan.problems.months import missing_months
from bihuan.problems.warning import Warner, climb
from bihuan.problems.workdays import ensure_calendar
from bihuan.process.facts import SERIOUS
from bihuan.process.lifecycle import CARE

BATCH = 500
Levels = Collection[int]
ANY_LEVEL: Levels = ()
LOG = structlog.get_logger(__name__)


@dataclass
class SweepReport:
    """What one sweep did."""

    warned: int = 0
    notices: int = 0
    late_cases: int = 0
    asked: int = 0
    calls: int = 0
    months: int = 0


def sweep(at: datetime) -> SweepReport:
    """Do all that is due at `at`. Safe to repeat and to run in parallel; nothing due costs a few index look-ups."""
    report = SweepReport()
    report.asked = ask_on(at)
    for levels in (SERIOUS, ANY_LEVEL):
        _warn(at, report, levels)
    if report.late_cases:  # what they have opened may be late by now as well
        _warn(at, report, ANY_LEVEL)
    report.calls = log_machine_calls(at)
    for month in missing_months(at):
        _open_month(month, at, report)
    if report.months:
        ensure_calendar(at)
    return report


def _warn(at: datetime, report: SweepReport, levels: Levels) -> None:
    seen = set[int]()
    while _warn_batch(at, report, levels, seen) == BATCH:
        pass


def _warn_batch(at: datetime, report: SweepReport, levels: Levels, seen: set[int]) -> int:
    """Announce the rungs of up to BATCH duties, in a handful of queries; returns how many were looked at.

    A case of which more than warnings follows goes through the door instead, which claims its duties itself; it is
    put into `seen`, so that one that fails is left to the next sweep and does not stop the others.
    """
    by_door: dict[int, Callable[[], object]] = {}
    with transaction.atomic():
        duties = _claimed(at, levels, seen)
        if not duties:
            return 0
        cases = Problem.objects.in_bulk({duty.problem_id for duty in duties if duty.problem_id})
        months = Month.objects.in_bulk({duty.month_id for duty in duties if duty.month_id})
        warner, climbed = Warner(at, duties), []
        for duty in duties:
            subject = cases.get(duty.problem_id or 0) or months[duty.month_id or 0]
            step = _step_for(duty, subject, at)
            if step and isinstance(subject, Problem):
                by_door.setdefault(subject.pk, partial(_take, step, subject, at, report))
                continue
            warner.announce(duty, subject, climb(duty, subject, at))
            climbed.append(duty)
        if climbed:
            Duty.objects.bulk_update(climbed, ["stage", "wake_at"])
            report.notices += warner.post()
            report.warned += len(climbed)
    for pk, take in by_door.items():
        seen.add(pk)
        take()
    return len(duties)


def _claimed(at: datetime, levels: Levels, seen: set[int]) -> list[Duty]:
    rows = Duty.objects.filter(OPEN_DUTY, wake_at__lte=at).order_by("wake_at", "id")
    if levels:
        rows = rows.filter(level__in=levels)
    if seen:
        rows = rows.exclude(problem__in=seen)
    if connection.features.has_select_for_update_skip_locked:
        rows = rows.select_for_update(skip_locked=True)
    return list(rows[:BATCH])


def _step_for(duty: Duty, subject: Problem | Month, at: datetime) -> str:
    """The step that time itself takes now, if any."""
    if not isinstance(subject, Problem):
        return ""
    if subject.suspended_until is not None and subject.suspended_until <= at:
        return "end_suspension"
    kinds = {rung.kind for rung in climb(copy(duty), subject, at)}
    if "overdue" in kinds and follows(duty, subject):
        return "mark_late"
    return "remind_department" if duty.key == "letter_reply" and "due_soon" in kinds else ""


def follows(duty: Duty, case: Problem) -> bool:
    """Does a passed limit of this duty bring more than a warning (D29, X4)?"""
    if case.state not in CARE:
        return False
    return duty.key == "letter_reply" or (case.level >= 3 and duty.key != "manager_report")


def _take(step: str, case: Problem, at: datetime, report: SweepReport) -> None:
    """Through the door; a fault of one case must not stop the others."""
    try:
        take_step(step, actor=None, at=at, problem=case)
        report.late_cases += step == "mark_late"
    except Refused:
        LOG.info("another sweep was faster", case=case.number, step=step)
    except Exception:
        LOG.exception("what time brought could not be stored", case=case.number, step=step)


def _open_month(month: str, at: datetime, report: SweepReport) -> None:
    """The month with what is owed for it, or nothing of it."""
    with transaction.atomic():
        row, is_new = Month.objects.get_or_create(month=month, defaults={"opened_at": at})
        if is_new:
            take_step("open_month", actor=None, at=at, month=row)
            report.months += 1
