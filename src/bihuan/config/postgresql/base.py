"""Reads instants by the driver's own code, a hundred times faster than by Django's.

Django puts every instant into the connection's zone one by one in Python, which is a third of what a page of
the list costs. Here each session runs in UTC, so what the driver gives is what Django would make of it.
"""

from __future__ import annotations

from datetime import UTC
from typing import Any

import psycopg
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.postgresql import base
from psycopg import adapt, adapters
from psycopg.pq import Format
from psycopg.types import TypeInfo

TIMESTAMPTZ = "timestamptz"


class DatabaseWrapper(base.DatabaseWrapper):
    """As Django's, for sessions in UTC only."""

    def get_connection_params(self) -> dict[str, Any]:
        """Django's parameters with the driver's loader of instants."""
        if self.timezone != UTC:
            raise ImproperlyConfigured("instants are stored in UTC; leave TIME_ZONE of the database out")
        params: dict[str, Any] = super().get_connection_params()
        context = adapt.AdaptersMap(params["context"].adapters)
        context.register_loader(TIMESTAMPTZ, _driver_loader())
        params["context"] = context
        return params

    def create_cursor(self, name: str | None = None) -> Any:
        """A cursor, on the server if it is named; no loader is put on it."""
        if name is None:
            return self.connection.cursor()
        return base.ServerSideCursor(  # type: ignore[attr-defined]  # there with psycopg 3
            self.connection, name=name, scrollable=False, withhold=self.connection.autocommit
        )

    def reading_cursor(self) -> Any:
        """A cursor for the few statements that every page sends: planning them costs more than running them.

        The driver has the database keep those that come often (`prepare_threshold`). Django's own cursors write the
        values into the text, so that each is planned for its values.
        """
        self.ensure_connection()
        with self.wrap_database_errors:
            return self._prepare_cursor(psycopg.Cursor(self.connection))  # type: ignore[attr-defined]  # Django says nothing of it


def _driver_loader() -> type[Any]:
    info = adapters.types.get(TIMESTAMPTZ)
    assert isinstance(info, TypeInfo)
    found = adapters.get_loader(info.oid, Format.TEXT)
    assert found is not None
    return found
