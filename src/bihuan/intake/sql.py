"""Many rows in one statement, on SQLite and PostgreSQL: the rows go in as one JSON text.

One parameter instead of a thousand: what a batch costs is then the work on its rows, not the making of SQL.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import orjson
from django.db import connection

#: How a column of the JSON is read, by database: text, time, truth, whole number, structure.
KINDS = {
    "postgresql": {
        "text": "text",
        "time": "timestamptz",
        "truth": "boolean",
        "number": "bigint",
        "data": "jsonb",
    },
    "sqlite": {"text": "->>", "time": "->>", "truth": "->>", "number": "->>", "data": "->"},
}


def source(columns: dict[str, str]) -> str:
    """A sub-select `v` with these columns (name → kind) over the one parameter, which is a JSON list of lists."""
    kinds = KINDS[connection.vendor]
    if connection.vendor == "postgresql":
        found = ", ".join(
            f"value->{place} AS {name}" if kind == "data" else f"(value->>{place})::{kinds[kind]} AS {name}"
            for place, (name, kind) in enumerate(columns.items())
        )
        return f"(SELECT {found} FROM jsonb_array_elements(%s::jsonb)) AS v"
    found = ", ".join(
        f"value{kinds[kind]}'$[{place}]' AS {name}" for place, (name, kind) in enumerate(columns.items())
    )
    return f"(SELECT {found} FROM json_each(%s)) AS v"


def packed(rows: Sequence[Sequence[Any]]) -> str:
    """The rows as the parameter that `source` reads; instants as the database writes them."""
    return orjson.dumps(rows, default=_stored, option=orjson.OPT_PASSTHROUGH_DATETIME).decode()


def _stored(value: Any) -> str:
    if isinstance(value, datetime):
        value = value.astimezone(UTC)
        return str(value) if connection.vendor == "postgresql" else str(value.replace(tzinfo=None))
    raise TypeError(type(value).__name__)


def read_time(value: Any) -> datetime | None:
    """An instant as the database gave it back."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    if not isinstance(found, datetime):
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def run(statement: str, rows: Sequence[Sequence[Any]], *more: Any) -> list[tuple[Any, ...]]:
    """Execute a statement over the rows; what it returns, if it returns anything."""
    with connection.cursor() as cursor:
        cursor.execute(statement, [packed(rows), *more])
        return cursor.fetchall() if cursor.description else []
