"""Depth-first over savepoints: take a step, look where it led, go on from there, take it back.

Two situations with the same signature are one: what the rules look at is equal, so the same steps follow.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from bihuan.people.models import User
from bihuan.problems.facts import facts_of
from bihuan.problems.gate import BadInput, Refused, take_step
from bihuan.problems.models import Problem
from bihuan.problems.offers import offered_steps
from bihuan.problems.parts import Parts, parts_of
from bihuan.problems.sweep import sweep
from bihuan.process.facts import Facts
from bihuan.process.terms import CLOSED
from tests.stories.samples import Data, sample

Signature = tuple[Any, ...]


@dataclass(frozen=True)
class Move:
    """A step with the data that a person would enter; `when` bounds how often it is tried.

    Of what is no step, because it comes from outside, `step` is only the name, and `does` lets it happen.
    """

    who: str
    step: str
    data: Data = field(default_factory=dict)
    when: Callable[[Facts], bool] = lambda facts: True
    passes: timedelta = timedelta()
    does: Callable[[datetime], object] | None = None

    def __str__(self) -> str:
        return f"{self.who}:{self.step}{self.data or ''}"


def signature_of(facts: Facts) -> Signature:
    """What the rules look at, without names, numbers and instants; letters of a past round are past."""
    rounds = {(branch.id, branch.round) for branch in facts.branches}
    return (
        facts.state,
        facts.level,
        facts.round,
        tuple(sorted((o.handler, o.status, o.is_lead, o.needs_change) for o in facts.orders)),
        tuple(sorted((c.status, c.emergency_approved) for c in facts.changes)),
        tuple((b.status, b.round, b.has_plan, b.has_notice) for b in facts.branches),
        tuple(
            sorted(
                (x.status, x.verdict, x.is_answered) for x in facts.letters if (x.branch, x.round) in rounds
            )
        ),
        tuple(sorted({(m.kind, m.held, m.signed) for m in facts.meetings})),
        tuple(sorted(a.status for a in facts.actions)),
        tuple(sorted((a.fires, a.released) for a in facts.alarms)),
        (tuple(sorted(r.kind for r in facts.requests if r.is_open)), facts.improves_by_project),
        (
            facts.analysis,
            facts.registered,
            facts.reporter_told_at is not None,
            facts.suspended,
            facts.form_pending,
        ),
        tuple(sorted({(d.key, d.subject != 0) for d in facts.open_duties})),
        tuple((f.disposal, f.verdict, f.is_held, f.is_expired, f.proposed_by) for f in facts.files),
    )


def label_of(facts: Facts) -> str:
    """The state, and past the archive what becomes of the file."""
    return f"{facts.state}:{facts.file.disposal}" if facts.file and facts.file.disposal else facts.state


@dataclass
class Map:
    """What was found: the situations, the steps between them, and how each was reached first."""

    states: dict[Signature, str] = field(default_factory=dict)
    edges: dict[Signature, set[Signature]] = field(default_factory=dict)
    paths: dict[Signature, tuple[str, ...]] = field(default_factory=dict)
    steps: int = 0

    def dead_ends(self, goals: Iterable[str]) -> list[str]:
        """Paths to situations from which no goal can be reached."""
        back: dict[Signature, set[Signature]] = {}
        for source, targets in self.edges.items():
            for target in targets:
                back.setdefault(target, set()).add(source)
        wanted = set(goals)
        reached = {signature for signature, state in self.states.items() if state in wanted}
        frontier = list(reached)
        while frontier:
            new = back.get(frontier.pop(), set()) - reached
            reached |= new
            frontier.extend(new)
        return [" → ".join(self.paths[signature]) for signature in self.states if signature not in reached]

    def count(self, state: str) -> int:
        return sum(found == state for found in self.states.values())


class Explorer:
    """Explores one case by the moves of one theme; `stops` are states that another theme goes on from."""

    def __init__(
        self,
        people: dict[str, User],
        moves: Iterable[Move],
        look: Callable[[Facts, Parts], None],
        stops: Iterable[str] = (),
        ends: Iterable[str] = CLOSED,
    ) -> None:
        self.people, self.moves, self.look = people, list(moves), look
        self.stops = frozenset((*ends, *stops))
        self.map = Map()

    def explore(self, case: Problem, at: datetime, path: tuple[str, ...] = ()) -> Signature:
        """Everything that follows from this situation; the database is left as it was."""
        parts = parts_of(case)
        facts = facts_of(case, parts)
        signature = signature_of(facts)
        if signature in self.map.states:
            return signature
        self.map.states[signature], self.map.paths[signature] = label_of(facts), path
        edges = self.map.edges[signature] = set()
        self.look(facts, parts)
        if label_of(facts) in self.stops:
            return signature
        for move in self._open_moves(case, facts, parts, at):
            with transaction.atomic():
                savepoint = transaction.savepoint()
                found = self._take(move, case, at + move.passes)
                if found is not None:
                    edges.add(self.explore(found, at + move.passes, (*path, str(move))))
                transaction.savepoint_rollback(savepoint)
        return signature

    def _open_moves(self, case: Problem, facts: Facts, parts: Parts, at: datetime) -> Iterator[Move]:
        """The moves that the desk offers now; what a person may not do is not even tried."""
        offered: dict[str, set[str]] = {}
        for move in self.moves:
            if not move.when(facts):
                continue
            if move.who == "system":
                yield move
                continue
            if move.who not in offered:
                found = offered_steps(case, self.people[move.who], at, parts)
                offered[move.who] = {offer.step.key for offer in found if offer.allowed}
            if move.step in offered[move.who]:
                yield move

    def _take(self, move: Move, case: Problem, at: datetime) -> Problem | None:
        self.map.steps += 1
        does = sweep if move.step == "wait" else move.does
        if does is not None:
            does(at)
            return Problem.objects.get(pk=case.pk)
        data = sample(move.step, at) | {k: v(at) if callable(v) else v for k, v in move.data.items()}
        try:
            actor = self.people.get(move.who)  # nobody is the system, as for what comes by a signed link
            taken = take_step(move.step, actor=actor, at=at, problem=case, data=data)
        except (Refused, BadInput):
            return None
        assert isinstance(taken, Problem)
        return taken
