"""Duties over all cases, judged in SQL as `process.conformance` judges them for one case.

The limit that counts is `first_due_at`; what ended overdue with its case is violated. Every kind of row is read
by a partial index in the order of due times. F3.1, which makes no duty, has the answered lead orders without a
plan as its violated rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from bihuan.problems.models import OPEN_DUTY, Duty, Problem, WorkOrder
from bihuan.problems.queries.cursor import Cursor, Key
from bihuan.problems.queries.literal import Likely
from bihuan.process.clauses import CLAUSES as ALL
from bihuan.process.conformance import (
    DUTY_CLAUSES,
    ENDED,
    LATE,
    LIMITS,
    MET,
    OPEN,
    VIOLATED,
    duty_status,
)
from bihuan.process.proof import Owed

STATUSES = (OPEN, LATE, MET, VIOLATED)
USUAL = frozenset({LATE, VIOLATED})
"""What the view over all cases shows unless it is asked for more."""

STEP_CLAUSE = "F3.1"
CLAUSES: tuple[str, ...] = tuple(c for c in ALL if c in DUTY_CLAUSES | LIMITS.keys() | {STEP_CLAUSE})
"""Clauses that can be asked for over all cases, in the order of the document."""

COLUMNS = (
    "id", "key", "clause", "level", "due_at", "first_due_at", "met_at", "voided_at", "owed_by__name",
    "owed_by__username", "owed_by_role", "problem__number", "problem__title", "problem__state", "month__month",
)  # fmt: skip
MET_LATE = Q(met_at__gt=F("first_due_at"), voided_at__isnull=True)
BROKEN = Q(met_at__isnull=True, voided_at__gt=F("first_due_at"))
EXTENDED = Q(due_at__gt=F("first_due_at"))
NO_PLAN = '"problems_workorder"."status" = \'done\' AND "problems_workorder"."plan" = \'\''
_ENDED_CASE = Problem.objects.filter(pk=OuterRef("problem"), state__in=sorted(ENDED))


@dataclass(frozen=True, slots=True)
class OverFilters:
    """What the view over all cases is narrowed to; times bound the due time, `due_to` excluded."""

    clause: str = ""
    statuses: frozenset[str] = USUAL
    due_from: datetime | None = None
    due_to: datetime | None = None

    @property
    def order(self) -> str:
        """Soonest due first while only open rows are shown, else the latest due first."""
        return "due_at" if self.statuses == {OPEN} else "-due_at"


@dataclass(frozen=True, slots=True)
class OverRow:
    """One judged duty of a case (`number`) or a month (`month`), or a plan that is missing (no `key`).

    `first_due_at` is the limit that counts, `due_at` the one in force.
    """

    id: int
    clause: str
    status: str
    key: str
    number: str
    month: str
    title: str
    level: int
    state: str
    owed_by: str
    owed_by_name: str
    owed_by_role: str
    due_at: datetime
    first_due_at: datetime
    met_at: datetime | None


def sources(filters: OverFilters, at: datetime) -> Iterator[QuerySet[Duty]]:
    """Disjoint sets of duties that together are the rows asked for, in no order."""
    duties, wanted = Duty.objects.all(), filters.statuses
    if filters.due_from:
        duties = duties.filter(due_at__gte=filters.due_from)
    if filters.due_to:
        duties = duties.filter(due_at__lt=filters.due_to)
    rare = _of_clause(duties, filters.clause, is_rare=True)
    if OPEN in wanted:
        yield _of_clause(duties, filters.clause).filter(OPEN_DUTY, due_at__gte=at, first_due_at__gte=at)
    if MET in wanted:
        settled = _of_clause(duties, filters.clause)
        yield settled.filter(met_at__isnull=False, voided_at__isnull=True, met_at__lte=F("first_due_at"))
    if LATE in wanted:
        yield rare.filter(MET_LATE)
        yield rare.filter(OPEN_DUTY, EXTENDED, due_at__gte=at, first_due_at__lt=at)
        yield rare.filter(OPEN_DUTY, due_at__lt=at)
    if VIOLATED in wanted:
        yield rare.filter(BROKEN, Exists(_ENDED_CASE))


def rows(
    query: QuerySet[Duty], place: Cursor | None, keys: tuple[Key, ...], limit: int, at: datetime
) -> list[OverRow]:
    """Up to `limit` rows of one source beyond `place`, in the order of `keys`. One query."""
    if place:
        query = query.filter(place.condition())
    raw = query.order_by(*(key.ordering for key in keys)).values_list(*COLUMNS)[:limit]
    return [_row(at, *values) for values in raw]


def unplanned(filters: OverFilters) -> QuerySet[WorkOrder]:
    """Answered lead orders without a plan (F3.1), bounded by the time of the answer."""
    found = WorkOrder.objects.filter(RawSQL(NO_PLAN, (), BooleanField()), is_lead=True)
    if filters.due_from:
        found = found.filter(handled_at__gte=filters.due_from)
    return found.filter(handled_at__lt=filters.due_to) if filters.due_to else found


def _of_clause(duties: QuerySet[Duty], clause: str, *, is_rare: bool = False) -> QuerySet[Duty]:
    if not clause:
        return duties
    if clause in LIMITS:
        return duties.filter(key__in=("response", "resolution"), level=LIMITS[clause])
    # Rare rows stand in an index of their own, which is better read through than the one of the clause.
    return duties.filter(Likely('"problems_duty"."clause" = %s', (clause,)) if is_rare else Q(clause=clause))


def _row(at: datetime, *values: Any) -> OverRow:
    row = dict(zip(COLUMNS, values, strict=True))
    state = row["problem__state"] or ""
    judged = Owed(row["key"], row["clause"], row["first_due_at"], 0, row["met_at"], row["voided_at"])
    return OverRow(
        id=row["id"],
        clause=row["clause"],
        status=duty_status(judged, at, is_ended=state in ENDED),
        key=row["key"],
        number=row["problem__number"] or "",
        month=row["month__month"] or "",
        title=row["problem__title"] or "",
        level=row["level"],
        state=state,
        owed_by=row["owed_by__username"] or "",
        owed_by_name=row["owed_by__name"] or "",
        owed_by_role=row["owed_by_role"],
        due_at=row["due_at"],
        first_due_at=row["first_due_at"],
        met_at=row["met_at"],
    )
