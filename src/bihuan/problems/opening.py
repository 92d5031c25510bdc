"""How a case begins: report, report by phone, history of another system. The only steps without a case."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from bihuan.people.models import User
from bihuan.problems.cleaning import Context, Wrong, clean, instant
from bihuan.problems.facts import person_of
from bihuan.problems.models import NEVER, Problem
from bihuan.problems.numbers import reserve_case_number
from bihuan.problems.parts import Parts
from bihuan.problems.policy import current_number, limits_of
from bihuan.problems.refusals import BadInput, Refused
from bihuan.problems.work import Work
from bihuan.process.guards.ask import Ask
from bihuan.process.guards.backdating import backdating_is_sound
from bihuan.process.judge import judge_guards, judge_person
from bihuan.process.lifecycle import Step

Run = Callable[[Work], Problem]


def open_case(
    step: Step,
    *,
    actor: User | None,
    at: datetime,
    raw: Mapping[str, Any],
    occurred_at: datetime | str | None,
    run: Run,
) -> Problem:
    """Judge and open a new case. Raises as `take_step`; a refused report uses up no number."""
    person = person_of(actor)
    occurred = occurred_or_now(occurred_at, at) if step.key == "report_by_phone" else at
    policy_version = current_number()
    limits = limits_of(policy_version)
    verdict = judge_person(step, Ask(None, person, at, occurred, raw, limits.policy))
    if not verdict:
        raise Refused(verdict.kind, verdict.reasons)
    data, errors = clean(step, raw, Context(step, person))
    if errors:
        raise BadInput(errors)
    ask = Ask(None, person, at, occurred, data, limits.policy)
    for verdict in (judge_guards(step, ask), backdating_is_sound(ask, raw)):
        if not verdict:
            raise Refused(verdict.kind, verdict.reasons)
    number = data["history"]["number"] if step.key == "record_history" else reserve_case_number(at)
    with transaction.atomic():
        case = blank(number, at, policy_version)
        return run(Work(step, actor, person, at, occurred, data, limits, case, Parts(case)))


def blank(number: str, at: datetime, policy_version: int) -> Problem:
    """An unsaved case that owes nothing yet; the action fills it in."""
    return Problem(
        number=number,
        state="awaiting_response",
        level=5,
        level_reported=5,
        category="unclassified",
        source="other",
        discovered_at=at,
        reported_at=at,
        changed_at=at,
        next_due_at=NEVER,
        next_warn_at=NEVER,
        policy_version=policy_version,
    )


def occurred_or_now(raw: datetime | str | None, at: datetime) -> datetime:
    """The instant that the input gives for when it happened, else now; BadInput if it cannot be read."""
    if raw in (None, ""):
        return at
    try:
        return instant(raw, None)  # type: ignore[arg-type]
    except Wrong as wrong:
        raise BadInput({"occurred_at": [str(wrong)]}) from wrong
