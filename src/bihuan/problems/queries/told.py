"""From "fixed" to "everyone told": the measured time between the solution and the last department told (F5.2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from bihuan.problems.models import Problem, Telling


@dataclass(frozen=True)
class ToldTime:
    """How the departments of one case learnt of its solution; `confirmed_after` only once all have confirmed."""

    departments: int
    told_after: timedelta
    confirmed: int
    confirmed_after: timedelta | None


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
