"""Who owes what, over all cases and months: one page by status, person and due time. Never counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from operator import attrgetter

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from bihuan.people.models import User
from bihuan.problems.models import OPEN_DUTY, Duty
from bihuan.problems.queries.cursor import Cursor, Key, Page, page_by
from bihuan.problems.queries.filters import read_filters

EDGE = attrgetter("due_at", "id")
RUNNING = frozenset({"open", "late"})
STATUSES = (*sorted(RUNNING), "met", "met_late")
"""Statuses that can be asked for."""

COLUMNS = (
    "id", "key", "clause", "owed_by__username", "owed_by_role", "opened_at", "due_at", "met_at", "subject",
    "level", "problem__number", "problem__title", "month__month",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class DutyFilters:
    """What the list is narrowed to: statuses, whoever asks alone, due before an instant."""

    statuses: frozenset[str] = RUNNING
    mine: bool = False
    due_before: datetime | None = None

    @property
    def order(self) -> str:
        """Soonest due first while only running ones are shown, else the latest due first."""
        return "due_at" if self.statuses <= RUNNING else "-due_at"


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One duty of a case (`number`, `title`) or of a month."""

    id: int
    key: str
    clause: str
    owed_by: str | None
    owed_by_role: str
    opened_at: datetime
    due_at: datetime
    met_at: datetime | None
    subject: int
    level: int
    number: str | None
    title: str | None
    month: str | None


def read_duty_filters(given: Mapping[str, Sequence[str]]) -> tuple[DutyFilters, dict[str, list[str]]]:
    """Filters from `status` (several), `mine` and `due_before`, with what was wrong by field."""
    common, faults = read_filters(
        {"mine": given.get("mine", ()), "reported_from": given.get("due_before", ())}
    )
    errors = {"due_before" if name == "reported_from" else name: texts for name, texts in faults.items()}
    words = {word.strip() for text in given.get("status", ()) for word in text.split(",")} - {""}
    for word in sorted(words - {*STATUSES}):
        errors.setdefault("status", []).append(_("“{value}” is not a choice.").format(value=word[:40]))
    statuses = frozenset(words & {*STATUSES}) or RUNNING
    return DutyFilters(statuses, common.mine, common.reported_from), errors


def duty_page(filters: DutyFilters, cursor: str, limit: int, user: User, at: datetime) -> Page[DutyRow]:
    """One page of the duties that `user` may know of, the empty cursor being the first. Raises BadCursor.

    One query a status that stands alone; asked for his own, one for himself and one for each of his roles.
    """

    def read(place: Cursor | None, keys: tuple[Key, ...], most: int) -> list[DutyRow]:
        found = [_rows(query, place, keys, most) for query in _sources(filters, user, at)]
        return list(islice(merge(*found, key=EDGE, reverse=keys[0].falls), most))

    return page_by(read, filters.order, cursor, limit, EDGE)


def _sources(filters: DutyFilters, user: User, at: datetime) -> Iterator[QuerySet[Duty]]:
    """Disjoint sets of duties that together are the rows asked for, each read by an index of its own."""
    for duties in _owned(_known_to(user), filters, user):
        if filters.due_before:
            duties = duties.filter(due_at__lt=filters.due_before)
        yield from _by_status(duties, filters.statuses, at)


def _known_to(user: User) -> QuerySet[Duty]:
    if user.reads_all_cases:
        return Duty.objects.all()
    if "marketing" in user.roles and user.department_id:
        return Duty.objects.filter(problem__told=user.department_id)
    return Duty.objects.none()


def _owned(duties: QuerySet[Duty], filters: DutyFilters, user: User) -> Iterator[QuerySet[Duty]]:
    if not filters.mine:
        yield duties
        return
    yield duties.filter(owed_by=user)
    for role in sorted(user.roles):
        yield duties.filter(owed_by__isnull=True, owed_by_role=role)


def _by_status(duties: QuerySet[Duty], wanted: frozenset[str], at: datetime) -> Iterator[QuerySet[Duty]]:
    running = wanted & RUNNING
    if running == RUNNING:
        yield duties.filter(OPEN_DUTY)
    elif running:
        yield duties.filter(OPEN_DUTY, Q(due_at__gt=at) if "open" in running else Q(due_at__lte=at))
    done = duties.filter(met_at__isnull=False, voided_at__isnull=True)
    if {"met", "met_late"} <= wanted:
        yield done
    elif "met" in wanted:
        yield done.filter(met_at__lte=F("due_at"))
    elif "met_late" in wanted:  # the first condition names the index; an extended limit lies later
        yield done.filter(met_at__gt=F("first_due_at")).filter(met_at__gt=F("due_at"))


def _rows(query: QuerySet[Duty], place: Cursor | None, keys: tuple[Key, ...], limit: int) -> list[DutyRow]:
    if place:
        query = query.filter(place.condition())
    return [
        DutyRow(*row) for row in query.order_by(*(k.ordering for k in keys)).values_list(*COLUMNS)[:limit]
    ]
