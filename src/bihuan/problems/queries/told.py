"""From "fixed" to "everyone told": the measured time between the solution and the last department told (F5.2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bihuan.problems.models import Problem, Telling


@dataclass(frozen=True)
class ToldTime:
    """How the departments of one case learnt of its solution; `confirmed_after` only once all have confirmed."""

    departments: int
    told_after: timedelta
    confirmed: int
    confirmed_after: timedelta | None


@dataclass(frozen=True)
class ToldTimes:
    """The same over several cases; times are None without a case."""

    cases: int = 0
    departments: int = 0
    confirmed: int = 0
    mean: timedelta | None = None
    longest: timedelta | None = None


def told_time(problem: Problem, tellings: Iterable[Telling]) -> ToldTime | None:
    """The time of one case in its present round; None before its solution, or where nobody had to be told. No query."""
    if problem.resolved_at is None:
        return None
    rows = [row for row in tellings if row.bulletin_id is None and row.round == problem.round]
    if not rows:
        return None
    receipts = [row.receipt_at for row in rows if row.receipt_at is not None]
    told = max(row.told_at for row in rows) - problem.resolved_at
    last = max(receipts) - problem.resolved_at if len(receipts) == len(rows) else None
    return ToldTime(len(rows), max(told, timedelta()), len(receipts), last)


def told_times(since: datetime, until: datetime) -> ToldTimes:
    """Over the cases that were solved in a span of time, such as a month. Two queries."""
    solved = {row.pk: row for row in Problem.objects.filter(resolved_at__gte=since, resolved_at__lt=until)}
    rows: dict[int, list[Telling]] = {}
    for telling in Telling.objects.filter(problem__in=solved, bulletin__isnull=True):
        rows.setdefault(telling.problem_id, []).append(telling)
    found = [time for pk, tellings in rows.items() if (time := told_time(solved[pk], tellings))]
    if not found:
        return ToldTimes()
    spans = [time.told_after for time in found]
    return ToldTimes(
        len(found), sum(time.departments for time in found), sum(time.confirmed for time in found),
        sum(spans, timedelta()) / len(spans), max(spans),
    )  # fmt: skip
