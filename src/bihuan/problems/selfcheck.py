"""The engine looks at itself: whatever is open and would not be asked about again is found, reported and mended.

Nothing here should ever find anything. It is the net below the sweep: a chain whose row is lost, a duty that sleeps
past its next warning, a question that every sweep leaves behind.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db.models import Exists, F, OuterRef, Q

from bihuan.clock import SHANGHAI
from bihuan.notices.giveup import coordinators
from bihuan.notices.outbox import Message, draft, post
from bihuan.problems import accepting
from bihuan.problems.escalation import NEEDED_IN, longest_pause, needs_chain, needs_watch
from bihuan.problems.gate import Refused, take_step
from bihuan.problems.keeping import keeping_stream
from bihuan.problems.models import (
    ACCEPT,
    CHAIN,
    IDLE,
    OPEN_DUTY,
    RUNNING,
    Duty,
    Escalation,
    Month,
    Problem,
    WorkOrder,
)
from bihuan.problems.policy import current_number, figures_of
from bihuan.process.facts import SERIOUS
from bihuan.process.ladder import Clock, rung
from bihuan.process.lifecycle import IN_HAND

LEFT_BEHIND = timedelta(minutes=2)
"""What has been due for so long was passed over by many sweeps."""
SOONEST_REPEAT = timedelta(minutes=15)
AT_MOST = 200
LOG = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Finding:
    """Something open without a future step. `what`: chain, idle, accept, duty; behind for what every sweep leaves."""

    subject: Problem | Month
    what: str
    duty: Duty | None = None

    def __str__(self) -> str:
        key = f" {self.duty.key}" if self.duty else ""
        return f"{keeping_stream(self.subject)}: {self.what}{key}"


def look(at: datetime) -> list[Finding]:
    """Everything that is wrong at `at`; changes nothing."""
    return [*_silent_cases(at), *_resting_questions(at), *_orders_unwatched(at), *_sleeping_duties(at)]


def mend(at: datetime) -> list[Finding]:
    """Find what is wrong, set it going again, tell the coordinator; returns what was found."""
    found = look(at)
    for finding in found:
        LOG.error("an open escalation had no future step", finding=str(finding))
        if finding.duty is not None and finding.what == "duty":
            _wake(finding.duty, finding.subject, at)
    for case in {f.subject.pk: f.subject for f in found if f.what in (CHAIN, IDLE, ACCEPT)}.values():
        assert isinstance(case, Problem)
        try:
            take_step("restart_chain", actor=None, at=at, problem=case)
        except Refused:
            LOG.error("nobody is known who could be asked", case=case.number)
    if found:
        _report(found, at)
    return found


def _silent_cases(at: datetime) -> Iterable[Finding]:
    """Cases of level 1 and 2 that ought to have a chain or a watch and have none."""
    runs = Escalation.objects.filter(RUNNING, problem=OuterRef("pk"))
    cases = Problem.objects.filter(level__in=SERIOUS, state__in=NEEDED_IN, is_imported=False).annotate(
        has_chain=Exists(runs.filter(kind=CHAIN)), has_watch=Exists(runs.filter(kind=IDLE))
    )
    for case in cases.order_by("pk")[:AT_MOST]:
        if needs_chain(case) and not case.has_chain:
            yield Finding(case, CHAIN)
        elif needs_watch(case) and not case.has_watch:
            yield Finding(case, IDLE)


def _resting_questions(at: datetime) -> Iterable[Finding]:
    """Running rows that rest too long, ask nobody, or are due and left behind by every sweep."""
    odd = Q(next_at__lte=at - LEFT_BEHIND) | Q(kind=CHAIN, rungs=[])
    odd |= Q(next_at__gt=at + timedelta(minutes=1))
    rows = Escalation.objects.filter(RUNNING).filter(odd).select_related("problem")
    for row in rows.order_by("pk")[:AT_MOST]:
        if row.next_at <= at - LEFT_BEHIND:
            yield Finding(row.problem, "behind")
        elif _rests_too_long(row, at) or (row.kind == CHAIN and not row.rungs):
            yield Finding(row.problem, row.kind)


def _rests_too_long(row: Escalation, at: datetime) -> bool:
    if row.kind != ACCEPT:
        return row.next_at > at + longest_pause(row)
    return row.next_at > accepting.latest_question(row, figures_of(row.problem.policy_version))


def _orders_unwatched(at: datetime) -> Iterable[Finding]:
    """D24: orders that are out, that nobody has accepted, and that nobody would be asked about again."""
    out = WorkOrder.objects.filter(status="issued", problem__state__in=IN_HAND, problem__is_imported=False)
    orders = list(out.select_related("problem").order_by("problem", "pk")[:AT_MOST])
    cases = {order.problem_id: order.problem for order in orders}
    rows = Escalation.objects.filter(kind=ACCEPT, problem__in=cases) if cases else ()
    for pk in dict.fromkeys(order.problem_id for order in accepting.unwatched(orders, rows)):
        yield Finding(cases[pk], ACCEPT)


def _sleeping_duties(at: datetime) -> Iterable[Finding]:
    """Open duties that wake later than their next rung, or that every sweep leaves behind."""
    late = Q(due_at__gt=at, wake_at__gt=F("due_at")) | Q(due_at__lte=at, wake_at__gt=at + SOONEST_REPEAT)
    odd = Q(wake_at__lte=at - LEFT_BEHIND) | late
    rows = Duty.objects.filter(OPEN_DUTY).filter(odd).select_related("problem", "month")
    for duty in rows.order_by("wake_at", "pk")[:AT_MOST]:
        subject = duty.problem or duty.month
        assert subject is not None
        if duty.wake_at <= at - LEFT_BEHIND:
            yield Finding(subject, "behind", duty)
        elif duty.wake_at > next_rung_of(duty, subject):
            yield Finding(subject, "duty", duty)


def next_rung_of(duty: Duty, subject: Problem | Month) -> datetime:
    """When this duty is to be spoken of next, by its ladder."""
    number = subject.policy_version if isinstance(subject, Problem) else current_number()
    return rung(Clock(duty.key, duty.level, duty.start_at, duty.due_at), duty.stage, figures_of(number)).at


def _wake(duty: Duty, subject: Problem | Month, at: datetime) -> None:
    """Wake at the next rung, or at once if that has passed. A suspended case rests on; its end wakes it."""
    held = Duty.objects.filter(OPEN_DUTY, pk=duty.pk, wake_at=duty.wake_at)
    held.update(wake_at=max(next_rung_of(duty, subject), at))


def _report(found: list[Finding], at: datetime) -> None:
    """To the coordinator on duty, once an hour and subject."""
    hour = at.astimezone(SHANGHAI).strftime("%Y%m%d%H")
    people = coordinators(at)
    notices = []
    for finding in {keeping_stream(found.subject): found for found in found}.values():
        subject = finding.subject
        notices += draft(
            [Message(user.pk, "engine_found") for user in people],
            stream=keeping_stream(subject),
            cause=f"selfcheck:{finding.what}:{hour}",
            at=at,
            level=getattr(subject, "level", 5),
            args={"what": finding.what, "title": getattr(subject, "title", ""), "told": at.isoformat()},
        )
    post(notices)
