"""The monthly report (F6.4) as everybody reads it: the figures, what follows from them, the month before.

What each figure means is written in `problems.queries.months`, which draws them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bihuan.problems.queries.month_duties import RATED
from bihuan.problems.queries.months import SUMS, figures_of_month
from bihuan.process.calendar import month_after

Figures = dict[str, Any]


def monthly_figures(month: str, at: datetime) -> Figures:
    """All figures of `month` at `at`, fit for JSON: those of the month, rates in total, and the month before.

    Raises ValueError unless `month` is written like 2026-11.
    """
    figures = figures_of_month(month, at)
    before = figures_of_month(month_after(month, -1), at)
    return {
        **figures,
        "rates": totals(figures["on_time"]),
        "resolution_rate": resolution_rate(figures["balance"]),
        "before": {
            "month": before["month"],
            "balance": before["balance"],
            "rates": totals(before["on_time"]),
        },
    }


def totals(rows: list[Figures]) -> list[Figures]:
    """Met and due of each duty over all levels; the solution apart for cases with external departments (D61)."""
    found: dict[tuple[str, bool], Figures] = {}
    for row in rows:
        is_apart = bool(row["external"]) and row["key"] == "resolution"
        fresh = {
            "key": row["key"],
            "external": is_apart,
            "due": 0,
            "met": 0,
            "mean_seconds": None,
            "longest_seconds": None,
        }
        total = found.setdefault((row["key"], is_apart), fresh)
        total["mean_seconds"] = _mean(total, row)
        total["longest_seconds"] = _longest(total["longest_seconds"], row["longest_seconds"])
        total["due"] += row["due"]
        total["met"] += row["met"]
    for total in found.values():
        total["rate"] = rate(total["met"], total["due"])
    return sorted(found.values(), key=lambda row: (RATED.index(row["key"]), row["external"]))


def rate(met: int, due: int) -> float | None:
    """The share that was met, to four places; None where nothing was due."""
    return round(met / due, 4) if due else None


def resolution_rate(balance: Figures) -> float | None:
    """Resolved ÷ (opening + new): how much of what was on the table was solved."""
    return rate(balance["resolved"], balance["opening"] + balance["new"])


def by_level(kinds: list[Figures]) -> dict[int, Figures]:
    """The five sums of each level."""
    return {level: _sums(row for row in kinds if row["level"] == level) for level in range(1, 6)}


def by_category(kinds: list[Figures]) -> dict[str, Figures]:
    """The five sums of each category that has any."""
    found = {row["category"] for row in kinds}
    return {code: _sums(row for row in kinds if row["category"] == code) for code in sorted(found)}


def _sums(rows: Any) -> Figures:
    chosen = list(rows)
    return {name: sum(row[name] for row in chosen) for name in SUMS}


def _mean(total: Figures, row: Figures) -> int | None:
    """The mean over both, weighed by how many were due; what was never met has no time and weighs little."""
    if row["mean_seconds"] is None or total["mean_seconds"] is None:
        return row["mean_seconds"] if total["mean_seconds"] is None else total["mean_seconds"]
    weight = total["due"] + row["due"]
    return int((total["mean_seconds"] * total["due"] + row["mean_seconds"] * row["due"]) / weight)


def _longest(one: int | None, other: int | None) -> int | None:
    return max((value for value in (one, other) if value is not None), default=None)
