"""What is known before a review: how it went, what happened before, where else it may happen (F6.3, D72)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, QuerySet

from bihuan.people.models import System
from bihuan.problems.models import OPEN_DUTY, CorrectiveAction, Duty, Problem
from bihuan.problems.policy import figures_of

MOST = 10
ENDED = ("void", "withdrawn", "merged")


class Earlier(NamedTuple):
    """An earlier case of the same system and category; `is_same_cause` where both causes are classed alike.

    `actions` counts its corrective actions by state.
    """

    number: str
    title: str
    level: int
    reported_at: datetime
    is_same_cause: bool
    actions: dict[str, int]

    @property
    def open_actions(self) -> int:
        """Corrective actions that are not done."""
        return self.actions.get("open", 0)

    @property
    def all_actions(self) -> int:
        """Corrective actions that were not taken back."""
        return sum(count for status, count in self.actions.items() if status != "void")


class Elsewhere(NamedTuple):
    """Another system with trouble of the same category in the same span."""

    code: str
    name: str
    cases: int


def earlier_cases(problem: Problem) -> list[Earlier]:
    """Cases of the same system and category within the span that makes a repeat (90 days), the latest first.

    At most ten, those of the same cause first. Two queries, none without a system.
    """
    if problem.system_id is None:
        return []
    rows = list(
        _like(problem)
        .filter(system=problem.system_id)
        .order_by("-reported_at", "-id")
        .values_list("pk", "number", "title", "level", "reported_at", "cause_class")[:MOST]
    )
    counts = _action_counts([row[0] for row in rows])
    found = [
        Earlier(*row[1:5], bool(row[5]) and row[5] == problem.cause_class, dict(counts.get(row[0], {})))
        for row in rows
    ]
    return sorted(found, key=lambda row: not row.is_same_cause)


def other_systems(problem: Problem) -> list[Elsewhere]:
    """Other systems with cases of the same category in the span, the most troubled first. One query."""
    rows = (
        _like(problem)
        .filter(system__isnull=False)
        .exclude(system=problem.system_id or 0)
        .values("system")
        .annotate(cases=Count("pk"))
        .order_by("-cases", "system")[:MOST]
    )
    found = {row["system"]: row["cases"] for row in rows}
    names = {row.pk: row for row in System.objects.filter(pk__in=found)} if found else {}
    return [Elsewhere(names[pk].code, names[pk].name, count) for pk, count in found.items()]


def _like(problem: Problem) -> QuerySet[Problem]:
    span = timedelta(days=figures_of(problem.policy_version)["repeat_window"])
    return Problem.objects.filter(
        category=problem.category,
        reported_at__lt=problem.reported_at,
        reported_at__gte=problem.reported_at - span,
    ).exclude(state__in=ENDED)


def _action_counts(cases: list[int]) -> dict[int, Counter[str]]:
    found: dict[int, Counter[str]] = {}
    rows = (
        CorrectiveAction.objects.filter(problem__in=cases).values_list("problem", "status") if cases else ()
    )
    for case, status in rows:
        found.setdefault(case, Counter())[status] += 1
    return found


def shareable_cases(problem: Problem, step: str) -> list[tuple[str, str]]:
    """Number and title of other cases that a meeting can be about too: at most twenty, the latest first. One query.

    For `hold_review` those that owe a review, for `convene_group` those whose group is to be convened.
    """
    key = {"hold_review": "review", "convene_group": "convene"}[step]
    owing = Duty.objects.filter(OPEN_DUTY, key=key, problem__isnull=False).exclude(problem=problem)
    rows = owing.order_by("-due_at", "-id").values_list("problem__number", "problem__title")[:20]
    return list(dict.fromkeys(rows))
