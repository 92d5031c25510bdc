"""What the door stores: duties, the event, the versioned case. Used by the gate only."""

from datetime import datetime
from typing import Any

from bihuan.problems import log, search
from bihuan.problems.facts import duty_fact
from bihuan.problems.models import NEVER, Duty, Problem
from bihuan.problems.owing import owner_of
from bihuan.problems.refusals import Stale
from bihuan.problems.work import Work, snapshot
from bihuan.process import terms
from bihuan.process.advance import Changes, Opened
from bihuan.process.duties import Moment
from bihuan.process.ladder import Clock, due_rungs, rung, warn_at

#: The facts that duties depend on; they stand in every event, so that the audit can fold the log.
FOLDED = ("state", "level", "level_reported", "business_affected", "form_pending")
TEXTS = ("title", "symptom", "impact", "field_data", "cause_analysis", "judgement")
FOUND_BY = (*TEXTS, "reported_at")
"""Columns that a search looks at."""
FOUND_PARTS = ("letters", "meetings", "documents")
REWRITING = frozenset(
    {"sign_letter", "record_reply", "hold_review", "decide_plan", "hold_special_meeting", "sign_minutes"}
)
"""Parts that a search looks into when there is a new one, and steps that write on in an old one."""


def store_duties(work: Work, changes: Changes) -> list[Duty]:
    """Write what `advance` found; returns the new rows that are open."""
    rows = {duty.pk: duty for duty in work.parts.duties}
    touched: dict[int, Duty] = {}
    for fact in changes.voided:
        rows[fact.id].voided_at = work.at
        touched[fact.id] = rows[fact.id]
    for fact, met_at in changes.met:
        rows[fact.id].met_at = met_at
        touched[fact.id] = rows[fact.id]
    for fact in changes.resumed:
        rows[fact.id].met_at = None
        _wind(rows[fact.id], work)
        touched[fact.id] = rows[fact.id]
    for fact, due_at in changes.moved:
        _move(rows[fact.id], due_at, work)
        touched[fact.id] = rows[fact.id]
    if "level_changed" in work.triggers:
        touched |= _follow_level(work)
    if touched:
        Duty.objects.bulk_update(
            touched.values(),
            [
                "voided_at",
                "met_at",
                "due_at",
                "first_due_at",
                "warn_at",
                "wake_at",
                "stage",
                "level",
                "cut_by_upgrade",
            ],
        )
    opened = [_row(work, new) for new in changes.opened]
    Duty.objects.bulk_create(opened)
    work.parts.duties.extend(opened)
    return [duty for duty in opened if duty.met_at is None]


def _follow_level(work: Work) -> dict[int, Duty]:
    """L10: repeats of every running duty keep the pace of the level that is in force now."""
    found = {}
    for duty in work.parts.duties:
        if duty.met_at is None and duty.voided_at is None and duty.level != work.case.level:
            _wind(duty, work)
            found[duty.pk] = duty
    return found


def _row(work: Work, new: Opened) -> Duty:
    owner, role = owner_of(new.rule, new.subject, work)
    policy, case = work.limits.policy, work.problem
    level = getattr(case, "level", 5)
    clock = Clock(new.rule.key, level, new.start_at, new.due_at)
    is_case = isinstance(case, Problem)
    return Duty(
        problem=case if is_case else None,
        month=None if is_case else case,
        key=new.rule.key,
        clause=new.rule.clause,
        subject=new.subject.id,
        owed_by_id=owner,
        owed_by_role=role,
        opened_at=work.occurred,
        start_at=new.start_at,
        due_at=new.due_at,
        first_due_at=new.due_at,
        warn_at=warn_at(new.start_at, new.due_at, policy),
        wake_at=rung(clock, 0, policy).at,
        level=level,
        is_paused=getattr(case, "suspended_at", None) is not None,
        round=getattr(case, "round", 1),
        met_at=new.met_at,
    )


def _wind(duty: Duty, work: Work) -> None:
    """Set a running duty's ladder anew; what was announced before its limit is not said again."""
    policy = work.limits.policy
    duty.level = work.case.level
    duty.warn_at = warn_at(duty.start_at, duty.due_at, policy)
    clock = Clock(duty.key, duty.level, duty.start_at, duty.due_at)
    _said, duty.stage, duty.wake_at = due_rungs(clock, 0, min(work.at, duty.warn_at), policy)


def _move(duty: Duty, due_at: datetime, work: Work) -> None:
    """S4: a due time moves; one that a higher level has already run past keeps a flag of it (D9).

    An extension leaves `first_due_at`, the limit that compliance counts (D22); a new level moves it too.
    """
    duty.cut_by_upgrade = duty.cut_by_upgrade or due_at < work.at < duty.due_at
    duty.due_at = due_at
    if "extended" not in work.triggers:
        duty.first_due_at = due_at
    _wind(duty, work)


def store_event(
    work: Work, moment: Moment, changes: Changes, states: tuple[str, str], before: dict[str, Any]
) -> Any:
    """Append the event of this step to the chain of its subject."""
    subject = work.problem
    data: dict[str, Any] = {
        "fields": work.data,
        "triggers": sorted(moment.triggers - {work.step.key}),
        "muted": work.step.key not in moment.triggers or None,
        "subjects": {
            kind: [[s.id, s.owner, s.due_at, s.at] for s in found] for kind, found in moment.subjects.items()
        },
        "duties": _duty_log(changes),
        **work.log,
    }
    if isinstance(subject, Problem):
        data["state"] = list(states)
        data["facts"] = {name: getattr(subject, name) for name in FOLDED}
        data["facts"] |= {"reported_at": subject.reported_at, "resolved_at": subject.resolved_at}
        data["set"] = (
            {
                name: [before.get(name), value]
                for name, value in snapshot(subject).items()
                if before.get(name) != value and name not in work.unlogged
            }
            if subject.version
            else {}
        )
        data["policy"] = subject.policy_version
    else:
        data["policy"] = work.limits.version
    event = log.entry(
        keeping_stream(subject),
        subject.version + 1,
        subject.chain_head,
        work.step.key,
        work.actor,
        work.occurred,
        work.at,
        log.jsonable(_plain(data)),
    )
    event.save(force_insert=True)
    return event


def keeping_stream(subject: Any) -> str:
    """The chain that a subject's events stand on."""
    return subject.number if isinstance(subject, Problem) else f"month:{subject.month}"


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    """Facts that fields named, by their numbers; empty entries left out."""
    return {name: value for name, value in data.items() if value not in ({}, [], None)}


def _duty_log(changes: Changes) -> dict[str, Any]:
    found: dict[str, Any] = {
        "opened": [
            [new.rule.key, new.rule.clause, new.subject.id, new.start_at, new.due_at, new.met_at]
            for new in changes.opened
        ],
        "met": [[duty.key, duty.subject, at] for duty, at in changes.met],
        "void": [[duty.key, duty.subject] for duty in changes.voided],
        "moved": [[duty.key, duty.subject, duty.due_at, at] for duty, at in changes.moved],
        "resumed": [[duty.key, duty.subject, duty.met_at] for duty in changes.resumed],
    }
    return {name: rows for name, rows in found.items() if rows}


def store_case(work: Work, before: dict[str, Any], event: Any) -> None:
    """The checked update: only the version that was judged may become the next one, else Stale."""
    case = work.case
    counts, had = work.parts.counts(), case.part_counts
    counts.update({name: 1 for name in ("register",) if case.part_counts.get(name)})
    next_due(work)
    stored = work.filed or before
    changed = {name: value for name, value in snapshot(case).items() if stored.get(name) != value}
    version = case.version
    case.version, case.chain_head, case.part_counts, case.changed_at = (
        version + 1,
        event.hash,
        counts,
        work.at,
    )
    changed |= {
        name: getattr(case, name)
        for name in (
            "version",
            "chain_head",
            "part_counts",
            "changed_at",
            "next_due_at",
            "next_warn_at",
            "next_duty",
        )
    }
    if not Problem.objects.filter(pk=case.pk, version=version).update(**changed):
        raise Stale(version)
    if work.told:
        case.told.add(*work.told)
    is_written = work.log.get("searchable") or work.step.key in REWRITING
    is_more = any(counts.get(name) != had.get(name) for name in FOUND_PARTS)
    if version == 0 or any(name in changed for name in FOUND_BY) or is_written or is_more:
        search.index(case, work.parts)


def next_due(work: Work) -> None:
    """Mirror the earliest open duty in the case, for lists."""
    duties = [duty for duty in work.parts.duties if duty_fact(duty).is_open]
    first = min(duties, key=lambda duty: (duty.due_at, duty.pk), default=None)
    work.case.next_due_at = first.due_at if first else NEVER
    work.case.next_warn_at = min((duty.warn_at for duty in duties), default=NEVER)
    work.case.next_duty = first.key if first else ""
    if work.case.state in terms.CLOSED:
        work.case.next_due_at = work.case.next_warn_at = NEVER
        work.case.next_duty = ""
