"""A case as data (`case.json`): every column of the case and of its parts as they are stored, with names for ids.

The shape is documented in docs/howto/archive.md. Instants are ISO 8601 in UTC, people and departments stand by id with
their names beside, so that a row can be compared with the database later, column by column.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models

from bihuan.people.models import Department, User
from bihuan.problems.log import jsonable
from bihuan.problems.models import Event, Problem, RegisterRow
from bihuan.problems.parts import KINDS, Parts

FORMAT = "bihuan-case/1"
LIVING = frozenset({"actions", "links", "duties", "files", "signed_links", "known_errors"})
"""Parts that live on beside the sealed file: recorded as they were, never compared."""
LIVE_COLUMNS = frozenset({
    "version", "chain_head", "part_counts", "changed_at", "next_due_at", "next_warn_at", "next_duty",
    "archive_location",
})  # fmt: skip
"""Columns of the case that go on changing."""
SECRET = frozenset({"seed", "digest"})
"""Never leaves the database: with it a signed link could be made."""


def case_data(problem: Problem, parts: Parts) -> dict[str, Any]:
    """Everything that is stored of a case. Queries: one a part that exists, and two for names."""
    rows = {name: [row_data(row) for row in getattr(parts, name)] for name in KINDS}
    register = RegisterRow.objects.filter(problem=problem).first()
    case = row_data(problem)
    people = _ids(User, [problem, *(row for name in KINDS for row in getattr(parts, name))])
    departments = _ids(Department, [row for name in KINDS for row in getattr(parts, name)])
    told = sorted(problem.told.values_list("code", flat=True))
    return {
        "format": FORMAT,
        "number": problem.number,
        "case": case,
        "parts": {name: found for name, found in rows.items() if found},
        "register": row_data(register) if register else None,
        "told": told,
        "system": problem.system.code if problem.system else None,
        "people": _named(User, ("username", "name"), people),
        "departments": _named(Department, ("code", "name"), departments),
    }


def _named(model: type[models.Model], columns: tuple[str, str], ids: set[int]) -> dict[str, dict[str, str]]:
    rows = model._default_manager.filter(pk__in=ids).order_by("pk").values_list("pk", *columns)
    return {str(pk): dict(zip(columns, rest, strict=True)) for pk, *rest in rows}


def row_data(row: models.Model) -> dict[str, Any]:
    """One row: column → value as JSON holds it."""
    columns = (column.attname for column in row._meta.concrete_fields)
    return {name: jsonable(getattr(row, name)) for name in columns if name not in SECRET}


def event_data(event: Event) -> dict[str, Any]:
    """One event as a line of `events.jsonl`; what its hash covers, and the hash."""
    return {
        "stream": event.stream,
        "seq": event.seq,
        "step": event.step,
        "actor": event.actor_name,
        "occurred_at": event.occurred_at.isoformat(),
        "recorded_at": event.recorded_at.isoformat(),
        "data": event.data,
        "prev_hash": event.prev_hash,
        "hash": event.hash,
    }


def differences(then: dict[str, Any], now: dict[str, Any]) -> list[str]:
    """What stands in the database otherwise than in the package, each named: part, row, column."""
    found = _columns("case", then["case"], now["case"], LIVE_COLUMNS)
    found += _columns("register", then["register"] or {}, now["register"] or {})
    for name in sorted((then["parts"].keys() | now["parts"].keys()) - LIVING):
        before = {row["id"]: row for row in then["parts"].get(name, [])}
        after = {row["id"]: row for row in now["parts"].get(name, [])}
        for pk in sorted(before.keys() | after.keys()):
            found += _columns(f"{name} #{pk}", before.get(pk, {}), after.get(pk, {}))
    return found


def _columns(where: str, then: dict[str, Any], now: dict[str, Any], but: Iterable[str] = ()) -> list[str]:
    if bool(then) != bool(now):
        return [f"{where}: {'is missing' if then else 'was added'}"]
    known = then.keys() & now.keys()  # a later version of the product may have more columns
    return [f"{where}: {name}" for name in sorted(known) if name not in but and then[name] != now[name]]


def _ids(model: type[models.Model], rows: Iterable[models.Model]) -> set[int]:
    found = set()
    for row in rows:
        for column in row._meta.concrete_fields:
            if column.related_model is model and (pk := getattr(row, column.attname)):
                found.add(pk)
    return found
