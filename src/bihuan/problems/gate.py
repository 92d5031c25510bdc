"""The door. Every change of a case, a month or the process goes through `take_step`.

Judge → body → settle → duties → versioned update → event → outbox, in one transaction. Whoever wants to
change a case by another way has found a fault of this module.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from bihuan.people.models import User
from bihuan.problems import escalation, keeping, log, months, opening, told
from bihuan.problems.actions import ACTIONS
from bihuan.problems.actions.requesting import drop_requests
from bihuan.problems.actions.suspending import end_suspension
from bihuan.problems.cleaning import Context, clean
from bihuan.problems.cleaning.base import MOST
from bihuan.problems.cleaning.references import named
from bihuan.problems.facts import facts_of, person_of
from bihuan.problems.models import Month, Problem, Revision
from bihuan.problems.parts import Parts, leave_parts
from bihuan.problems.policy import limits_of
from bihuan.problems.refusals import BadInput, Refused, Stale, UnknownStep
from bihuan.problems.work import Work
from bihuan.process.advance import advance
from bihuan.process.duties import Moment
from bihuan.process.facts import Facts, OrderFact
from bihuan.process.guards.ask import Ask
from bihuan.process.guards.backdating import backdating_is_sound
from bihuan.process.judge import judge, judge_guards
from bihuan.process.lifecycle import STEPS, Step, settled_state

__all__ = ["BadInput", "Refused", "Stale", "UnknownStep", "take_step"]


def take_step(
    key: str,
    *,
    actor: User | None,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    problem: Problem | None = None,
    month: Month | None = None,
    version: int | None = None,
    occurred_at: datetime | str | None = None,
) -> Problem | Month | Revision:
    """Take a step, or refuse it with reasons and store nothing.

    `at` is now (aware); `occurred_at` when it really happened, at most 24 hours back (S6); `actor` None is
    the system. `data` is raw input, as JSON or a form gives it. `version`, if given, must be the one on file.
    Raises Refused (403 or 409), BadInput (422) or UnknownStep (404). Returns the subject as it now stands.
    """
    step, raw, at = STEPS.get(key), dict(data or {}), at.astimezone(UTC)
    if step is None:
        raise UnknownStep(key)
    if problem is None and not step.creates:
        return months.take_month_step(step, actor=actor, at=at, raw=raw, month=month, version=version)
    if step.creates and problem is None:
        return opening.open_case(step, actor=actor, at=at, raw=raw, occurred_at=occurred_at, run=run)
    is_opening = step.creates and step.key != "record_history"
    if is_opening or "case" not in step.subjects or problem is None:
        raise UnknownStep(key)
    with transaction.atomic():
        case = _locked(step, problem, raw)
        parts = Parts(case)
        watches_at = at if "duty_officer" in step.who else None
        facts, person = facts_of(case, parts), person_of(actor, case, watches_at)
        policy = limits_of(case.policy_version).policy
        ask = Ask(facts, person, at, at, raw, policy, _named_order(facts, raw))
        refuse(judge(step, ask))
        if (
            version is not None
            and version != case.version
            and not log.only_noted_since(case.number, version, case.version)
        ):
            raise Stale(case.version)
        occurred = opening.occurred_or_now(occurred_at, at)
        cleaned = cleaned_or_refused(step, raw, Context(step, person, facts, parts))
        ask = Ask(facts, person, at, occurred, cleaned, policy, ask.named_order)
        refuse(judge_guards(step, ask), backdating_is_sound(ask, raw))
        work = Work(step, actor, person, at, occurred, cleaned, limits_of(case.policy_version), case, parts)
        if occurred != at and "reason" not in cleaned:
            work.log["backdate_reason"] = str(raw.get("backdate_reason") or "")[:500]
        return run(work)


def _locked(step: Step, problem: Problem, raw: Mapping[str, Any]) -> Problem:
    """The case as it stands, locked; others that the step reaches, in one order, so that none waits in a ring."""
    rows = Problem.objects.select_for_update(of=("self",))
    main, cases = raw.get("main_number"), raw.get("cases")
    others = [main] if step.key == "merge" else cases if isinstance(cases, list) else []
    numbers = [name for name in others if isinstance(name, str) and name.isprintable()][:MOST]
    if numbers:
        list(rows.filter(Q(pk=problem.pk) | Q(number__in=numbers)).order_by("pk").values_list("pk"))
    return rows.select_related("system").get(pk=problem.pk)


def run(work: Work) -> Problem:
    """The second half of the door: body, settle, duties, update, event, outbox. Within a transaction."""
    case, before = work.case, keeping.snapshot(work.case)
    state = case.state
    ACTIONS[work.step.key](work)
    if work.step.target:
        case.state = work.step.target
    _settle(work)
    escalation.follow(work)
    facts = work.facts
    subjects = {kind: tuple(found) for kind, found in work.subjects.items()}
    moment = Moment(frozenset(work.triggers), work.occurred, work.at, subjects)
    changes = advance(facts, moment, work.limits)
    opened = keeping.store_duties(work, changes)
    event = keeping.store_event(work, moment, changes, (state, case.state), before)
    keeping.store_case(work, before, event)
    told.write_notices(work, opened)
    leave_parts(case, work.parts)
    return case


def refuse(*verdicts: Any) -> None:
    """Raise Refused with all reasons of the verdicts that are no."""
    refused = [verdict for verdict in verdicts if not verdict]
    if refused:
        raise Refused(refused[0].kind, [reason for verdict in refused for reason in verdict.reasons])


def cleaned_or_refused(step: Step, raw: Mapping[str, Any], context: Context) -> dict[str, Any]:
    """The cleaned fields, or BadInput with every error."""
    cleaned, errors = clean(step, raw, context)
    if errors:
        raise BadInput(errors)
    return cleaned


def _named_order(facts: Facts, raw: Mapping[str, Any]) -> OrderFact | None:
    """The order that the input names, so that the handler of another one is told "not yours"."""
    found: OrderFact | None = named(facts.orders, raw.get("order"))
    return found


def _settle(work: Work) -> None:
    """S1: the state that follows from the facts, and the resolved time with it."""
    case, facts = work.case, work.facts
    state = settled_state(facts)
    if state == "awaiting_confirmation" and case.state == "handling":
        times = [order.recovered_at for order in facts.live_orders] + [b.verified_at for b in facts.branches]
        case.resolved_at = max(time for time in times if time is not None)
        case.fix_failed_at = None  # that was said of the fix before this one; the log keeps it
        drop_requests(work)
        end_suspension(work)
        work.announce("resolved")
    case.state = state
