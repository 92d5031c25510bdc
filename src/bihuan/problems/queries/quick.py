"""Reading rows without models, for what every page reads: most of such a read's cost is not the database.

The SQL is the ORM's own, so nothing is written twice; only the way back is shorter.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from bihuan.people.prepared import reading_cursor

Statement = tuple[str, tuple[Any, ...]]
Row = Sequence[Any]


def statement_of(query: QuerySet[Any, Any]) -> Statement | None:
    """The SQL of a query with its parameters; None where it can find nothing."""
    try:
        return query.query.sql_with_params()
    except EmptyResultSet:
        return None


def rows_of(statement: Statement | None) -> list[Row]:
    """What a statement finds, as the driver gives it: see `moment` for instants.

    One without values is planned once a connection; one with values is planned for them, since a search for a
    rare word wants another plan than one for a common word.
    """
    if statement is None:
        return []
    text, values = statement
    with connection.cursor() if values else reading_cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchall()


def moment(value: Any) -> Any:
    """A value as the driver gives it; an instant becomes aware, since SQLite keeps it without a zone (UTC)."""
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value
