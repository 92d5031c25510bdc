"""What a person can do with a case now: the steps of its state, allowed or with the reasons against them."""

from dataclasses import dataclass
from datetime import datetime

from bihuan.people.models import User
from bihuan.problems.facts import facts_of, person_of
from bihuan.problems.models import Problem
from bihuan.problems.parts import Parts
from bihuan.problems.policy import figures_of
from bihuan.process.guards.ask import Ask
from bihuan.process.judge import offer
from bihuan.process.lifecycle import STEPS, Step
from bihuan.process.verdict import Kind, Reason


@dataclass(frozen=True, slots=True)
class Offer:
    """One step of the present state, with the verdict for one person."""

    step: Step
    allowed: bool
    reasons: tuple[Reason, ...]
    is_yours: bool


def offered_steps(
    problem: Problem, user: User | None, at: datetime, parts: Parts | None = None
) -> list[Offer]:
    """Every step that leads from the present state, in the order of the process.

    No query beyond the facts', but for one of the roster at levels 1 and 2.
    """
    facts = facts_of(problem, parts)
    is_reporter = user is not None and user.pk == problem.reporter_id  # whose steps do not hang on the roster
    person = person_of(user, problem, None if is_reporter else at)
    ask = Ask(facts, person, at, at, {}, figures_of(problem.policy_version))
    found = []
    for step in STEPS.values():
        if step.automatic or problem.state not in step.sources:
            continue
        verdict = offer(step, ask)
        found.append(Offer(step, bool(verdict), verdict.reasons, verdict.kind is not Kind.NOT_YOURS))
    return found
