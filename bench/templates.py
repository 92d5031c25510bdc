"""The cases that copies are made of: those of the demo, read as plain rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.db import connection, models

from bihuan.people.models import User
from bihuan.problems.models import Duty, Event, Problem, RegisterRow
from bihuan.problems.parts import KINDS, Parts
from bihuan.problems.search import inner_texts, text_of

PARTS: dict[str, type[models.Model]] = {
    name: model for name, (model, _joined) in KINDS.items() if name != "known_errors"
}
"""A copy makes no known error of its own, and its original has one at most."""
TOLD = Problem.told.through
TABLES: dict[str, type[models.Model]] = {
    "cases": Problem, **PARTS, "register": RegisterRow, "told": TOLD, "events": Event,
}  # fmt: skip
"""Everything that belongs to a case, by a short name, in the order in which it is stored."""
NOT_MOVABLE = ("special_meeting",)
"""Duties counted in working days: a copy on other days of the week would have other limits."""


@dataclass
class Case:
    """One case as plain rows: column → value, instants as text of the database, JSON as it is."""

    number: str
    state: str
    row: dict[str, Any]
    rows: dict[str, list[dict[str, Any]]]
    events: list[dict[str, Any]]
    search_text: str
    people: dict[str, int]
    order_numbers: list[str] = field(default_factory=list)
    meeting_numbers: list[str] = field(default_factory=list)
    letter_numbers: list[str] = field(default_factory=list)

    def place(self, column: str) -> int:
        """Where a column of the case stands in its row."""
        return list(self.row).index(column)


def _target(table: str, column: models.Field[Any, Any]) -> str | None:
    """What an id in this column names: a table, people, the subject of a duty; None if it stays as it is."""
    names = {model: name for name, model in TABLES.items()}
    if column.primary_key:
        return table
    if (table, column.attname) == ("duties", "subject"):
        return "duty_subject"
    if column.remote_field is None or (table, column.attname) == ("cases", "main_id"):
        return None
    related = column.remote_field.model
    return "people" if related is User else names.get(related)


TARGETS = {
    (table, column.attname): _target(table, column)
    for table, model in TABLES.items()
    for column in model._meta.concrete_fields
}


def read_cases() -> Iterator[Case]:
    """Every case in the database that can be moved in time."""
    people = dict(User.objects.values_list("username", "pk"))
    fixed = set(Duty.objects.filter(key__in=NOT_MOVABLE).values_list("problem_id", flat=True))
    for problem in Problem.objects.exclude(pk__in=fixed).order_by("pk"):
        parts = Parts(problem)
        rows = {"cases": [_row(problem)]}
        rows |= {name: [_row(part) for part in getattr(parts, name)] for name in PARTS}
        rows["register"] = [_row(row) for row in RegisterRow.objects.filter(problem=problem)]
        rows["told"] = [_row(row) for row in TOLD.objects.filter(problem=problem)]
        yield Case(
            number=problem.number,
            state=problem.state,
            row=rows["cases"][0],
            rows=rows,
            events=[_row(event) for event in Event.objects.filter(stream=problem.number).order_by("seq")],
            search_text="\f".join([text_of(problem, parts), "\n".join(inner_texts(parts))]),
            people=people,
            order_numbers=[order.number for order in parts.orders],
            meeting_numbers=[meeting.number for meeting in parts.meetings],
            letter_numbers=[letter.number for letter in parts.letters if letter.signed_at],
        )


def _row(instance: models.Model) -> dict[str, Any]:
    return {
        column.attname: _plain(getattr(instance, column.attname)) for column in instance._meta.concrete_fields
    }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        text = value.astimezone(UTC).isoformat(" ")
        return text if connection.vendor == "postgresql" else text.removesuffix("+00:00")
    return value.isoformat() if isinstance(value, date) else value
