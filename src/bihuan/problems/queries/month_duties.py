"""The duties of a month: how many were met in time, and which were not. A duty belongs to the month of its limit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Max, Q

from bihuan.problems.models import Duty, WorkOrder
from bihuan.problems.queries.judged import LATE, VIOLATED, OverFilters, sources
from bihuan.process.duties import BY_KEY

Span = tuple[datetime, datetime]

RATED = (
    "response", "dispatch", "resolution", "manager_report", "reporter_told", "departments_told", "analysis",
    "register", "review", "archive", "action", "letter_reply", "special_meeting",
)  # fmt: skip
"""Duties whose on-time rate is reported."""

LATE_LIMIT = 200
_TAKEN = ExpressionWrapper(F("met_at") - F("start_at"), output_field=DurationField())


def on_time(span: Span) -> list[dict[str, Any]]:
    """Met and due of each rated duty by level, cases with external departments apart (D61). One query."""
    clauses = {rule.clause for key in RATED for rule in BY_KEY[key]}
    rows = (
        Duty.objects.filter(
            clause__in=sorted(clauses),
            key__in=RATED,
            due_at__gte=span[0],  # an extended limit is in force longer than it counts, never shorter
            first_due_at__gte=span[0],
            first_due_at__lt=span[1],
            voided_at__isnull=True,
            problem__isnull=False,
        )
        .values("key", "problem__level", "problem__external")
        .annotate(
            due=Count("pk"),
            met=Count("pk", filter=Q(met_at__lte=F("first_due_at"))),
            mean=Avg(_TAKEN),
            longest=Max(_TAKEN),
        )
        .order_by()
    )
    found = [
        {
            "key": row["key"],
            "level": row["problem__level"],
            "external": row["problem__external"],
            "due": row["due"],
            "met": row["met"],
            "mean_seconds": _seconds(row["mean"]),
            "longest_seconds": _seconds(row["longest"]),
        }
        for row in rows
    ]
    return sorted(found, key=lambda row: (RATED.index(row["key"]), row["level"], row["external"]))


def late_duties(span: Span, at: datetime) -> list[dict[str, Any]]:
    """What was met after its limit, is overdue or can no longer be met, the gravest level first; at most 200.

    With the reason that the handler gave for a late solution (D26). Five queries.
    """
    columns = (
        "problem_id", "problem__number", "problem__title", "problem__level", "key", "clause", "first_due_at",
        "met_at",
    )  # fmt: skip
    filters = OverFilters(statuses=frozenset({LATE, VIOLATED}), due_from=span[0])
    found: list[tuple[Any, ...]] = []
    for query in sources(filters, at):
        rows = query.filter(first_due_at__gte=span[0], first_due_at__lt=span[1], problem__isnull=False)
        found += rows.order_by("-due_at", "-id").values_list(*columns)[:LATE_LIMIT]
    found = sorted(found, key=lambda row: (row[3], row[6], row[0]))[:LATE_LIMIT]
    reasons = _reasons({row[0] for row in found if row[4] == "resolution"})
    return [
        {
            "number": number,
            "title": title,
            "level": level,
            "key": key,
            "clause": clause,
            "due_at": due.isoformat(),
            "met_at": met.isoformat() if met else None,
            "reason": reasons.get(ident, "") if key == "resolution" else "",
        }
        for ident, number, title, level, key, clause, due, met in found
    ]


def _reasons(cases: Iterable[int]) -> dict[int, str]:
    orders = (
        WorkOrder.objects.filter(problem__in=sorted(cases)).exclude(late_reason="").order_by("is_lead", "id")
    )
    return dict(orders.values_list("problem_id", "late_reason"))


def _seconds(span: timedelta | None) -> int | None:
    return int(span.total_seconds()) if span is not None else None
