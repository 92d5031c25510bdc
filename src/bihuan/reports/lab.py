"""Try figures before they rule: the log of a span replayed under proposed figures, against those in force.

Nothing is stored by a trial. A page replays at most `MOST_REPLAYED` cases, spread evenly over the span; the file of
differences replays them all, piece by piece.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet

from bihuan.people.models import User
from bihuan.people.permissions import require
from bihuan.problems import log
from bihuan.problems.models import CalendarDay, Event, Problem
from bihuan.problems.policy import current_number, figures_of
from bihuan.process.calendar import end_of_day, is_weekday, start_of_day
from bihuan.process.duties import Limits
from bihuan.process.figures import check_figure, policy_to_json
from bihuan.process.replay import Change, Totals, differences, replay
from bihuan.reports.models import Scenario

CHUNK = 100
MOST_REPLAYED = 400
MOST_SHOWN = 100
MOST_SCENARIOS = 100
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Question:
    """Which cases, by day of report (Shanghai, both included), under which changed figures.

    `changes` holds only figures that differ from those in force. `imported` asks for the cases of other systems
    instead of one's own; `plain_weeks` takes Monday to Friday for working days, whatever the calendar says.
    """

    since: date
    until: date
    changes: Mapping[str, Any] = field(default_factory=dict)
    imported: bool = False
    plain_weeks: bool = False

    @property
    def asks(self) -> bool:
        """Whether anything differs from what is in force."""
        return bool(self.changes) or self.plain_weeks

    def cases(self) -> QuerySet[Problem]:
        """The cases meant, the oldest first."""
        span = Problem.objects.filter(
            reported_at__gte=start_of_day(self.since),
            reported_at__lte=end_of_day(self.until),
            is_imported=self.imported,
        )
        return span.order_by("reported_at", "pk")


@dataclass(frozen=True)
class CaseChange:
    """A duty of a case on which the two sets of figures differ."""

    number: str
    title: str
    change: Change


@dataclass
class Trial:
    """What a replay found. `replayed` of `cases` were looked at; `changes` holds the first `MOST_SHOWN`."""

    cases: int
    step: int
    replayed: int = 0
    changed_cases: int = 0
    better: int = 0
    worse: int = 0
    totals: Totals = field(default_factory=Totals)
    changes: list[CaseChange] = field(default_factory=list)


def try_figures(question: Question, user: User, at: datetime) -> Trial:
    """Replay the cases of the question, judged at `at`. Raises NotYours."""
    require(user, "try_figures")
    cases = question.cases()
    count = cases.count()
    step = max(1, -(-count // MOST_REPLAYED))
    if step > 1:
        cases = cases.annotate(place=F("pk") % step).filter(place=0)
    trial = Trial(count, step)
    for found in _replayed(question, cases[:MOST_REPLAYED], at, trial.totals):
        trial.replayed += 1
        trial.changed_cases += bool(found)
        for change in found:
            trial.worse += change.change.is_worse
            trial.better += not change.change.is_worse
        trial.changes += found[: MOST_SHOWN - len(trial.changes)]
    return trial


def all_changes(question: Question, user: User, at: datetime) -> Iterator[CaseChange]:
    """Every difference of every case, one after the other. Raises NotYours."""
    require(user, "try_figures")
    return (change for found in _replayed(question, question.cases(), at, Totals()) for change in found)


def _replayed(
    question: Question, cases: QuerySet[Problem], at: datetime, totals: Totals
) -> Iterator[list[CaseChange]]:
    """The differences of each case, an empty list for none. One query for every `CHUNK` cases and one for all."""
    policy, works = figures_of(current_number()), _calendar()
    in_force = Limits(policy, 0, works)
    proposed = Limits({**policy, **question.changes}, 0, is_weekday if question.plain_weeks else works)
    rows = cases.values_list("number", "title").iterator(CHUNK)
    while piece := list(islice(rows, CHUNK)):
        events = _events_of([number for number, _title in piece])
        for number, title in piece:
            before = replay(events[number], in_force, at)
            after = replay(events[number], proposed, at)
            totals.take(before, after)
            yield [CaseChange(number, title, change) for change in differences(before, after)]


def _events_of(numbers: list[str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    events = Event.objects.filter(stream__in=numbers).order_by("stream", "seq")
    for event in events.only("stream", "step", "occurred_at", "recorded_at", "data"):
        found[event.stream].append(event)
    return found


def _calendar() -> Any:
    """The calendar of working days, read once."""
    days = dict(CalendarDay.objects.values_list("day", "is_working"))
    return lambda day: days.get(day, is_weekday(day))


def save_scenario(name: str, question: Question, user: User, at: datetime) -> Scenario:
    """Keep a question under a name, and on the log that it was kept; its figures, never its outcome.

    Raises NotYours, or ValueError for too many.
    """
    require(user, "try_figures")
    if Scenario.objects.count() >= MOST_SCENARIOS:
        raise ValueError
    asked: dict[str, Any] = {"imported": question.imported, "plain_weeks": question.plain_weeks}
    asked |= {"name": name[:80], "figures": policy_to_json(dict(question.changes))}
    span = {"since": question.since, "until": question.until}
    with transaction.atomic():
        kept = Scenario.objects.create(**asked, **span, made_by=user, made_at=at)
        log.append(f"lab:{kept.pk}", "save_trial", user, at, at, {"fields": log.jsonable(asked | span)})
    return kept


def drop_scenario(pk: int, user: User, at: datetime) -> None:
    """Forget a saved question; only who saved it may. The log keeps that it was there."""
    require(user, "try_figures")
    with transaction.atomic():
        kept = Scenario.objects.select_for_update().filter(pk=pk, made_by=user).first()
        if kept is not None:
            log.append(f"lab:{kept.pk}", "drop_trial", user, at, at, {"fields": {"name": kept.name}})
            kept.delete()


def question_of(scenario: Scenario) -> Question:
    """The question that was saved; a figure that has come into force since is no change any more."""
    policy = figures_of(current_number())
    given = {key: check_figure(key, value) for key, value in scenario.figures.items()}
    changes = {key: value for key, value in given.items() if policy[key] != value}
    return Question(scenario.since, scenario.until, changes, scenario.imported, scenario.plain_weeks)
