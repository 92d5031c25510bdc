"""Makes a table append-only in the database itself, so that not even a stray query rewrites the record.

Used in migrations of every package that keeps a record: `operations = [append_only("people_peoplechange")]`.
"""

from __future__ import annotations

from typing import Any

from django.db.migrations import RunPython

VERBS = ("update", "delete")


def append_only(table: str) -> RunPython:
    """A migration step whose triggers refuse UPDATE and DELETE of rows of `table`; reversing drops them."""

    def forbid(apps: Any, schema_editor: Any) -> None:
        create = _create_postgresql if schema_editor.connection.vendor == "postgresql" else _create_sqlite
        for statement in create(table):
            schema_editor.execute(statement, None)  # None: a % is a % and no place for a value

    def allow(apps: Any, schema_editor: Any) -> None:
        on_table = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        for verb in VERBS:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{on_table}")

    return RunPython(forbid, allow)


def _create_sqlite(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for verb in VERBS
    ]


def _create_postgresql(table: str) -> list[str]:
    function = (
        "CREATE OR REPLACE FUNCTION bihuan_append_only() RETURNS trigger AS $$ "
        "BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$ LANGUAGE plpgsql"
    )
    return [function] + [
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION bihuan_append_only()"
        for verb in VERBS
    ]
