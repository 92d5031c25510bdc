"""Counts the figures of a span: one grouped query a part of a base, however many figures stand on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import (
    Count,
    DurationField,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay, Greatest

from bihuan.clock import SHANGHAI
from bihuan.problems.figures.bases import BASES, Span
from bihuan.problems.figures.conditions import condition_of
from bihuan.problems.figures.table import FIGURES, MEASURES, RATES, Figure, Rate
from bihuan.problems.models import Telling

Counts = dict[str, int]
Cells = dict[str, list[list[Any]]]
Measured = dict[str, int | None]

DIMENSIONS: dict[str, str] = {
    "source": "source",
    "system": "system__code",
    "handler": "handler__username",
    "cause": "cause_class",
}
"""What cases can be told apart by beside level and category: name → column."""

_LAST_TOLD = Subquery(
    Telling.objects.filter(problem=OuterRef("pk"), bulletin__isnull=True, round=OuterRef("round"))
    .order_by("-told_at")
    .values("told_at")[:1]
)
_DURATIONS = {
    "taken": ExpressionWrapper(F("met_at") - F("start_at"), output_field=DurationField()),
    "impact": ExpressionWrapper(F("resolved_at") - F("discovered_at"), output_field=DurationField()),
    "told": ExpressionWrapper(  # who was told before the answer was given was told at once
        Greatest(_LAST_TOLD, F("resolved_at")) - F("resolved_at"), output_field=DurationField()
    ),
}


def rows_of(figure: Figure, span: Span) -> list[QuerySet[Any]]:
    """The rows that a figure counts, as disjoint query sets; the figure is the sum of their counts."""
    condition = condition_of(figure, span)
    found = []
    for part in BASES[figure.base].parts(span):
        rows = part.filter(key=figure.of) if figure.of else part
        found.append(rows if condition is None else rows.filter(condition))
    return found


def count_figures(
    span: Span, keys: Iterable[str] = FIGURES, timed: list[dict[str, Any]] | None = None
) -> tuple[Counts, Cells]:
    """Each figure, and its cells as [level, category, count], those of nought left out.

    `timed` is what `timed_duties` gave for the same span, for whoever has asked for it already.
    """
    by_base: dict[str, list[Figure]] = defaultdict(list)
    for key in keys:
        by_base[FIGURES[key].base].append(FIGURES[key])
    cells: dict[str, dict[Any, int]] = {key: defaultdict(int) for key in keys}
    limits = by_base.pop("limits", [])
    for base, figures in by_base.items():
        for part in BASES[base].parts(span):
            _count_part(base, part, figures, span, cells)
    if limits:
        _count_limits(limits, timed if timed is not None else timed_duties(span), cells)
    listed = {key: _listed(found) for key, found in cells.items()}
    return {key: sum(row[2] for row in rows) for key, rows in listed.items()}, listed


def _count_limits(figures: list[Figure], timed: list[dict[str, Any]], cells: dict[str, Any]) -> None:
    """The figures about limits from the one query that also says how long they took."""
    for row in timed:
        kind, is_external = (row["problem__level"], row["problem__category"]), row["problem__external"]
        counts = {
            "": row["due"],
            "met": row["met"],
            "unmet": row["due"] - row["done"],
            "internal": 0 if is_external else row["due"],
            "external": row["due"] if is_external else 0,
            "met_internal": 0 if is_external else row["met"],
            "met_external": row["met"] if is_external else 0,
        }
        for figure in figures:
            if figure.of == row["key"]:
                cells[figure.key][kind] += counts[figure.where]


def _listed(found: dict[Any, int]) -> list[list[Any]]:
    return [[level, category, n] for (level, category), n in sorted(found.items()) if n]


def _count_part(
    base: str, part: QuerySet[Any], figures: list[Figure], span: Span, cells: dict[str, Any]
) -> None:
    """One query: every condition of the base counted by level and category."""
    names = {figure.where: figure for figure in figures}
    counts = {
        f"n_{name or 'all'}": Count("pk", filter=condition_of(figure, span)) for name, figure in names.items()
    }
    to_case = BASES[base].to_case
    by = [f"{to_case}level", f"{to_case}category"]
    for row in part.values(*by).annotate(**counts).order_by():
        kind = (row[by[0]], row[by[1]])
        for figure in figures:
            cells[figure.key][kind] += row[f"n_{figure.where or 'all'}"]


def timed_duties(span: Span) -> list[dict[str, Any]]:
    """Rated duties by key, kind of case and external: due, met, done, what they took together, at most. One query."""
    (limits,) = BASES["limits"].parts(span)
    taken = _DURATIONS["taken"]
    return list(
        limits.values("key", "problem__level", "problem__category", "problem__external")
        .annotate(
            due=Count("pk"),
            met=Count("pk", filter=Q(met_at__lte=F("first_due_at"))),
            done=Count("met_at"),
            taken=Sum(taken),
            longest=Max(taken),
        )
        .order_by()
    )


def measure_figures(span: Span, timed: list[dict[str, Any]]) -> Measured:
    """Each measure in whole seconds; None where no row has the duration. `timed` is what `timed_duties` gave."""
    found: Measured = {}
    summed: dict[str, dict[str, Any]] = {}
    for key, measure in MEASURES.items():
        if measure.what == "taken":
            is_internal = FIGURES[measure.figure].where == "internal"
            mine = [
                r for r in timed if r["key"] == measure.of and not (is_internal and r["problem__external"])
            ]
            row = {
                "n": sum(r["done"] for r in mine),
                "total": sum((r["taken"] or timedelta() for r in mine), timedelta()),
                "longest": max((r["longest"] or timedelta() for r in mine), default=timedelta()),
            }
        else:
            if measure.what not in summed:
                (rows,) = rows_of(FIGURES[measure.figure], span)
                spans = rows.annotate(lasts=_DURATIONS[measure.what]).order_by()
                summed[measure.what] = spans.aggregate(
                    n=Count("pk"), total=Sum("lasts"), longest=Max("lasts")
                )
            row = summed[measure.what]
        found[key] = _measured(measure.how, row)
    return found


def _measured(how: str, row: dict[str, Any]) -> int | None:
    if not row["n"]:
        return 0 if how == "total" else None
    value: timedelta = row["longest"] if how == "longest" else row["total"]
    return round(value.total_seconds() / (row["n"] if how == "mean" else 1))


def rate_of(rate: Rate, counts: Counts) -> float | None:
    """The share, to four places; None where there is nothing to share."""
    whole = sum(counts[key] for key in rate.whole)
    return round(counts[rate.part] / whole, 4) if whole else None


def rates_of(counts: Counts) -> dict[str, float | None]:
    """Every rate whose figures were counted."""
    return {
        key: rate_of(rate, counts) for key, rate in RATES.items() if {rate.part, *rate.whole} <= counts.keys()
    }


def shares_of(key: str, dimension: str, span: Span) -> list[list[Any]]:
    """A figure about cases by one dimension: value and count, the most frequent first, nothing for no value."""
    column, found = DIMENSIONS[dimension], defaultdict[Any, int](int)
    for rows in rows_of(FIGURES[key], span):
        for value, n in rows.values_list(column).annotate(n=Count("pk")).order_by():
            found[value] += n
    ordered = sorted(found.items(), key=lambda item: (-item[1], str(item[0])))
    return [[value, n] for value, n in ordered if value]


def by_hour(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Cases with the day of the week (1 is Monday) and the hour of their report in Shanghai."""
    return rows.annotate(
        weekday=ExtractIsoWeekDay("reported_at", tzinfo=SHANGHAI),
        hour=ExtractHour("reported_at", tzinfo=SHANGHAI),
    )


def hours_of(key: str, span: Span) -> list[list[int]]:
    """A figure about cases by day of the week and hour of the report: [weekday, hour, count]."""
    found: dict[tuple[int, int], int] = defaultdict(int)
    for rows in rows_of(FIGURES[key], span):
        for weekday, hour, n in (
            by_hour(rows).values_list("weekday", "hour").annotate(n=Count("pk")).order_by()
        ):
            found[weekday, hour] += n
    return [[*place, n] for place, n in sorted(found.items())]
