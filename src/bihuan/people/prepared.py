"""Reads that every request makes, compiled once: the SQL is the ORM's own, only its making is saved."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet


class Prepared:
    """A query of columns with its values left open.

    `build` makes the query (`values_list`) with any values of the right kinds; `rows` runs it with others, given in
    the order in which they stand in the SQL.
    """

    def __init__(self, build: Callable[[], QuerySet[Any, Any]], places: int) -> None:
        self.build, self.places = build, places
        self.compiled: dict[str, tuple[str, Any, Any]] = {}

    def rows(self, *values: Any) -> list[Any]:
        """What the query finds with these values, as `values_list` would give it. One query."""
        vendor = connection.vendor
        if vendor not in self.compiled:
            self.compiled[vendor] = self._compile()
        sql, compiler, converters = self.compiled[vendor]
        with reading_cursor() as cursor:
            cursor.execute(sql, [_adapted(value) for value in values])
            found = cursor.fetchall()
        return list(compiler.apply_converters(found, converters)) if converters else found

    def _compile(self) -> tuple[str, Any, Any]:
        compiler = self.build().query.get_compiler("default")
        sql, params = compiler.as_sql()
        if len(params) != self.places:
            raise RuntimeError(f"{len(params)} values stand in: {sql}")
        return sql, compiler, compiler.get_converters([row[0] for row in compiler.select])


def reading_cursor() -> Any:
    """A cursor whose statements the database plans once; what it is good for stands in the engine.

    SQLite keeps its statements anyway, so there it is the usual one.
    """
    found = getattr(connection, "reading_cursor", connection.cursor)
    return found()


def _adapted(value: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value
