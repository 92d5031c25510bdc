"""What the database itself refuses (F7.2): an archived case, its rows and its events stay as they are.

Nothing of a case is ever deleted (D52). While a case is archived its rows take no change either, except what lives
on beside the file, until a destruction was proposed by one person and approved by another; that one approval opens
the rows for the step that erases them. The triggers are taken off before a migration and put back after it, since
SQLite makes a table anew to alter it and would lose them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import connections

PREFIX = "sealed_"
LIVE = frozenset({
    "version", "chain_head", "part_counts", "changed_at", "next_due_at", "next_warn_at", "next_duty",
    "archive_location",
})  # fmt: skip
"""Columns of an archived case that still change: the chain that grows on, what is owed beside it, where it lies."""
ROWS = (
    "WorkOrder", "Change", "Request", "Call", "Document", "Analysis", "Meeting", "Branch", "Letter", "Bulletin",
    "Telling", "CaseAlarm", "RegisterRow",
)  # fmt: skip
"""Parts that are sealed with the case: no new row, no change, no removal."""
KEPT = (
    "CorrectiveAction", "Link", "Duty", "SignedLink", "Escalation", "ArchiveFile", "KnownErrorEntry", "RepeatCase",
)  # fmt: skip
"""Parts that live on or record something else; they are not removed either."""
BESIDE = ("action", "action_check", "appraisal", "appraisal_decision", "destruction")
"""Duties that may still change once the case is archived."""

Trigger = tuple[str, str, str, str]
"""Name, table, verb, and when it refuses: SQL over OLD and NEW."""


def triggers() -> list[Trigger]:
    """Every trigger of the archive, for the tables as the models now describe them."""
    problem = _table("Problem")
    found = [
        (problem, "delete", f"EXISTS (SELECT 1 FROM {_table('Event')} e WHERE e.stream = OLD.number)"),
        (problem, "update", _changes_sealed_case()),
    ]
    for name in ROWS:
        table = _table(name)
        found += [(table, "delete", _exists("OLD.problem_id"))]
        found += [(table, "update", f"{_is_sealed('OLD.problem_id')} AND {_differs(name)}")]
        found += [(table, "insert", _is_sealed("NEW.problem_id"))]
    for name in KEPT:
        found.append((_table(name), "delete", _exists("OLD.problem_id")))
    settled = "(OLD.met_at IS NOT NULL OR OLD.voided_at IS NOT NULL)"
    keys = ", ".join(f"'{key}'" for key in BESIDE)
    found.append((
        _table("Duty"), "update",
        f"{settled} AND OLD.key NOT IN ({keys}) AND {_differs('Duty')} AND {_is_sealed('OLD.problem_id')}",
    ))  # fmt: skip
    found.append((_table("ArchiveFile"), "update", _weakens_file()))
    found.append((_table("Event"), "update", _changes_event()))
    return [(f"{PREFIX}{table}_{verb}", table, verb, when) for table, verb, when in found]


def install(using: str = "default") -> None:
    """Put every trigger on; those that are there already are made anew."""
    connection = connections[using]
    remove(using)
    with connection.cursor() as cursor:
        cursor.execute(_drop(connection.vendor, f"{_table('Event')}_no_update", _table("Event")))
        for trigger in triggers():
            cursor.execute(_create(connection.vendor, *trigger))


def remove(using: str = "default") -> None:
    """Take every trigger off, for a migration."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for name, table in _found(connection):
            cursor.execute(_drop(connection.vendor, name, table))


def missing(using: str = "default") -> list[str]:
    """Names of triggers that are not in the database; empty if the archive is guarded as it must be."""
    there = {name for name, _table in _found(connections[using])}
    return [name for name, *_rest in triggers() if name not in there]


def _found(connection: Any) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "WHERE NOT t.tgisinternal AND pg_table_is_visible(c.oid) AND t.tgenabled <> 'D'"
            )
        else:
            cursor.execute("SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'")
        return [(name, table) for name, table in cursor.fetchall() if name.startswith(PREFIX)]


def _table(name: str) -> str:
    return str(apps.get_model("problems", name)._meta.db_table)


def _exists(column: str) -> str:
    return f"EXISTS (SELECT 1 FROM {_table('Problem')} p WHERE p.id = {column} AND p.version > 0)"


def _is_sealed(column: str) -> str:
    """The case of this id is archived here, and no two persons have let its file go."""
    return (
        f"EXISTS (SELECT 1 FROM {_table('Problem')} p WHERE p.id = {column} AND p.state = 'archived' "
        f"AND NOT p.is_imported AND NOT {_is_let_go('p.id')})"
    )


def _is_let_go(column: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM {_table('ArchiveFile')} f WHERE f.problem_id = {column} "
        "AND f.disposal = 'approved' AND f.held_at IS NULL)"
    )


def _differs(name: str, but: Iterable[str] = ()) -> str:
    columns = [field.column for field in apps.get_model("problems", name)._meta.concrete_fields]
    return _any_differs(column for column in columns if column not in but)


def _any_differs(columns: Iterable[str]) -> str:
    return "(" + " OR ".join(f'OLD."{column}" IS DISTINCT FROM NEW."{column}"' for column in columns) + ")"


def _changes_sealed_case() -> str:
    changed = f"OLD.state = 'archived' AND NOT OLD.is_imported AND {_differs('Problem', LIVE)}"
    return f"{changed} AND NOT {_is_let_go('OLD.id')}"


def _weakens_file() -> str:
    """A term only moves forward, what is destroyed stays so, what is sealed keeps its digest and its case."""
    return (
        "NEW.retain_until < OLD.retain_until OR (OLD.disposal = 'destroyed' AND NEW.disposal <> 'destroyed') "
        "OR (OLD.package_digest <> '' AND NEW.package_digest <> OLD.package_digest) "
        "OR NEW.problem_id <> OLD.problem_id OR NEW.id <> OLD.id "
        "OR (NEW.disposal = 'destroyed' AND OLD.disposal NOT IN ('approved', 'destroyed')) "
        "OR (NEW.disposal = 'approved' AND OLD.disposal NOT IN ('proposed', 'approved'))"
    )


def _changes_event() -> str:
    """An event is never rewritten; only its data is cut, for a file that two persons let go, and its hash stays."""
    fixed = [field.column for field in apps.get_model("problems", "Event")._meta.concrete_fields]
    return (
        f"{_any_differs(column for column in fixed if column != 'data')} OR NOT EXISTS (SELECT 1 FROM "
        f"{_table('Problem')} p WHERE p.number = OLD.stream AND p.state = 'archived' AND {_is_let_go('p.id')})"
    )


def _create(vendor: str, name: str, table: str, verb: str, when: str) -> str:
    told = "is append-only" if table == _table("Event") else "is sealed: an archived case is read-only"
    if vendor == "postgresql":  # whose WHEN holds no subquery, so the condition goes into a function
        return (
            f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $$ BEGIN IF {when} THEN "
            f"RAISE EXCEPTION '{table} {told}' "
            "USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            f"RETURN {'OLD' if verb == 'delete' else 'NEW'}; END $$ LANGUAGE plpgsql; "
            f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
        )
    return (
        f"CREATE TRIGGER {name} BEFORE {verb.upper()} ON {table} WHEN {_for_sqlite(when)} "
        f"BEGIN SELECT RAISE(ABORT, '{table} {told}'); END"
    )


def _for_sqlite(when: str) -> str:
    return when.replace(" IS DISTINCT FROM ", " IS NOT ")


def _drop(vendor: str, name: str, table: str) -> str:
    on_table = f" ON {table}" if vendor == "postgresql" else ""
    return f"DROP TRIGGER IF EXISTS {name}{on_table}"


def take_off(sender: Any, using: str, plan: Any = (), **_rest: Any) -> None:
    """Before a migration that changes tables."""
    if plan:
        remove(using)


def put_on(sender: Any, using: str, plan: Any = (), **_rest: Any) -> None:
    """After a migration, once every table is there."""
    tables = set(connections[using].introspection.table_names())
    is_whole = {_table(name) for name in ("Problem", "Event", *ROWS, *KEPT)} <= tables
    if is_whole and (plan or missing(using)):
        install(using)
