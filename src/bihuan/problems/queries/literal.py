"""Conditions with their values written out, so that a partial index is recognised.

SQLite proves `WHERE state IN (…)` of a partial index only from literals, never from bound parameters; on
PostgreSQL it makes no difference.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from bihuan.process import terms

ACTIVE = terms.OPEN | {"summarising", "awaiting_archive"}
"""States in which something is still owed."""


def state_in(states: Iterable[str]) -> RawSQL:
    """`state IN (…)` as a condition of a query on problems; raises KeyError for an unknown state."""
    codes = sorted(terms.STATES[state].code for state in states)
    return _condition("state", [f"'{code}'" for code in codes])


def level_in(levels: Iterable[int]) -> RawSQL:
    """`level IN (…)` as a condition of a query on problems; raises KeyError for an unknown level."""
    return _condition("level", [terms.LEVELS[level].code for level in levels])


def _condition(column: str, values: list[str]) -> RawSQL:
    # Only codes of the tables of terms get here, so nothing needs escaping.
    return RawSQL(f'"problems_problem"."{column}" IN ({", ".join(values)})', (), output_field=BooleanField())
