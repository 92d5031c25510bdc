"""What one person owes and watches: the reads behind the desk's first page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import QuerySet

from bihuan.people.models import User
from bihuan.problems.models import OPEN_DUTY, Duty, Problem, WorkOrder
from bihuan.process.answers import step_of

DUTY_LIMIT = 200
COLUMNS = (
    "key",
    "clause",
    "due_at",
    "warn_at",
    "opened_at",
    "level",
    "problem__number",
    "problem__title",
    "problem__state",
    "month__month",
)


@dataclass(frozen=True, slots=True)
class OwedDuty:
    """One thing a person owes, of a case (`number`) or a month (`month`); `step` is what meets it.

    An order in hand is owed too, by the limit of its case: its key is then the step itself.
    """

    key: str
    clause: str
    due_at: datetime
    soon_at: datetime
    opened_at: datetime
    level: int
    number: str
    title: str
    state: str
    month: str
    step: str


class ReportedCase(NamedTuple):
    """A case that the person reported."""

    number: str
    level: int
    title: str
    state: str
    reported_at: datetime


def open_duties_of(user: User, limit: int = DUTY_LIMIT) -> list[OwedDuty]:
    """What `user` owes by name, and what a role of his owes while nobody is named; earliest due first.

    At most `limit` of each kind. Two queries, each over its own partial index; orders in hand take two more.
    """
    duties = Duty.objects.filter(OPEN_DUTY)
    found = _owed(duties.filter(owed_by=user), limit)
    if user.roles:
        found += _owed(duties.filter(owed_by__isnull=True, owed_by_role__in=sorted(user.roles)), limit)
    found += _orders_of(user, limit)
    return sorted(found, key=lambda duty: (duty.due_at, duty.number))[:limit]


def reported_by(user: User, limit: int = 5) -> list[ReportedCase]:
    """The cases that `user` reported last."""
    mine = Problem.objects.filter(reporter=user).order_by("-reported_at", "-id")
    return [ReportedCase(*row) for row in mine.values_list(*ReportedCase._fields)[:limit]]


def _owed(duties: QuerySet[Duty], limit: int) -> list[OwedDuty]:
    rows = duties.order_by("due_at", "id").values_list(*COLUMNS)[:limit]
    return [
        OwedDuty(
            key,
            clause,
            due_at,
            soon_at,
            opened_at,
            level,
            number or "",
            title or "",
            state or "",
            month or "",
            step_of(key),
        )
        for key, clause, due_at, soon_at, opened_at, level, number, title, state, month in rows
    ]


def _orders_of(user: User, limit: int) -> list[OwedDuty]:
    orders = list(
        WorkOrder.objects.filter(handler=user, status__in=("issued", "accepted")).values_list(
            "status",
            "dispatched_at",
            "problem_id",
            "problem__number",
            "problem__title",
            "problem__state",
            "problem__level",
        )[:limit]
    )
    if not orders:
        return []
    clocks = Duty.objects.filter(OPEN_DUTY, key="resolution", problem__in={order[2] for order in orders})
    limits = {row[0]: row[1:] for row in clocks.values_list("problem_id", "due_at", "warn_at")}
    return [
        OwedDuty(
            step,
            "F2.4" if step == "accept_order" else "F5.1",
            *limits[problem],
            dispatched_at,
            level,
            number,
            title,
            state,
            "",
            step,
        )
        for status, dispatched_at, problem, number, title, state, level in orders
        if problem in limits
        for step in ["accept_order" if status == "issued" else "resolve"]
    ]
