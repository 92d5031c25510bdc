"""问题记录表 (F6.2, R8): the rows of a month, drafted from the cases; the coordinator's corrections overrule the draft.

A row counts once the coordinator has confirmed it (D45); a reopened case is a draft again. Cases withdrawn, voided
or merged stand in it too, with the close code that says so. Imported cases come only when they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from bihuan.people.models import User
from bihuan.problems import log
from bihuan.problems.models import Problem
from bihuan.problems.queries.cursor import Page, page_of
from bihuan.reports.columns import names
from bihuan.reports.drafting import Pieces, draft
from bihuan.reports.selection import Selection

ORDER = "reported_at"
CHUNK = 500
RETRIES = 20


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One row: its cells by column key, as values (see `columns.written`), and whether it is confirmed."""

    number: str
    cells: dict[str, Any]
    is_confirmed: bool
    is_imported: bool
    confirmed_by: str
    confirmed_at: datetime | None
    corrected: frozenset[str]


def register_rows(
    month: str | Selection,
    *,
    user: User,
    cursor: str = "",
    limit: int = 50,
    confirmed: bool | None = None,
    imported: bool = False,
) -> Page[RegisterRow]:
    """One page of the register of a month (2026-11), or of a whole selection, that `user` may read.

    At most fourteen queries, however many rows. Raises ValueError for a month written otherwise, BadCursor.
    """
    cases = _selected(month, confirmed, imported).cases(user)
    page = page_of(cases, ORDER, cursor, limit)
    first = cases.filter(_before(page.rows[0])).count() + 1 if page.rows else 1
    return page.showing(_rows(page.rows, first))


def whole_register(
    month: str | Selection, *, user: User, confirmed: bool | None = None, imported: bool = False
) -> Iterator[RegisterRow]:
    """Every row, in the order of their reports, read by one cursor of the server in pieces of CHUNK."""
    cases = _selected(month, confirmed, imported).cases(user).order_by("reported_at", "pk")
    rows = cases.iterator(chunk_size=CHUNK)
    first = 1
    while piece := list(islice(rows, CHUNK)):
        yield from _rows(piece, first)
        first += len(piece)


def register_counts(month: str | Selection, *, user: User, imported: bool = False) -> tuple[int, int]:
    """Rows of the month or selection, and how many of them are confirmed. Two queries."""
    chosen = _selected(month, None, imported)
    rows = replace(chosen, confirmed=None).cases(user).count()
    return rows, replace(chosen, confirmed=True).cases(user).count()


def record_export(what: str, user: User | None, at: datetime, **details: object) -> None:
    """Put on record who took a list out of the house, when and what it was; without a user, the command line."""
    for attempt in range(RETRIES):
        try:
            with transaction.atomic():
                log.append("exports", f"export_{what}", user, at, at, {"fields": details})
            return
        except IntegrityError:  # somebody else took the next place of the chain
            if attempt == RETRIES - 1:
                raise


def _selected(month: str | Selection, confirmed: bool | None, imported: bool) -> Selection:
    if isinstance(month, Selection):
        return month
    return Selection(month, confirmed=confirmed, imported=imported)


def _before(case: Problem) -> Q:
    return Q(reported_at__lt=case.reported_at) | Q(reported_at=case.reported_at, pk__lt=case.pk)


def _rows(cases: list[Problem], first: int) -> list[RegisterRow]:
    pieces = Pieces(cases)
    return [_row(case, place, pieces) for place, case in enumerate(cases, start=first)]


def _row(case: Problem, place: int, pieces: Pieces) -> RegisterRow:
    cells = {"place": place, **draft(case, pieces)}
    entry = getattr(case, "register_row", None)
    corrections = {names().get(name, ""): text for name, text in entry.corrections.items()} if entry else {}
    corrections.pop("", None)
    current = entry if entry is not None and entry.round == case.round else None
    return RegisterRow(
        case.number,
        {**cells, **corrections},
        current is not None,
        case.is_imported,
        current.confirmed_by.name if current and current.confirmed_by else "",
        current.confirmed_at if current else None,
        frozenset(corrections),
    )
