"""The monthly report (F6.4) as everybody reads it: the figures, what follows from them, the month before.

What each figure means is written in `problems.figures.table`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bihuan.problems.figures.bases import RATED
from bihuan.problems.queries.months import GLANCED_BACK, SUMS, draw_report, frozen_figures

Figures = dict[str, Any]


def monthly_figures(month: str, at: datetime) -> Figures:
    """All figures of `month` at `at`, fit for JSON: those of the month, rates in total, and the month before.

    Those frozen with the report if it is submitted. Raises ValueError unless `month` is written like 2026-11.
    """
    frozen = frozen_figures(month)
    figures = {
        **(frozen or draw_report(month, at, looked_back=GLANCED_BACK)),
        "is_frozen": frozen is not None,
    }
    before = figures.get("before") or {}
    return {
        **figures,
        "rates": totals(figures["on_time"]),
        "resolution_rate": resolution_rate(figures["balance"]),
        "before": {**before, "rates": totals(before.get("on_time", []))},
    }


def totals(rows: list[Figures]) -> list[Figures]:
    """Met and due of each duty over all levels; the solution apart for cases with external departments (D61)."""
    found: dict[tuple[str, bool], Figures] = {}
    for row in rows:
        is_apart = bool(row["external"]) and row["key"] == "resolution"
        fresh = {"key": row["key"], "external": is_apart, "due": 0, "met": 0, "done": 0, "taken_seconds": 0,
                 "longest_seconds": None}  # fmt: skip
        total = found.setdefault((row["key"], is_apart), fresh)
        total["longest_seconds"] = _longest(total["longest_seconds"], row["longest_seconds"])
        for name, value in _taken(row).items():
            total[name] += value
        total["due"] += row["due"]
        total["met"] += row["met"]
    for total in found.values():
        total["rate"] = rate(total["met"], total["due"])
        taken, done = total.pop("taken_seconds"), total.pop("done")
        total["mean_seconds"] = round(taken / done) if done else None
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


def _taken(row: Figures) -> dict[str, int]:
    """How many of a row were met at all and what they took together; older frozen rows know the mean alone."""
    if "taken_seconds" in row:
        return {"done": row["done"], "taken_seconds": row["taken_seconds"] or 0}
    done = row["due"] if row["mean_seconds"] is not None else 0
    return {"done": done, "taken_seconds": (row["mean_seconds"] or 0) * done}


def _longest(one: int | None, other: int | None) -> int | None:
    return max((value for value in (one, other) if value is not None), default=None)
