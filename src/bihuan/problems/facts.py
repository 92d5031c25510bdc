"""From rows to facts: the frozen snapshot that the rules judge."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from bihuan.people.models import User
from bihuan.people.roster import ids_on_shift
from bihuan.problems.models import (
    ArchiveFile,
    Branch,
    Bulletin,
    Call,
    CaseAlarm,
    Change,
    CorrectiveAction,
    Duty,
    KnownErrorEntry,
    Letter,
    Meeting,
    Problem,
    Request,
    WorkOrder,
)
from bihuan.problems.parts import Parts
from bihuan.process import facts as rules
from bihuan.process.facts import Facts, Person
from bihuan.process.filefacts import FileFact
from bihuan.process.knownfacts import KnownErrorFact
from bihuan.process.lifecycle import CARE
from bihuan.process.requestfacts import RequestFact


def person_of(user: User | None, problem: Problem | None = None, at: datetime | None = None) -> Person:
    """Who asks, as the rules see him. The system if nobody.

    With `at`, whether he is on watch as well: one query, for those alone whose right to log a call hangs on it.
    """
    if user is None:
        return rules.SYSTEM
    reads = user.reads_all_cases or (problem is not None and is_told(user, problem))
    if not user.is_active:
        return Person(user.pk, user.username, frozenset(), is_member=False, reads_case=False)
    on_watch = at is not None and problem is not None and _is_on_watch(user, problem, at)
    return Person(user.pk, user.username, user.roles, user.is_member, reads, on_watch)


def _is_on_watch(user: User, problem: Problem, at: datetime) -> bool:
    """Is he the duty officer or his deputy, on a case that a duty officer phones for or has to confirm?"""
    is_theirs = problem.level in rules.SERIOUS or problem.alarm_raised
    if not is_theirs or not user.is_member or problem.state not in CARE or "coordinator" in user.roles:
        return False
    return user.pk in ids_on_shift("duty_officer", at)


def is_told(user: User, problem: Problem) -> bool:
    """Was the market department of this user told of the case? One query, for market staff only."""
    if "marketing" not in user.roles or user.department_id is None or problem.pk is None:
        return False
    return problem.told.filter(pk=user.department_id).exists()


def facts_of(problem: Problem, parts: Parts | None = None) -> Facts:
    """The facts of a case from its row and parts; reads only parts that exist and were not read yet."""
    parts = parts or Parts(problem)
    analysis = parts.analyses[-1] if parts.analyses else None
    is_current = analysis is not None and analysis.round == problem.round
    return Facts(
        number=problem.number,
        state=problem.state,
        level=problem.level,
        level_reported=problem.level_reported,
        reporter=problem.reporter_id,
        reported_at=problem.reported_at,
        version=problem.version,
        round=problem.round,
        coordinator=problem.coordinator_id or 0,
        business_affected=problem.business_affected,
        users_affected=problem.users_affected,
        form_pending=problem.form_pending,
        alarm_raised=problem.alarm_raised,
        alarm_confirmed=problem.alarm_confirmed_at is not None,
        phone_reached=problem.phone_reached_at is not None,
        responded_at=problem.responded_at,
        dispatched_at=problem.dispatched_at,
        resolved_at=problem.resolved_at,
        reporter_told_at=problem.reporter_told_at,
        suspended=problem.suspended_at is not None,
        discovered_at=problem.discovered_at,
        analysis=analysis.status if analysis and is_current else "",
        handed_over_by=problem.handed_over_by_id or 0,
        analysed_by=analysis.submitted_by_id if analysis and is_current else 0,
        registered=bool(problem.part_counts.get("register")),
        urged_at={int(user): datetime.fromisoformat(at) for user, at in problem.urged_at.items()},
        chain=tuple(problem.chain),
        chain_runs=problem.chain_since is not None,
        chain_told_at=problem.chain_told_at,
        repeats=tuple(link.number for link in parts.links if link.kind == "repeat"),
        **_parts(parts),
    )


def _order(o: WorkOrder) -> rules.OrderFact:
    asked = o.transfer_asked_at is not None
    return rules.OrderFact(
        o.pk,
        o.number,
        o.handler_id,
        o.status,
        o.is_lead,
        o.needs_change,
        o.recovered_at,
        asked,
        o.dispatched_by_id,
    )


def _change(c: Change) -> rules.ChangeFact:
    consented = c.consented_at is not None
    owes = c.papers_owed_at is not None and c.papers_filed_at is None
    return rules.ChangeFact(c.pk, c.number, c.status, c.order_id, c.emergency, consented, c.asked_by_id, owes)


def _branch(b: Branch) -> rules.BranchFact:
    planned, noticed = b.plan_at is not None, b.notice_at is not None
    code, verified = b.department.code, b.verified_at
    return rules.BranchFact(
        b.pk, b.number, b.department_id, code, b.status, b.round, planned, noticed, verified
    )


def _letter(x: Letter) -> rules.LetterFact:
    return rules.LetterFact(
        x.pk,
        x.number,
        x.branch_id,
        x.department_id,
        x.status,
        x.drafted_by_id,
        x.reply_by,
        x.verdict,
        x.round,
        x.replied_at is not None and not x.verdict,
    )


def _bulletin(b: Bulletin) -> rules.BulletinFact:
    return rules.BulletinFact(b.pk, b.number, b.kind)


def meeting_fact(m: Meeting) -> rules.MeetingFact:
    """A meeting as the rules see it; one that was joined is signed where it was held."""
    held, signed = m.held_at is not None, m.source.signed_at is not None
    leads = tuple(member["username"] for member in m.members if member.get("lead"))
    has_board = any(member.get("board") for member in m.members)
    items = {key: item["version"] for key, item in m.items.items()}
    chair = m.chair_id if m.source is m else 0
    return rules.MeetingFact(m.pk, m.number, m.kind, chair, held, signed, leads, has_board, items)


def _action(a: CorrectiveAction) -> rules.ActionFact:
    closed_by = a.closed_by_id or 0
    return rules.ActionFact(a.pk, a.number, a.owner_id, a.opened_by_id, a.due_on, a.status, closed_by)


def _request(r: Request) -> RequestFact:
    is_open, is_approved = r.status == "asked", r.status == "approved"
    return RequestFact(r.pk, r.number, r.kind, r.asked_by_id, r.level, r.until, is_open, is_approved)


def _call(c: Call) -> rules.CallFact:
    return rules.CallFact(c.caller_id or 0, c.callee_id, c.outcome, c.purpose, c.occurred_at)


def _alarm(a: CaseAlarm) -> rules.AlarmFact:
    return rules.AlarmFact(a.pk, a.number, a.name, a.fires, a.since, a.released_at is not None)


def _file(f: ArchiveFile) -> FileFact:
    is_held, is_expired = f.held_at is not None, f.expired_at is not None
    proposed_by, is_sealed = f.proposed_by_id or 0, f.sealed_at is not None
    return FileFact(
        f.pk, f.number, f.retain_until, is_held, f.disposal, f.verdict, proposed_by, is_sealed, is_expired
    )


def _known_error(e: KnownErrorEntry) -> KnownErrorFact:
    is_live = e.error.status != "retired"
    return KnownErrorFact(e.pk, e.number, e.deed != "met", e.ended_at is None, is_live)


def duty_fact(duty: Duty) -> rules.DutyFact:
    """A duty row as the rules see it."""
    return rules.DutyFact(
        duty.pk, duty.key, duty.start_at, duty.due_at, duty.subject, duty.met_at, duty.voided_at is not None
    )


#: part → what makes a fact of one row of it.
FACT_OF: dict[str, Callable[[Any], Any]] = {
    "orders": _order,
    "changes": _change,
    "branches": _branch,
    "letters": _letter,
    "bulletins": _bulletin,
    "meetings": meeting_fact,
    "actions": _action,
    "requests": _request,
    "calls": _call,
    "alarms": _alarm,
    "files": _file,
    "known_errors": _known_error,
    "duties": duty_fact,
}


def _parts(parts: Parts) -> dict[str, Any]:
    return {name: tuple(map(fact_of, getattr(parts, name))) for name, fact_of in FACT_OF.items()}
