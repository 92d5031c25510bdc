"""Puts `default` on a database: the file of this test process, or one on PostgreSQL."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests import postgresql


def use_file(path: Path) -> None:
    """Name the SQLite file of the tests, and let a flush pass the triggers that keep records append-only."""
    from django.db import connections
    from django.db.backends.sqlite3.operations import DatabaseOperations

    connections.settings["default"]["TEST"]["NAME"] = str(path)
    flush = DatabaseOperations.sql_flush

    def flush_past_triggers(self: DatabaseOperations, *args: Any, **kwargs: Any) -> list[str]:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        drops = [f'DROP TRIGGER "{name}"' for name, _sql in triggers]
        return [*drops, *flush(self, *args, **kwargs), *(sql for _name, sql in triggers)]

    DatabaseOperations.sql_flush = flush_past_triggers  # type: ignore[method-assign]


@contextmanager
def default_is(settings: dict[str, Any]) -> Iterator[None]:
    """For this thread and those that start meanwhile, `default` is the database of `settings`."""
    from django.contrib.contenttypes.models import ContentType
    from django.db import connections

    kept, kept_settings = connections["default"], connections.settings["default"]
    connections.settings["default"] = settings
    del connections["default"]
    ContentType.objects.clear_cache()
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"] = kept_settings
        connections["default"] = kept
        ContentType.objects.clear_cache()


@contextmanager
def new_postgresql_database() -> Iterator[dict[str, Any]]:
    """A migrated database on the test server under a name of this process's own; dropped at the end."""
    from django.db import connections

    from bihuan import environment

    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    settings = environment.postgres(postgresql.url(), threads=4)
    settings["TEST"] = {"NAME": f"test_{settings['NAME']}_{worker}_{os.getpid()}"}
    settings = connections.configure_settings({"default": settings})["default"]
    with default_is(settings):
        creation = connections["default"].creation
        creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        made = dict(connections.settings["default"])
    try:
        yield made
    finally:
        with default_is(made):
            connections["default"].creation.destroy_test_db(settings["NAME"], verbosity=0)
