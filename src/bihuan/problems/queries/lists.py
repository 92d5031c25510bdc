"""The list of cases: one page by filters and cursor, in slim rows. Never counts, never skips rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from bihuan.people.models import System, User
from bihuan.problems.access import visible_to
from bihuan.problems.models import NEVER, Problem, WorkOrder
from bihuan.problems.queries.cursor import ORDERS, Cursor, read_cursor
from bihuan.problems.queries.filters import SPANS, Filters
from bihuan.problems.queries.literal import ACTIVE, UNSOLVED, Likely, held_by, one_of
from bihuan.problems.queries.quick import Row, moment, rows_of, statement_of
from bihuan.problems.search import match_sql, newest

COLUMNS = (
    "id", "number", "level", "title", "state", "category", "source", "business_affected", "users_affected",
    "round", "version", "external", "system_id", "handler_id", "reporter_id", "coordinator_id", "next_duty",
    "reported_at", "responded_at", "dispatched_at", "resolved_at", "archived_at", "next_due_at", "next_warn_at",
)  # fmt: skip
PLACES = {column: place for place, column in enumerate(COLUMNS)}
EXPORT_CHUNK = 500


class Named(NamedTuple):
    """A person or a system as a list names it: the code that programs use and the name that people read."""

    code: str
    name: str


Names = dict[int, Named]


@dataclass(frozen=True, slots=True)
class CaseRow:
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


@dataclass(frozen=True, slots=True)
class CasePage:
    """Rows in order with the cursors of the neighbouring pages, empty where there is none."""

    rows: list[CaseRow]
    next: str = ""
    previous: str = ""


def case_page(filters: Filters, cursor: str, limit: int, user: User, at: datetime) -> CasePage:
    """One page of the cases that `user` may read. Three queries, and one more where people are named.

    An empty cursor is the first page. Raises BadCursor.
    """
    place = read_cursor(cursor, filters.order) if cursor else None
    keys = place.keys if place else ORDERS[filters.order]
    query = _newest_found(filters, place, limit + 1, user)
    if query is None:
        query = narrowed(filters, user, at)
        query = query.filter(place.condition()) if place else query
    query = query.order_by(*(key.ordering for key in keys))
    raw = rows_of(statement_of(query.values_list(*COLUMNS)[: limit + 1]))
    has_more, raw = len(raw) > limit, raw[:limit]
    if place and place.backwards:
        raw.reverse()
        has_before, has_after = has_more, True
    else:
        has_before, has_after = place is not None, has_more
    return CasePage(
        rows=_cases(raw),
        next=str(Cursor(filters.order, _edge(raw[-1], filters.order))) if raw and has_after else "",
        previous=str(Cursor(filters.order, _edge(raw[0], filters.order), True)) if raw and has_before else "",
    )


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
    if filters.is_of_active:
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
    return _found(query, filters.q) if filters.q else query


def _found(query: QuerySet[Problem], words: str) -> QuerySet[Problem]:
    match = match_sql(words)
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


def _cases(found: list[Row]) -> list[CaseRow]:
    systems = _named(System, "code", {raw[PLACES["system_id"]] for raw in found})
    first, last = PLACES["handler_id"], PLACES["coordinator_id"]
    people = _named(User, "username", {ident for raw in found for ident in raw[first : last + 1]})
    return [_case(raw, systems, people) for raw in found]


def _case(raw: Row, systems: Names, people: Names) -> CaseRow:
    start = PLACES["external"]
    external, system, handler, reporter, coordinator, duty, *times = raw[start:]
    *marks, due_at, soon_at = (moment(time) for time in times)
    values = [
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
    ]
    return CaseRow(*values)


def _named(model: type[System] | type[User], code: str, idents: Iterable[int | None]) -> Names:
    wanted = sorted(ident for ident in idents if ident is not None)
    table, marks = model._meta.db_table, ", ".join(["%s"] * len(wanted))
    sql = f"SELECT id, {code}, name FROM {table} WHERE id IN ({marks})"
    found = rows_of((sql, tuple(wanted))) if wanted else []
    return {ident: Named(key, name) for ident, key, name in found}
