"""The duties of a month by level: how many were met in time, which were not. Each counts in the month of its limit."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from bihuan.problems.figures.bases import BASES, RATED, Span
from bihuan.problems.models import WorkOrder

LATE_LIMIT = 200


def on_time(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Met and due of each rated duty by level, cases with external departments apart (D61), from `timed_duties`."""
    found: dict[tuple[str, int, bool], dict[str, Any]] = {}
    for row in rows:
        place = (row["key"], row["problem__level"], row["problem__external"])
        total = found.setdefault(
            place, {"due": 0, "met": 0, "done": 0, "taken": timedelta(), "longest": None}
        )
        for name in ("due", "met", "done"):
            total[name] += row[name]
        total["taken"] += row["taken"] or timedelta()
        total["longest"] = max((s for s in (total["longest"], row["longest"]) if s is not None), default=None)
    listed = [
        {
            "key": key,
            "level": level,
            "external": external,
            "due": total["due"],
            "met": total["met"],
            "done": total["done"],
            "taken_seconds": _seconds(total["taken"]),
            "mean_seconds": round(total["taken"].total_seconds() / total["done"]) if total["done"] else None,
            "longest_seconds": _seconds(total["longest"]),
        }
        for (key, level, external), total in found.items()
    ]
    return sorted(listed, key=lambda row: (RATED.index(row["key"]), row["level"], row["external"]))


def late_duties(span: Span) -> list[dict[str, Any]]:
    """What was met after its limit, is overdue or can no longer be met, the gravest level first; at most 200.

    With the reason that the handler gave for a late solution (D26). Five queries.
    """
    columns = (
        "problem_id", "problem__number", "problem__title", "problem__level", "key", "clause", "first_due_at",
        "met_at", "voided_at",
    )  # fmt: skip
    found: list[tuple[Any, ...]] = []
    for rows in BASES["late"].parts(span):
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
            "lapsed": met is None and voided is not None,
            "reason": reasons.get(ident, "") if key == "resolution" else "",
        }
        for ident, number, title, level, key, clause, due, met, voided in found
    ]


def _reasons(cases: Iterable[int]) -> dict[int, str]:
    orders = (
        WorkOrder.objects.filter(problem__in=sorted(cases)).exclude(late_reason="").order_by("is_lead", "id")
    )
    return dict(orders.values_list("problem_id", "late_reason"))


def _seconds(span: timedelta | None) -> int | None:
    return int(span.total_seconds()) if span is not None else None
