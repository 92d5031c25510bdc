"""A case as lists show it: a slim row, with the people and systems on it named."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db import connection

from bihuan.people.models import System, User
from bihuan.problems.models import NEVER
from bihuan.problems.queries.quick import Row, moment, rows_of

COLUMNS = (
    "id", "number", "level", "title", "state", "category", "source", "business_affected", "users_affected",
    "round", "version", "external", "system_id", "handler_id", "reporter_id", "coordinator_id", "next_duty",
    "reported_at", "responded_at", "dispatched_at", "resolved_at", "archived_at", "next_due_at", "next_warn_at",
)  # fmt: skip
PLACES = {column: place for place, column in enumerate(COLUMNS)}


class Named(NamedTuple):
    """A person or a system as a list names it: the code that programs use and the name that people read."""

    code: str
    name: str


Names = dict[int, Named]


class CaseRow(NamedTuple):
    """One case in a list, its fields in the order of `COLUMNS`.

    `due_at`, `soon_at` and `duty` are those of the earliest open duty, if one is open.
    """

    id: int
    number: str
    level: int
    title: str
    state: str
    category: str
    source: str
    business_affected: bool
    users_affected: str
    round: int
    version: int
    external: bool
    system: Named | None
    handler: Named | None
    reporter: Named | None
    coordinator: Named | None
    duty: str
    reported_at: datetime
    responded_at: datetime | None
    dispatched_at: datetime | None
    resolved_at: datetime | None
    archived_at: datetime | None
    due_at: datetime | None
    soon_at: datetime | None


def cases_of(found: list[Row]) -> list[CaseRow]:
    """Rows of `COLUMNS` with the people and systems named: two queries, or none for no rows."""
    systems = _named(System, "code", {raw[PLACES["system_id"]] for raw in found})
    first, last = PLACES["handler_id"], PLACES["coordinator_id"]
    people = _named(User, "username", {ident for raw in found for ident in raw[first : last + 1]})
    is_aware = connection.vendor == "postgresql"  # SQLite keeps instants without their zone
    return [_case(raw, systems, people, is_aware) for raw in found]


def _case(raw: Row, systems: Names, people: Names, is_aware: bool) -> CaseRow:
    start = PLACES["external"]
    external, system, handler, reporter, coordinator, duty, *times = raw[start:]
    *marks, due_at, soon_at = times if is_aware else (moment(time) for time in times)
    values = (
        *raw[:start],
        bool(external),
        systems.get(system),
        people.get(handler),
        people.get(reporter),
        people.get(coordinator),
        duty,
        *marks,
        due_at if due_at != NEVER else None,
        soon_at if soon_at != NEVER else None,
    )
    return CaseRow._make(values)


def _named(model: type[System] | type[User], code: str, idents: Iterable[int | None]) -> Names:
    wanted = sorted(ident for ident in idents if ident is not None)
    table, marks = model._meta.db_table, ", ".join(["%s"] * len(wanted))
    sql = f"SELECT id, {code}, name FROM {table} WHERE id IN ({marks})"
    found = rows_of((sql, tuple(wanted))) if wanted else []
    return {ident: Named(key, name) for ident, key, name in found}
