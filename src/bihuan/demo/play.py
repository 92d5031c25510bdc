"""Plays the demo cases through the door, in the order of their times, with the sweep running in between."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from bihuan.demo.alarms import load_alarms
from bihuan.demo.months import month_acts, month_of, revision_acts
from bihuan.demo.organisation import load_organisation
from bihuan.demo.scenes import act_of
from bihuan.demo.script import Card, read_cards, settle_times
from bihuan.notices.inbox import mark_read
from bihuan.people.models import User
from bihuan.people.organisation import is_demo, mark_demo
from bihuan.problems.gate import take_step
from bihuan.problems.models import KnownError, Problem
from bihuan.problems.parts import Parts
from bihuan.problems.sweep import sweep

STILL_UNREAD = timedelta(hours=12)
SWEEP_AT_MOST_EVERY = timedelta(minutes=10)
SWEEP_AT_LEAST_EVERY = timedelta(hours=6)


@dataclass(order=True)
class Act:
    """One step at one instant; `card` is empty for a step of a month or of the process."""

    at: datetime
    turn: int
    step: str = field(compare=False)
    actor: str = field(compare=False)
    data: dict[str, Any] = field(compare=False)
    card: Card | None = field(compare=False, default=None)
    month: str = field(compare=False, default="")


class CannotPlay(RuntimeError):
    """A demo case does not go through; the text names the case and the beat."""


@transaction.atomic
def load_demo(at: datetime, progress: Callable[[int, int], None] | None = None) -> dict[str, str]:
    """Load organisation and cases as of `at` and mark the database as a demonstration.

    Returns the case number by the card's key; a database that is marked already is left alone and the
    answer is empty. All or nothing: a failure leaves the database as it was.
    """
    if is_demo():
        return {}
    people = load_organisation(at)
    acts = sorted(acts_until(at))
    stage = Stage(people)
    yesterday = at - STILL_UNREAD
    for done, act in enumerate(acts, start=1):
        if act.at > yesterday and not stage.is_read:
            stage.read_notices(yesterday)
        stage.let_time_pass(act.at)
        stage.play(act)
        if progress:
            progress(done, len(acts))
    stage.let_time_pass(at)
    load_alarms(people, at)
    sweep(at)
    mark_demo(at)
    return {key: problem.number for key, problem in stage.cases.items()}


def acts_until(at: datetime) -> Iterator[Act]:
    """Every act of the demo as of `at`, unsorted; CannotPlay for a beat that would lie in the future."""
    turn = 0
    cards = read_cards()
    for card in cards:
        start = card.discovered_at(at)
        for beat, after in card.beats():
            step, actor, data = act_of(card, beat, after)
            if start + after > at:
                raise CannotPlay(f"{card.key}: {beat} would lie in the future")
            turn += 1
            yield Act(start + after, turn, step, actor, settle_times(data, start), card)
    first = min(card.discovered_at(at) for card in cards)
    for when, step, actor, data, month in (*revision_acts(first), *month_acts(first, at)):
        turn += 1
        yield Act(when, turn, step, actor, data, month=month)


class Stage:
    """What has been played so far: the cases by key, and when the sweep last ran."""

    def __init__(self, people: dict[str, User]) -> None:
        self.people = people
        self.cases: dict[str, Problem] = {}
        self.swept_at: datetime | None = None
        self.is_read = False

    def read_notices(self, at: datetime) -> None:
        """Everybody has read everything so far, so that the inboxes show what is new."""
        self.let_time_pass(at)
        for person in self.people.values():
            mark_read(person, at)
        self.is_read = True

    def let_time_pass(self, at: datetime) -> None:
        """Run the sweep as the worker would have: now and then, and shortly before whatever comes next."""
        if self.swept_at is None:
            self.swept_at = at
        while at - self.swept_at > SWEEP_AT_LEAST_EVERY:
            self._sweep(self.swept_at + SWEEP_AT_LEAST_EVERY)
        if at - self.swept_at > SWEEP_AT_MOST_EVERY:
            self._sweep(at)

    def play(self, act: Act) -> None:
        """Take one step through the door, as the person of the cast."""
        where = f"{act.card.key} {act.step}" if act.card else f"{act.month} {act.step}"
        try:
            self._play(act)
        except Exception as reason:
            told = getattr(reason, "reasons", None) or getattr(reason, "errors", None) or reason
            raise CannotPlay(f"{where} by {act.actor} at {act.at:%m-%d %H:%M}: {told}") from reason

    def _play(self, act: Act) -> None:
        actor = self.people[act.actor]
        if act.card is None:
            month = month_of(act.month) if act.month else None
            take_step(act.step, actor=actor, at=act.at, month=month, data=act.data)
            return
        problem = self.cases.get(act.card.key)
        if problem is not None:
            problem.refresh_from_db()
        data = {name: self._number(value, name, problem) for name, value in act.data.items()}
        taken = take_step(act.step, actor=actor, at=act.at, problem=problem, data=data)
        assert isinstance(taken, Problem)
        self.cases[act.card.key] = taken

    def _number(self, value: Any, name: str, problem: Problem | None) -> Any:
        """`case:KEY` stands for the number of that case, `known:KEY` for the known error made from it, `#2` for the
        second part of the field's kind."""
        if isinstance(value, str) and value.startswith("known:"):
            return KnownError.objects.get(problem=self.cases[value.removeprefix("known:")]).number
        if isinstance(value, str) and value.startswith("case:"):
            return self.cases[value.removeprefix("case:")].number
        if problem is not None and isinstance(value, str) and value.startswith("#"):
            return getattr(Parts(problem), f"{name}s")[int(value[1:]) - 1].pk
        return value

    def _sweep(self, at: datetime) -> None:
        sweep(at)
        self.swept_at = at
