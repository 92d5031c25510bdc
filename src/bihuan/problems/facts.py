"""From rows to facts: the frozen snapshot that the rules judge."""

from datetime import datetime
from typing import Any

from bihuan.people.models import User
from bihuan.problems.models import Duty, Problem
from bihuan.problems.parts import Parts
from bihuan.process import facts as rules
from bihuan.process.facts import Facts, Person


def person_of(user: User | None, problem: Problem | None = None) -> Person:
    """Who asks, as the rules see him. The system if nobody."""
    if user is None:
        return rules.SYSTEM
    reads = user.reads_all_cases or (problem is not None and is_told(user, problem))
    if not user.is_active:
        return Person(user.pk, user.username, frozenset(), is_member=False, reads_case=False)
    return Person(user.pk, user.username, user.roles, user.is_member, reads)


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
        analysed_by=analysis.submitted_by_id if analysis and is_current else 0,
        registered=bool(problem.part_counts.get("register")),
        urged_at={int(user): datetime.fromisoformat(at) for user, at in problem.urged_at.items()},
        chain=tuple(problem.chain),
        chain_runs=problem.chain_since is not None,
        chain_told_at=problem.chain_told_at,
        **_parts(parts),
    )


def _parts(parts: Parts) -> dict[str, Any]:
    return {
        "orders": tuple(
            rules.OrderFact(
                o.pk,
                o.number,
                o.handler_id,
                o.status,
                o.is_lead,
                o.needs_change,
                o.recovered_at,
                o.transfer_asked_at is not None,
            )
            for o in parts.orders
        ),
        "changes": tuple(
            rules.ChangeFact(
                c.pk, c.number, c.status, c.order_id, c.emergency, c.consented_at is not None, c.asked_by_id
            )
            for c in parts.changes
        ),
        "branches": tuple(
            rules.BranchFact(
                b.pk,
                b.number,
                b.department_id,
                b.department.code,
                b.status,
                b.round,
                b.plan_at is not None,
                b.notice_at is not None,
                b.verified_at,
            )
            for b in parts.branches
        ),
        "letters": tuple(
            rules.LetterFact(
                x.pk,
                x.number,
                x.branch_id,
                x.department_id,
                x.status,
                x.drafted_by_id,
                x.reply_by,
                x.verdict,
                x.round,
            )
            for x in parts.letters
        ),
        "meetings": tuple(
            rules.MeetingFact(
                m.pk, m.number, m.kind, m.chair_id, m.held_at is not None, m.signed_at is not None
            )
            for m in parts.meetings
        ),
        "actions": tuple(
            rules.ActionFact(
                a.pk, a.number, a.owner_id, a.opened_by_id, a.due_on, a.status, a.closed_by_id or 0
            )
            for a in parts.actions
        ),
        "requests": tuple(
            rules.RequestFact(r.pk, r.number, r.kind, r.asked_by_id, r.level, r.until, r.status == "asked")
            for r in parts.requests
        ),
        "calls": tuple(
            rules.CallFact(c.caller_id, c.callee_id, c.outcome, c.purpose, c.occurred_at) for c in parts.calls
        ),
        "duties": tuple(duty_fact(d) for d in parts.duties),
    }


def duty_fact(duty: Duty) -> rules.DutyFact:
    """A duty row as the rules see it."""
    return rules.DutyFact(
        duty.pk, duty.key, duty.start_at, duty.due_at, duty.subject, duty.met_at, duty.voided_at is not None
    )
