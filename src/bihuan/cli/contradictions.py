"""Reads the tables of the process against each other: what they name must exist, every state must lead on."""

from collections.abc import Iterator
from types import SimpleNamespace

from bihuan.cli.words import _
from bihuan.process.clauses import CLAUSES
from bihuan.process.duties import DUTIES, TRIGGERS
from bihuan.process.figures import FIGURES
from bihuan.process.lifecycle import STEPS
from bihuan.process.terms import CLOSED, LEVELS, PARTIES, STATES

SETTLED = {"handling": {"awaiting_confirmation", "awaiting_dispatch"}}
"""Ways that follow from facts and not from a step's target (S1)."""


def contradictions() -> list[str]:
    """One sentence for each contradiction; empty when the tables agree."""
    return [*_of_steps(), *_of_duties(), *_of_states()]


def _of_steps() -> Iterator[str]:
    for step in STEPS.values():
        named = {
            _("clause"): set(step.clauses) - set(CLAUSES),
            _("state"): (set(step.sources) | ({step.target} if step.target else set())) - set(STATES),
            _("party"): set(step.who) - set(PARTIES),
        }
        for kind, unknown in named.items():
            for name in sorted(unknown):
                yield _("step {step} names an unknown {kind}: {name}").format(
                    step=step.key, kind=kind, name=name
                )
        names = [field.name for field in step.fields]
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield _("step {step} has the field {name} twice").format(step=step.key, name=name)


def _of_duties() -> Iterator[str]:
    known = set(STEPS) | set(TRIGGERS)
    for rule in DUTIES:
        if rule.clause not in CLAUSES:
            yield _("duty {duty} names an unknown {kind}: {name}").format(
                duty=rule.key, kind=_("clause"), name=rule.clause
            )
        for name in (*rule.opens, *rule.meets, *rule.voids, *rule.resumes):
            if name not in known:
                yield _("duty {duty} names an unknown {kind}: {name}").format(
                    duty=rule.key, kind=_("step"), name=name
                )
        for name in sorted(_figures_of(rule.limit) - set(FIGURES)):
            yield _("duty {duty} names an unknown {kind}: {name}").format(
                duty=rule.key, kind=_("figure"), name=name
            )


def _figures_of(limit: object) -> set[str]:
    if isinstance(limit, str):
        return {limit}
    facts = (SimpleNamespace(level=level, level_reported=level) for level in LEVELS)
    return {limit(fact) for fact in facts} if callable(limit) else set()


def _of_states() -> Iterator[str]:
    ways: dict[str, set[str]] = {state: set(SETTLED.get(state, ())) for state in STATES}
    entered = set()
    for step in STEPS.values():
        if step.target and step.creates:
            entered.add(step.target)
        for source in step.sources:
            if step.target and step.target != source and source in ways:
                ways[source].add(step.target)
    for state in STATES:
        if state not in CLOSED and not ways[state]:
            yield _("state {state} is a dead end").format(state=state)
    reached = set(entered)
    while more := {target for state in reached for target in ways.get(state, ())} - reached:
        reached |= more
    for state in STATES:
        if state not in reached:
            yield _("state {state} cannot be reached").format(state=state)
