"""Keyset paging: a cursor names the row at the edge of a page, so every page costs the same."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from django.db.models import Q, QuerySet

Row = TypeVar("Row")
Shown = TypeVar("Shown")


@dataclass(frozen=True, slots=True)
class Key:
    """One column of an order."""

    column: str
    falls: bool = False

    @property
    def ordering(self) -> str:
        """As `order_by` takes it."""
        return f"-{self.column}" if self.falls else self.column

    def turned(self) -> Key:
        """The same column the other way round."""
        return Key(self.column, not self.falls)


ORDERS: dict[str, tuple[Key, ...]] = {
    "urgency": (Key("next_due_at"), Key("id")),
    "-reported_at": (Key("reported_at", falls=True), Key("id", falls=True)),
    "reported_at": (Key("reported_at"), Key("id")),
    "due_at": (Key("due_at"), Key("id")),
    "-due_at": (Key("due_at", falls=True), Key("id", falls=True)),
    "due_on": (Key("due_on"), Key("id")),
    "-starts_at": (Key("starts_at", falls=True), Key("id", falls=True)),
    "-last_at": (Key("last_at", falls=True), Key("id", falls=True)),
    "-created_at": (Key("created_at", falls=True), Key("id", falls=True)),
    "level": (Key("level"), Key("reported_at", falls=True), Key("id", falls=True)),
}


class BadCursor(ValueError):
    """The text is no cursor of this order."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in an order: after the row with these values, or before it if `backwards`."""

    order: str
    values: tuple[Any, ...]
    backwards: bool = False

    def __str__(self) -> str:
        plain = [value.isoformat() if isinstance(value, date) else value for value in self.values]
        text = json.dumps([self.order, int(self.backwards), *plain], separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @property
    def keys(self) -> tuple[Key, ...]:
        """The columns in the direction of reading."""
        keys = ORDERS[self.order]
        return tuple(key.turned() for key in keys) if self.backwards else keys

    def condition(self) -> Q:
        """Rows beyond the place; the first column stands alone too, so that an index bounds the scan."""
        return _beyond(self.keys, self.values)


def read_cursor(text: str, order: str) -> Cursor:
    """The cursor that `str(cursor)` wrote; BadCursor for anything else or for another order."""
    try:
        raw = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        written, backwards, *plain = json.loads(raw)
        if written != order or backwards not in (0, 1) or len(plain) != len(ORDERS[order]):
            raise BadCursor(text)
        values = tuple(_typed(key, value) for key, value in zip(ORDERS[order], plain, strict=True))
    except (ValueError, TypeError, UnicodeError, binascii.Error, RecursionError) as error:
        raise BadCursor(text[:40]) from error
    return Cursor(order, values, bool(backwards))


def _typed(key: Key, value: Any) -> Any:
    if key.column.endswith("_at"):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise BadCursor(value)
        return moment
    if key.column.endswith("_on"):
        return date.fromisoformat(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**63:
        raise BadCursor(str(value)[:40])
    return value


def _beyond(keys: tuple[Key, ...], values: tuple[Any, ...]) -> Q:
    key, value = keys[0], values[0]
    past = Q(**{f"{key.column}__{'lt' if key.falls else 'gt'}": value})
    if len(keys) == 1:
        return past
    reach = Q(**{f"{key.column}__{'lte' if key.falls else 'gte'}": value})
    return reach & (past | _beyond(keys[1:], values[1:]))


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows in their order, and the cursors of the pages beside, empty at the ends."""

    rows: list[Row]
    next: str = ""
    previous: str = ""

    def showing(self, rows: list[Shown]) -> Page[Shown]:
        """The same page with its rows as they are shown."""
        return Page(rows, self.next, self.previous)


Reader = Callable[[Cursor | None, tuple[Key, ...], int], list[Row]]
"""Gives so many rows from a place on, or from the beginning, in the order of the keys."""


def page_of(query: QuerySet[Any, Row], order: str, cursor: str, limit: int) -> Page[Row]:
    """One page of a query in an order, the empty cursor being the first. One query. Raises BadCursor."""

    def read(place: Cursor | None, keys: tuple[Key, ...], most: int) -> list[Row]:
        found = query.filter(place.condition()) if place is not None else query
        return list(found.order_by(*(key.ordering for key in keys))[:most])

    return page_by(
        read, order, cursor, limit, lambda row: [getattr(row, key.column) for key in ORDERS[order]]
    )


def page_by(
    read: Reader[Row], order: str, cursor: str, limit: int, edge: Callable[[Row], Sequence[Any]]
) -> Page[Row]:
    """One page of what `read` gives; `edge` tells the values of a row that a cursor names. Raises BadCursor."""
    place = read_cursor(cursor, order) if cursor else None
    is_backwards = place is not None and place.backwards
    found = read(place, place.keys if place is not None else ORDERS[order], limit + 1)
    has_more, rows = len(found) > limit, found[:limit]
    if is_backwards:
        rows.reverse()
    has_after, has_before = (True, has_more) if is_backwards else (has_more, place is not None)
    return Page(
        rows,
        str(Cursor(order, tuple(edge(rows[-1])))) if rows and has_after else "",
        str(Cursor(order, tuple(edge(rows[0])), True)) if rows and has_before else "",
    )
