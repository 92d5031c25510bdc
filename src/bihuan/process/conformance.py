"""Was the process followed? Clause by clause for one case, with the events that prove it (R1b). Pure.

Judged are the clauses that make a duty and those that ask for a step. A duty is *met* within its limit, *late*
when it was met after it or is overdue, *open* while there is time. A line is *violated* when it can no longer be
met: the case was withdrawn, voided or merged and a limit had passed unmet, or a required step was left out. An
approved extension does not move the limit that counts (D22); a changed level does (D9). Duties that a rejected
result or a reopening made void count no more: they open anew at the next resolution (S2).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from bihuan.process.clauses import CLAUSES
from bihuan.process.duties import DUTIES
from bihuan.process.facts import Facts
from bihuan.process.proof import Happened, Owed, proofs
from bihuan.process.required import ENDED, LATE, MET, NOT_APPLICABLE, OPEN, STEP_CLAUSES, VIOLATED, Course

__all__ = ["ENDED", "JUDGED", "LATE", "MET", "NOT_APPLICABLE", "OPEN", "VIOLATED", "Line", "conformance"]

GRAVITY = (VIOLATED, LATE, OPEN, MET, NOT_APPLICABLE)
"""Of several answers on one clause the first of these stands."""

LIMITS: dict[str, int] = {f"L{level}": level for level in range(1, 6)}
"""The clauses that hold the limits of a level."""

TO_COME: dict[str, Callable[[Facts], bool]] = {
    "F5.1": lambda facts: True,
    "F5.2": lambda facts: facts.business_affected,
    "F5.4": lambda facts: True,
    "F6.1": lambda facts: True,
    "F6.2": lambda facts: True,
    "F6.3": lambda facts: facts.is_serious,
    "F7.1": lambda facts: True,
    "F7.2": lambda facts: True,
}
"""Clauses whose duty opens later for certain, with the cases for which it will."""

OF_A_MONTH = frozenset({"F6.4", "F6.5"})
"""Clauses about a month and not about a case."""

DUTY_CLAUSES = frozenset(rule.clause for rule in DUTIES)
JUDGED: tuple[str, ...] = tuple(
    clause
    for clause in CLAUSES
    if clause in LIMITS.keys() | STEP_CLAUSES.keys() | (DUTY_CLAUSES - OF_A_MONTH)
)
"""Every clause that is judged for a case, in the order of the document."""


@dataclass(frozen=True, slots=True)
class Line:
    """One clause of one case: its status and the places in the chain that prove it.

    `due_at` and `met_at` are those of the duty that decided, None for a clause without a limit.
    """

    clause: str
    status: str
    proof: tuple[int, ...] = ()
    due_at: datetime | None = None
    met_at: datetime | None = None


def duty_status(duty: Owed, at: datetime, *, is_ended: bool) -> str:
    """The status of one duty at `at`; empty for one that counts no more. `is_ended`: ended unsolved."""
    if duty.voided_at is not None:
        is_broken = is_ended and duty.met_at is None and duty.voided_at > duty.due_at
        return VIOLATED if is_broken else ""
    if duty.met_at is not None:
        return LATE if duty.met_at > duty.due_at else MET
    return OPEN if at <= duty.due_at else LATE


def conformance(facts: Facts, duties: Iterable[Owed], events: Iterable[Happened], at: datetime) -> list[Line]:
    """A line for every judged clause, in the order of the process document.

    `duties` in the order in which they arose, `events` from the first one on. Of a case that came from
    another system nothing is asked.
    """
    course = Course(facts, tuple(events))
    if course.has("record_history"):
        return [Line(clause, NOT_APPLICABLE) for clause in JUDGED]
    case = _Case(course, tuple(duties), at)
    return [case.line(clause) for clause in JUDGED]


class _Case:
    """One case under judgement."""

    def __init__(self, course: Course, duties: tuple[Owed, ...], at: datetime) -> None:
        self.course, self.facts, self.duties, self.at = course, course.facts, duties, at
        self.proofs = proofs(course.events)

    def line(self, clause: str) -> Line:
        """The gravest of what the duties of a clause and its steps say."""
        found = [self._of_duty(clause, place) for place in self._places(clause)]
        if clause in STEP_CLAUSES:
            status, steps = STEP_CLAUSES[clause](self.course)
            found.append(Line(clause, status, self.course.seqs(*steps)))
        found = [line for line in found if line.status not in ("", NOT_APPLICABLE)]
        if not found:
            return Line(clause, OPEN if self._is_to_come(clause) else NOT_APPLICABLE)
        worst = min(found, key=lambda line: GRAVITY.index(line.status))
        proof = tuple(sorted({seq for line in found for seq in line.proof}))
        return Line(clause, worst.status, proof, worst.due_at, worst.met_at)

    def _places(self, clause: str) -> list[int]:
        keys = set()
        if clause in LIMITS:
            keys |= {"resolution"} if self.facts.level == LIMITS[clause] else set()
            keys |= {"response"} if self.facts.level_reported == LIMITS[clause] else set()
        return [
            place
            for place, duty in enumerate(self.duties)
            if (duty.key in keys if clause in LIMITS else duty.clause == clause)
        ]

    def _of_duty(self, clause: str, place: int) -> Line:
        duty = self.duties[place]
        status = duty_status(duty, self.at, is_ended=self.course.is_ended)
        return Line(clause, status, tuple(self.proofs.get(place, ())), duty.due_at, duty.met_at)

    def _is_to_come(self, clause: str) -> bool:
        return self.facts.is_open and clause in TO_COME and TO_COME[clause](self.facts)
