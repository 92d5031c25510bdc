"""Which step leads from which state to which: the life cycle as a graph, read from the table of steps. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from bihuan.process.lifecycle import STEPS
from bihuan.process.terms import STATES
from bihuan.process.words import N_

START = ""
"""Where a case is before it is reported."""

SETTLED: tuple[tuple[str, str, str, str], ...] = (
    ("resolve", "handling", "awaiting_confirmation", N_("All orders answered")),
    ("cancel_order", "handling", "awaiting_dispatch", N_("No order left")),
)
"""Ways that follow from facts and not from a step's target (S1): the step that mostly brings them, from, to, words."""


@dataclass(frozen=True, slots=True)
class Way:
    """One arrow: the step that leads from `source` (empty: from nothing) to `target`, and its words."""

    step: str
    source: str
    target: str
    label: str
    is_settled: bool = False


def ways() -> Iterator[Way]:
    """Every arrow between two different states, in the order of the process; those of the system alone left out."""
    for step in STEPS.values():
        if step.automatic or not step.target:
            continue
        sources = [START] if step.creates else [state for state in STATES if state in step.sources]
        for source in sources:
            if source != step.target:
                yield Way(step.key, source, step.target, step.label)
    for key, source, target, label in SETTLED:
        yield Way(key, source, target, label, is_settled=True)


def steps_in(state: str) -> list[str]:
    """Keys of the steps that can be taken in a state, those that carry a case forward first."""
    found = [step for step in STEPS.values() if state in step.sources and not step.automatic]
    return [step.key for step in sorted(found, key=lambda step: not step.main)]
