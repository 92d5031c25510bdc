"""Conditions written so that the planner of the database takes the index that a list needs.

SQLite proves the `WHERE state IN (…)` of a partial index only from literals, never from bound parameters, and
thinks that any `IN` leaves few rows; `likely` tells it otherwise, so it reads in order instead of sorting.
PostgreSQL knows by its statistics.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from bihuan.process import terms

ACTIVE = terms.OPEN | {"summarising", "awaiting_archive"}
"""States in which something is still owed."""

UNSOLVED = terms.OPEN - {"awaiting_confirmation"}
"""States of cases that are neither resolved nor ended."""

KNOWN: dict[str, frozenset[str]] = {
    "state": frozenset(terms.STATES),
    "level": frozenset(map(str, terms.LEVELS)),
    "category": frozenset(terms.CATEGORIES),
    "source": frozenset(terms.SOURCES),
}


class Likely(RawSQL):
    """A condition of which the planner shall expect that most rows pass."""

    def __init__(self, sql: str, params: tuple[Any, ...] = ()) -> None:
        super().__init__(sql, params, BooleanField())

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, Any]:
        """SQLite alone has, and needs, the hint."""
        sql, params = self.as_sql(compiler, connection, **extra)
        return f"likely{sql}", params


def one_of(column: str, values: Iterable[object]) -> Likely:
    """`column IN (…)` on problems, of codes of the tables of terms; raises ValueError for any other value."""
    codes = sorted(str(value) for value in values)
    if not KNOWN[column].issuperset(codes):
        raise ValueError(f"no codes of {column}: {codes}")
    written = codes if column == "level" else [f"'{code}'" for code in codes]
    return Likely(f'"problems_problem"."{column}" IN ({", ".join(written)})')


def held_by(columns: Iterable[str], people: Iterable[int]) -> Likely:
    """One of `people` stands in one of the `columns` of a problem; never sought by the index of a column.

    For orders that read another index anyway: the history of a busy person may be most of the table.
    """
    idents = sorted(people)
    marks = ", ".join(["%s"] * len(idents)) or "NULL"
    parts = [f'+"problems_problem"."{column}" IN ({marks})' for column in columns]
    return Likely(" OR ".join(parts), tuple(idents) * len(parts))
