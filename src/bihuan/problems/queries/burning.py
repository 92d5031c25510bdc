"""Open cases of level 1 and 2: what the strip across every page shows (L1, L2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from bihuan.people.models import User
from bihuan.problems.access import visible_to
from bihuan.problems.models import NEVER, Problem
from bihuan.problems.queries.literal import one_of
from bihuan.problems.queries.quick import Statement, moment, rows_of, statement_of
from bihuan.process import terms
from bihuan.process.facts import SERIOUS

SHOWN = 50


@dataclass(frozen=True, slots=True)
class BurningCase:
    """One open case of level 1 or 2: who holds it, and the clock of its earliest open duty."""

    number: str
    level: int
    title: str
    state: str
    holder: str
    duty: str
    due_at: datetime | None
    soon_at: datetime | None


def burning_cases(user: User) -> list[BurningCase]:
    """Those that `user` may read, level 1 first, then the earliest due, at most 50. One query over a partial index."""
    if not user.reads_all_cases and "marketing" not in user.roles:
        return []
    statement = (
        _whole(connection.vendor) if user.reads_all_cases else statement_of(_burning(visible_to(user)))
    )
    cases = [
        BurningCase(
            number, level, title, state, handler or coordinator or "", duty, _owed(due_at), _owed(soon_at)
        )
        for number, level, title, state, handler, coordinator, duty, due_at, soon_at in rows_of(statement)
    ]
    return sorted(cases, key=lambda case: (case.level, case.due_at or NEVER, case.number))


@cache
def _whole(vendor: str) -> Statement | None:
    """What most people may read never changes its words."""
    return statement_of(_burning(Problem.objects.all()))


def _burning(cases: QuerySet[Problem]) -> QuerySet[Problem, Any]:
    return (
        cases.filter(one_of("state", terms.OPEN), one_of("level", SERIOUS))
        .order_by("reported_at", "id")  # the order of the index, or SQLite would take another one
        .values_list(
            "number", "level", "title", "state", "handler__name", "coordinator__name", "next_duty",
            "next_due_at", "next_warn_at",
        )[:SHOWN]
    )  # fmt: skip


def _owed(value: Any) -> datetime | None:
    at = moment(value)
    return at if at != NEVER else None
