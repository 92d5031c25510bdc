"""The running clocks of a case: who owes what by when, and why just then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bihuan.problems.models import Change, Duty, Problem
from bihuan.problems.policy import figures_of
from bihuan.problems.queries.case import Happening
from bihuan.process import terms
from bihuan.process.answers import step_of
from bihuan.process.duties import BY_KEY, DutyRule
from bihuan.process.facts import Facts
from bihuan.process.figures import DAY_OF_MONTH, DAYS, FIGURES, WORKING_DAYS
from bihuan.process.lifecycle import STEPS
from bihuan.web import marks, timewords
from bihuan.web.case.changes import waited_words


@dataclass(frozen=True, slots=True)
class Clock:
    """One open duty as the case page shows it. `step` is what meets it, `why` are sentences, ready to print."""

    label: str
    step: str
    owner: int
    role: str
    clause: str
    due_at: datetime
    soon_at: datetime
    light: str
    limit: str
    why: tuple[str, ...]
    is_paused: bool


def clocks_of(
    problem: Problem, facts: Facts, duties: Iterable[Duty], course: Sequence[Happening], now: datetime,
    changes: Sequence[Change] = (),
) -> list[Clock]:  # fmt: skip
    """The open duties, the earliest due first. No query."""
    running = [duty for duty in duties if duty.met_at is None and duty.voided_at is None]
    moves = _moves(course)
    clocks = [_clock(problem, facts, duty, moves, _waiting(duty, changes, now), now) for duty in running]
    return sorted(clocks, key=lambda clock: clock.due_at)


def _waiting(duty: Duty, changes: Sequence[Change], now: datetime) -> list[str]:
    """The time that went on waiting for changes is said beside the limit, and counted within it (F3.2)."""
    if duty.key != "resolution" or not changes:
        return []
    return [_("Of this, {span} went on waiting for a change; the limit counts it.").format(
        span=waited_words(changes, now)
    )]  # fmt: skip


def _clock(
    problem: Problem, facts: Facts, duty: Duty, moves: dict[tuple[str, int], list[str]], waiting: list[str],
    now: datetime,
) -> Clock:  # fmt: skip
    rule = rule_of(duty, problem)
    figure = rule.figure(facts)
    limit = limit_words(figure, problem.policy_version) if figure else _("until the day agreed")
    why = [_start_words(rule, duty, problem)]
    if figure:
        provenance = marks.word("provenance", FIGURES[figure].provenance.lower())
        why.append(
            _("{figure}: {limit} ({provenance}, clause {clause}).").format(
                figure=_(FIGURES[figure].label),
                limit=limit,
                provenance=provenance,
                clause=FIGURES[figure].clause,
            )
        )
        why.append(_version_words(problem.policy_version))
    why += moves.get((duty.key, duty.subject), []) + waiting
    return Clock(
        label=marks.duty(duty.key),
        step=step_of(duty.key),
        owner=duty.owed_by_id or 0,
        role=duty.owed_by_role,
        clause=duty.clause,
        due_at=duty.due_at,
        soon_at=duty.warn_at,
        light=timewords.light_of(now, duty.due_at, duty.warn_at),
        limit=limit,
        why=tuple(why),
        is_paused=duty.is_paused,
    )


def rule_of(duty: Duty, problem: Problem) -> DutyRule:
    """The row of the table that a duty came from: by key, clause and what it counts from."""
    rules = [rule for rule in BY_KEY[duty.key] if rule.clause == duty.clause] or list(BY_KEY[duty.key])
    starts = {"clock": problem.reported_at, "resolved": problem.resolved_at}
    fitting = [rule for rule in rules if starts.get(rule.start, duty.start_at) == duty.start_at]
    return (fitting or rules)[0]


def limit_words(figure: str, version: int) -> str:
    """The figure in force in words: 2 h, 3 calendar days."""
    value: Any = figures_of(version)[figure]
    if isinstance(value, timedelta):
        return timewords.spell(value.total_seconds())
    unit = FIGURES[figure].unit
    if unit == DAYS:
        return ngettext("{n} calendar day", "{n} calendar days", value).format(n=value)
    if unit == WORKING_DAYS:
        return ngettext("{n} working day", "{n} working days", value).format(n=value)
    if unit == DAY_OF_MONTH:
        return _("day {n} of the month").format(n=value)
    return str(value)


def _start_words(rule: DutyRule, duty: Duty, problem: Problem) -> str:
    at = timewords.stamp(duty.start_at)
    if rule.start == "clock":
        if problem.phone_reached_at and problem.phone_reached_at <= duty.start_at:
            return _("Counts from the phone contact at {at}.").format(at=at)
        return _("Counts from the report at {at}.").format(at=at)
    if rule.start == "resolved":
        return _("Counts from the solution at {at}.").format(at=at)
    return _("Counts from {at}, when it came up.").format(at=at)


def _version_words(version: int) -> str:
    if version:
        return _("Figures of version {number}, in force when the case was reported.").format(number=version)
    return _("Figures as the product came with, in force when the case was reported.")


def _moves(course: Sequence[Happening]) -> dict[tuple[str, int], list[str]]:
    """Sentences by duty: which step moved its limit, from when to when (S4)."""
    found: dict[tuple[str, int], list[str]] = {}
    for event in course:
        for key, subject, old, new in event.moved or ():
            sentence = _("Moved from {old} to {new} by “{step}” at {at}.").format(
                old=timewords.stamp(datetime.fromisoformat(old)),
                new=timewords.stamp(datetime.fromisoformat(new)),
                step=step_label(event.step),
                at=timewords.stamp(event.occurred_at),
            )
            found.setdefault((key, subject), []).append(sentence)
    return found


def step_label(key: str) -> str:
    """What a step is called."""
    return _(STEPS[key].label) if key in STEPS else key


def holder_words(role: str) -> str:
    """A role, for a duty that nobody holds by name."""
    return marks.word("parties", role) if role in terms.PARTIES else role
