"""The report of a month (F6.4): the figures of `problems.figures` over its days, with the month before beside them.

The five sums are each counted on their own, so that the balance is a check. Imported cases are left out unless they
are asked for alone (D65). The running month ends now. Once the report is submitted the figures are those that were
frozen with it (D48); what has changed since then stands in the next month's report as restated.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bihuan.problems.figures.bases import Span
from bihuan.problems.figures.details import leftovers, serious_cases
from bihuan.problems.figures.drawing import (
    count_figures,
    hours_of,
    measure_figures,
    rates_of,
    shares_of,
    timed_duties,
)
from bihuan.problems.figures.table import SUMS, WAYS
from bihuan.problems.models import Month
from bihuan.problems.queries.month_duties import late_duties, on_time
from bihuan.process.calendar import month_after, month_bounds

__all__ = ["SUMS", "draw_figures", "draw_report", "figures_of_month", "span_of"]

Figures = dict[str, Any]
LOOKED_BACK, GLANCED_BACK = 3, 1
"""Frozen months before this one that are counted again, to restate what has changed: for good, and on a draft."""


def span_of(month: str, at: datetime, *, imported: bool = False) -> Span:
    """The days of `month` up to `at`. Raises ValueError unless it is written like 2026-11."""
    start, end = month_bounds(month)
    return Span(start, max(start, min(end, at)), at, imported)


def figures_of_month(month: str, at: datetime) -> Figures:
    """The figures as numbers, texts and lists, fit for JSON; those frozen with the report if it is submitted.

    Raises ValueError unless `month` is written like 2026-11. `is_frozen` says which of the two they are.
    """
    frozen = frozen_figures(month)
    return {**frozen, "is_frozen": True} if frozen else {**draw_figures(month, at), "is_frozen": False}


def frozen_figures(month: str) -> Figures | None:
    """What was frozen with the report of a month; None before it is submitted. One query."""
    submitted = Month.objects.filter(month=month, submitted_at__isnull=False)
    found: Figures | None = submitted.values_list("figures", flat=True).first()
    return found or None


def draw_report(month: str, at: datetime, *, looked_back: int = LOOKED_BACK) -> Figures:
    """The figures with those of the month before and what has changed since they were frozen; fit for JSON."""
    figures = draw_figures(month, at)
    earlier = month_after(month, -1)
    before = frozen_figures(earlier) or {
        **draw_sums(earlier, at),
        "on_time": on_time(timed_duties(span_of(earlier, at))),
    }
    return {**figures, "before": _beside(before), "restated": restated(month, at, looked_back)}


def draw_figures(month: str, at: datetime, *, imported: bool = False) -> Figures:
    """The figures as they are at `at`, from the rows."""
    span = span_of(month, at, imported=imported)
    timed = timed_duties(span)
    sums = {**_of_month(month, at), **_sums(span, timed)}
    return {**sums, **draw_around(span, timed), "late": late_duties(span)}


def draw_span(span: Span) -> Figures:
    """The same figures over any span: what the dashboards show of a day or a week."""
    timed = timed_duties(span)
    return {**_sums(span, timed), **draw_around(span, timed)}


def draw_around(span: Span, timed: list[Figures]) -> Figures:
    """Durations, rates by level, shares and named cases of a span."""
    return {
        "measures": measure_figures(span, timed),
        "on_time": on_time(timed),
        "sources": shares_of("new", "source", span),
        "systems": shares_of("new", "system", span)[:10],
        "causes": shares_of("resolved", "cause", span),
        "handlers": shares_of("resolved", "handler", span)[:20],
        "workload": shares_of("closing", "handler", span)[:20],
        "hours": hours_of("new", span),
        "serious": serious_cases(span),
        "leftovers": leftovers(span),
    }


def draw_sums(month: str, at: datetime, *, imported: bool = False) -> Figures:
    """The counted figures alone, which is what the month before is compared by."""
    span = span_of(month, at, imported=imported)
    return {**_of_month(month, at), **_sums(span, timed_duties(span))}


def _of_month(month: str, at: datetime) -> Figures:
    return {"month": month, "is_over": at >= month_bounds(month)[1]}


def _sums(span: Span, timed: list[Figures]) -> Figures:
    counts, cells = count_figures(span, timed=timed)
    sums = {name: counts[name] for name in SUMS}
    expected = sums["opening"] + sums["new"] - sums["resolved"] - sums["void"]
    return {
        "from": span.start.isoformat(),
        "to": span.end.isoformat(),
        "balance": {**sums, "balances": expected == sums["closing"]},
        "kinds": _kinds(cells),
        "counts": counts,
        "cells": cells,
        "shares": rates_of(counts),
        "ways": {name: counts[name] for name in WAYS},
        "external": {name: counts[name] for name in ("letters_sent", "open_branches")},
    }


def restated(month: str, at: datetime, looked_back: int = LOOKED_BACK) -> list[Figures]:
    """Figures of the months before `month` that differ now from what was last reported; newest month first.

    What a later report has restated already is compared with that. Raises ValueError for what is no month.
    """
    names = [month_after(month, -back) for back in range(1, looked_back + 1)]
    frozen = dict(
        Month.objects.filter(month__in=names, submitted_at__isnull=False).values_list("month", "figures")
    )
    said = {
        (row["month"], row["key"]): row["now"]
        for name in sorted(frozen)
        for row in frozen[name].get("restated", [])
    }
    found = []
    for name in (name for name in names if frozen.get(name, {}).get("counts")):
        now = count_figures(span_of(name, at))[0]
        for key, then in frozen[name]["counts"].items():
            reported = said.get((name, key), then)
            if key in now and now[key] != reported:
                found.append({"month": name, "key": key, "reported": reported, "now": now[key]})
    return found


def _kinds(cells: dict[str, list[list[Any]]]) -> list[Figures]:
    """Opening, new, resolved, void and closing for each level and category that has any."""
    found: dict[tuple[int, str], dict[str, int]] = {}
    for name in SUMS:
        for level, category, n in cells[name]:
            found.setdefault((level, category), dict.fromkeys(SUMS, 0))[name] = n
    return [
        {"level": level, "category": category, **sums} for (level, category), sums in sorted(found.items())
    ]


def _beside(figures: Figures) -> Figures:
    """What of a month stands beside the next one."""
    kept = ("month", "balance", "kinds", "counts", "shares", "on_time", "measures")
    return {name: figures[name] for name in kept if name in figures}
