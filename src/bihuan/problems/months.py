"""Steps of no single case: a month with its report and meeting (F6.4, F6.5), revisions of the process (R1a)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from bihuan.people.models import User
from bihuan.problems import keeping, log
from bihuan.problems.actions import ACTIONS, meetings
from bihuan.problems.actions.registry import Body
from bihuan.problems.cleaning import Context, clean
from bihuan.problems.facts import duty_fact, meeting_fact, person_of
from bihuan.problems.figures.freezing import freeze
from bihuan.problems.models import Duty, Meeting, Month, Problem, Revision
from bihuan.problems.policy import current_number, limits_of
from bihuan.problems.queries.months import draw_report, span_of
from bihuan.problems.refusals import BadInput, Refused, Stale, UnknownStep
from bihuan.problems.told import write_notices
from bihuan.problems.work import Work
from bihuan.process.advance import advance
from bihuan.process.calendar import month_after, month_bounds, month_of
from bihuan.process.duties import Moment, Subject
from bihuan.process.facts import DutyFact, MeetingFact
from bihuan.process.guards.ask import Ask
from bihuan.process.judge import judge_guards, judge_person
from bihuan.process.lifecycle import Step


@dataclass(frozen=True)
class MonthFacts:
    """What the rules know of a month; of the process, only its revisions."""

    month: str = ""
    ends_at: datetime | None = None
    submitted_by: int = 0
    signed_by: int = 0
    meetings: tuple[MeetingFact, ...] = ()
    duties: tuple[DutyFact, ...] = ()
    versions: frozenset[str] = frozenset()
    actions: tuple[Any, ...] = ()


class MonthParts:
    """The meetings and duties of a month."""

    def __init__(self, month: Month | None) -> None:
        self.meetings = list(Meeting.objects.filter(month=month)) if month and month.pk else []
        self.duties = list(Duty.objects.filter(month=month).order_by("id")) if month and month.pk else []


def facts_of_month(month: Month | None, parts: MonthParts) -> MonthFacts:
    if month is None:
        return MonthFacts(versions=frozenset(Revision.objects.values_list("version", flat=True)))
    return MonthFacts(
        month=month.month,
        ends_at=month_bounds(month.month)[1],
        submitted_by=month.submitted_by_id or 0,
        signed_by=month.signed_by_id or 0,
        meetings=tuple(meeting_fact(meeting) for meeting in parts.meetings),
        duties=tuple(duty_fact(duty) for duty in parts.duties),
    )


def take_month_step(
    step: Step,
    *,
    actor: User | None,
    at: datetime,
    raw: Mapping[str, Any],
    month: Month | None,
    version: int | None,
) -> Month | Revision:
    """The door for steps of a month or of the process; same order of judgement, same log."""
    if ("month" in step.subjects) != (month is not None) or step.subjects == ("case",):
        raise UnknownStep(step.key)
    with transaction.atomic():
        if month is not None and month.pk:
            month = Month.objects.select_for_update().get(pk=month.pk)
        parts = MonthParts(month)
        facts, person, limits = facts_of_month(month, parts), person_of(actor), limits_of(current_number())
        _refuse(judge_person(step, Ask(facts, person, at, at, raw, limits.policy)))
        if month is not None and version is not None and version != month.version:
            raise Stale(month.version)
        data, errors = clean(step, raw, Context(step, person, facts))
        if errors:
            raise BadInput(errors)
        _refuse(judge_guards(step, Ask(facts, person, at, at, data, limits.policy)))
        work = Work(step, actor, person, at, at, data, limits, month, parts)
        if month is None:
            return _publish(work)
        return _run(work, facts)


def _refuse(verdict: Any) -> None:
    if not verdict:
        raise Refused(verdict.kind, verdict.reasons)


def _run(work: Work, facts: MonthFacts) -> Month:
    month: Month = work.problem
    BODIES[work.step.key](work, month)
    month.save()
    subjects = {kind: tuple(found) for kind, found in work.subjects.items()}
    moment = Moment(frozenset(work.triggers), work.occurred, work.at, subjects)
    changes = advance(facts, moment, work.limits)
    opened = keeping.store_duties(work, changes)
    event = keeping.store_event(work, moment, changes, ("", ""), {})
    updated = Month.objects.filter(pk=month.pk, version=month.version)
    if not updated.update(version=month.version + 1, chain_head=event.hash):
        raise Stale(month.version)
    month.version, month.chain_head = month.version + 1, event.hash
    write_notices(work, opened)
    return month


def _open(work: Work, month: Month) -> None:
    """The sweep opens a month on its first day; its report and meeting are owed from then on."""


def _submit(work: Work, month: Month) -> None:
    """F6.4, D48: the figures as they are now, and the cases behind them, are frozen with the report."""
    month.submitted_by, month.submitted_at = work.actor, work.at
    month.analysis, month.plan = work.data["analysis"], work.text("plan")
    month.figures = draw_report(month.month, work.at)
    month.digest = freeze(month, span_of(month.month, work.at))
    work.log["sha256"] = month.digest


def _sign(work: Work, month: Month) -> None:
    month.signed_by, month.signed_at = work.actor, work.at


def _hold(work: Work, month: Month) -> None:
    """R14: the monthly review, with improvements and prevention."""
    meeting = meetings.meeting_held(work, "monthly", work.data["held_at"])
    meeting.record = {name: work.data[name] for name in ("improvements", "prevention")}
    meeting.save()
    work.about("monthly_meeting", Subject(0, at=meeting.held_at))


def _as_on_a_case(body: Body) -> Callable[[Work, Month], None]:
    return lambda work, month: body(work)


BODIES: dict[str, Callable[[Work, Month], None]] = {
    "open_month": _open,
    "submit_monthly_report": _submit,
    "sign_monthly_report": _sign,
    "hold_monthly_meeting": _hold,
    **{key: _as_on_a_case(ACTIONS[key]) for key in ("call_meeting", "take_minutes", "sign_minutes")},
}


def _publish(work: Work) -> Revision:
    """R1a: a revision is in force from its date on, once published; older ones stay readable."""
    data = work.data
    revision = Revision(
        version=data["version"],
        effective_on=data["effective_on"],
        reason=data["reason"],
        text=data["text"],
        published_by=work.actor,
        published_at=work.at,
    )
    revision.save(force_insert=True)
    log.append("process", work.step.key, work.actor, work.occurred, work.at, {"fields": dict(data)})
    work.tell("coordinator", "process_published", version=revision.version)
    return revision


def missing_months(at: datetime) -> list[str]:
    """Months that ought to be open by now and are not: from the first case's to the present one. Two queries."""
    present = month_of(at)
    last = Month.objects.order_by("-month").values_list("month", flat=True).first()
    if last == present:
        return []
    if last is None:
        first = (
            Problem.objects.filter(is_imported=False)
            .order_by("reported_at")
            .values_list("reported_at", flat=True)
            .first()
        )
        if first is None:
            return []
        month = month_of(first)
    else:
        month = month_after(last)
    found = []
    while month <= present:
        found.append(month)
        month = month_after(month)
    return found
