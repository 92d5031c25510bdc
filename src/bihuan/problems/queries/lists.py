"""The list of cases: one page by filters and cursor, in slim rows. Never counts, never skips rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from bihuan.people.models import User
from bihuan.problems.access import visible_to
from bihuan.problems.models import Problem, WorkOrder
from bihuan.problems.queries.caserows import COLUMNS, PLACES, CaseRow, cases_of
from bihuan.problems.queries.cursor import ORDERS, Cursor, Key, Page, page_by
from bihuan.problems.queries.filters import SPANS, Filters
from bihuan.problems.queries.literal import ACTIVE, UNSOLVED, Likely, held_by, one_of
from bihuan.problems.queries.quick import Row, Statement, moment, rows_of, statement_of
from bihuan.problems.search import match_sql, newest

EXPORT_CHUNK = 500
MOST_KEPT = 500
_KEPT: dict[tuple[str, Filters, int], Statement | None] = {}
"""Statements by engine, filters and limit; see `_statement`."""


def case_page(filters: Filters, cursor: str, limit: int, user: User, at: datetime) -> Page[CaseRow]:
    """One page of the cases that `user` may read. Three queries, and one more where people are named.

    An empty cursor is the first page. Raises BadCursor.
    """

    def read(place: Cursor | None, keys: tuple[Key, ...], most: int) -> list[Row]:
        return rows_of(_statement(filters, place, keys, most, user, at))

    page = page_by(read, filters.order, cursor, limit, lambda row: _edge(row, filters.order))
    return page.showing(cases_of(page.rows))


def _statement(
    filters: Filters, place: Cursor | None, keys: tuple[Key, ...], limit: int, user: User, at: datetime
) -> Statement | None:
    """What is asked for a page. First pages that hang on no person and no moment are made once and kept."""
    asked = (connection.vendor, filters, limit)
    is_kept = place is None and filters.is_timeless and user.reads_all_cases
    if is_kept and asked in _KEPT:
        return _KEPT[asked]
    query = _newest_found(filters, place, limit, user)
    if query is None:
        query = narrowed(filters, user, at)
        query = query.filter(place.condition()) if place else query
    ordered = query.order_by(*(key.ordering for key in keys))
    statement = statement_of(ordered.values_list(*COLUMNS)[:limit])
    if is_kept and len(_KEPT) < MOST_KEPT:
        _KEPT[asked] = statement
    return statement


def _newest_found(filters: Filters, place: Cursor | None, limit: int, user: User) -> QuerySet[Problem] | None:
    """The cases of one page of a plain search, found by the words alone; None for every other list."""
    is_plain = filters.q and filters.order == "-reported_at" and replace(filters, q="", sort="") == Filters()
    if not is_plain or not user.reads_all_cases:
        return None
    found = newest(filters.q, limit, place.values if place else None, place is not None and place.backwards)
    return None if found is None else Problem.objects.filter(pk__in=found)


def exported_cases(filters: Filters, limit: int, user: User, at: datetime) -> Iterator[CaseRow]:
    """Up to `limit` cases in order, read in pieces by the same keyset, so that nothing large is held."""
    cursor, left = "", limit
    while left > 0:
        page = case_page(filters, cursor, min(EXPORT_CHUNK, left), user, at)
        yield from page.rows
        left -= len(page.rows)
        if not page.next:
            return
        cursor = page.next


def narrowed(filters: Filters, user: User, at: datetime) -> QuerySet[Problem]:
    """The cases that pass `filters` and that `user` may read, in no order."""
    query = visible_to(user)
    for column, chosen in (
        ("level", filters.levels), ("category", filters.categories), ("source", filters.sources),
        ("state", filters.states),
    ):  # fmt: skip
        if len(chosen) == 1 and not filters.is_of_active:
            query = query.filter(**{column: next(iter(chosen))})
        elif chosen:
            query = query.filter(one_of(column, chosen))
    if filters.is_of_active and not _says_active(filters):
        query = query.filter(one_of("state", ACTIVE))
    for column, names in (("handler", filters.handlers), ("reporter", filters.reporters)):
        if names:
            query = query.filter(_named_in(column, names, filters, user))
    query = query.filter(_times(filters, at))
    if filters.external is not None:
        query = query.filter(external=filters.external)
    if filters.imported is not None:
        query = query.filter(is_imported=filters.imported)
    if filters.mine:
        query = query.filter(_mine(user))
    return _found(query, filters.q, inner=user.reads_all_cases) if filters.q else query


def _says_active(filters: Filters) -> bool:
    """Whether the states asked for prove the partial index already.

    Said twice, the condition would make PostgreSQL expect far too few rows, and sort them all.
    """
    is_within = bool(filters.states) and filters.states <= ACTIVE
    return is_within and (filters.states == ACTIVE or connection.vendor == "postgresql")


def _found(query: QuerySet[Problem], words: str, *, inner: bool) -> QuerySet[Problem]:
    match = match_sql(words, inner=inner)
    return query.filter(pk__in=RawSQL(*match)) if match else query.none()


def _times(filters: Filters, at: datetime) -> Q:
    wanted = Q()
    if filters.overdue is not None:
        wanted &= Q(next_due_at__lte=at) if filters.overdue else Q(next_due_at__gt=at)
    if filters.due_soon:
        wanted &= Q(next_warn_at__lte=at, next_due_at__gt=at)
    for span in SPANS:
        if start := getattr(filters, f"{span}_from"):
            wanted &= Q(**{f"{span}_at__gte": start})
        if end := getattr(filters, f"{span}_to"):
            wanted &= Q(**{f"{span}_at__lt": end})
    if filters.backlog:
        wanted &= Q(reported_at__lt=filters.backlog) & _unsolved_at(filters.backlog)
    return wanted


def _unsolved_at(moment: datetime) -> Q:
    """Neither resolved nor ended by then; each of the three by an index of its own."""
    ended = Q(ended_at__gte=moment, resolved_at__isnull=True)
    return Q(state__in=sorted(UNSOLVED)) | Q(resolved_at__gte=moment) | ended


def _mine(user: User) -> Q:
    """Reported, coordinated or handled by `user`, or with an order in his hands."""
    orders = WorkOrder.objects.filter(handler=user, status__in=("issued", "accepted")).values("problem")
    return held_by(("reporter_id", "coordinator_id", "handler_id"), [user.pk]) | Q(pk__in=orders)


def _named_in(column: str, names: frozenset[str], filters: Filters, user: User) -> Likely | Q:
    wanted = {user.username if name == "me" else name for name in names}
    people = [user.pk] if wanted == {user.username} else _people(wanted)
    if filters.is_of_active:
        return held_by((f"{column}_id",), people)
    return Q(**{f"{column}__in": people})


def _people(names: set[str]) -> list[int]:
    return list(User.objects.filter(username__in=names).values_list("pk", flat=True))


def _edge(raw: Row, order: str) -> tuple[Any, ...]:
    values = (raw[PLACES[key.column]] for key in ORDERS[order])
    return tuple(moment(value) for value in values)
