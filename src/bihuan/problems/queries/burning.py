"""Open cases of level 1 and 2: what the strip across every page shows (L1, L2)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from bihuan.people.models import User
from bihuan.problems.access import visible_to
from bihuan.problems.models import NEVER, Problem
from bihuan.problems.queries.literal import one_of
from bihuan.problems.queries.quick import Statement, moment, rows_of, statement_of
from bihuan.process import terms
from bihuan.process.facts import SERIOUS

SHOWN = 8
COUNTED = 50


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


class Burning(NamedTuple):
    """The most urgent open cases of level 1 and 2, and how many there are in all, counted up to 50."""

    cases: list[BurningCase]
    total: int


def burning_cases(user: User) -> Burning:
    """Those that `user` may read, level 1 first, then the earliest due. One query over a partial index."""
    if not user.reads_all_cases and "marketing" not in user.roles:
        return Burning([], 0)
    statement = (
        _whole(connection.vendor) if user.reads_all_cases else statement_of(_burning(visible_to(user)))
    )
    found = rows_of(statement)
    return Burning([_case(*row) for row in found[:SHOWN]], len(found))


@cache
def _whole(vendor: str) -> Statement | None:
    """What most people may read never changes its words."""
    return statement_of(_burning(Problem.objects.all()))


def _burning(cases: QuerySet[Problem]) -> QuerySet[Problem, Any]:
    return (
        cases.filter(one_of("state", terms.OPEN), one_of("level", SERIOUS))
        .order_by("level", "next_due_at", "id")  # the order of the index, or SQLite would take another one
        .values_list(
            "number", "level", "title", "state", "handler__name", "coordinator__name", "next_duty",
            "next_due_at", "next_warn_at",
        )[:COUNTED]
    )  # fmt: skip


def _case(
    number: str, level: int, title: str, state: str, handler: str | None, coordinator: str | None, duty: str,
    due_at: Any, soon_at: Any,
) -> BurningCase:  # fmt: skip
    holder = handler or coordinator or ""
    return BurningCase(number, level, title, state, holder, duty, _owed(due_at), _owed(soon_at))


def _owed(value: Any) -> datetime | None:
    at = moment(value)
    return at if at != NEVER else None
