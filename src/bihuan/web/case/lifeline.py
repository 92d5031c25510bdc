"""The life cycle of one case as a bar: what is done, by whom and when; where it stands; what comes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext

from bihuan.problems.queries.case import Happening
from bihuan.process import terms
from bihuan.process.lifecycle import STEPS

UNSOLVED = ("void", "withdrawn", "merged")
DETOURS = frozenset({"in_group", *UNSOLVED})
"""States that a case passes only if it must: shown once it has been there."""


@dataclass(frozen=True, slots=True)
class Phase:
    """One state on the bar. `verb`, `who` and `at` tell of the step that ended it, or began it if it is now."""

    code: str
    label: str
    stage: str
    verb: str = ""
    who: int = 0
    at: datetime | None = None


def phases_of(course: Sequence[Happening], state: str) -> list[Phase]:
    """The bar of a case that stands in `state`, in the order of the process, as far as its course shows."""
    left: dict[str, Happening] = {}
    entered: dict[str, Happening] = {}
    for event in course:
        if event.states and (event.states[0] != event.states[1] or event.seq == 1):
            left[event.states[0]] = event
            entered[event.states[1]] = event
    line = [code for code in terms.STATES if code not in DETOURS or code in entered]
    if state in UNSOLVED:
        line = [code for code in line if code in entered]
    here = line.index(state) if state in line else len(line)
    return [_phase(code, place - here, left, entered) for place, code in enumerate(line)]


def _phase(code: str, offset: int, left: dict[str, Happening], entered: dict[str, Happening]) -> Phase:
    label = gettext(terms.STATES[code].label)
    if offset > 0:
        return Phase(code, label, "next")
    is_end = code in terms.CLOSED
    event = entered.get(code) if offset == 0 else left.get(code)
    if event is None:
        return Phase(code, label, "now" if offset == 0 else "done")
    if is_end and code == "archived":
        return Phase(code, label, "done", at=event.occurred_at)
    verb = gettext(STEPS[event.step].label) if event.step in STEPS else event.step
    stage = "now" if offset == 0 and not is_end else "done"
    return Phase(code, label, stage, verb, event.actor or 0, event.occurred_at)
