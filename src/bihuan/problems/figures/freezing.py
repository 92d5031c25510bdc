"""What is frozen with a monthly report: the figures, and for each of them the cases behind it, sealed by SHA-256."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from bihuan.problems.figures.bases import BASES, Span
from bihuan.problems.figures.drawing import DIMENSIONS, by_hour, rows_of
from bihuan.problems.figures.table import FIGURES
from bihuan.problems.models import Event, Month, MonthDetail, Problem

CHUNK = 500
CASE = ("level", "category", *DIMENSIONS, "weekday", "hour")
"""What the detail keeps of a case, in this order."""


def freeze(month: Month, span: Span) -> str:
    """Store the cases behind the figures of a month and give the digest of all that was submitted."""
    detail = detail_of(span)
    MonthDetail.objects.update_or_create(month=month, defaults={"detail": detail})
    return digest_of(month, detail)


def detail_of(span: Span) -> dict[str, Any]:
    """`lists`: each figure's rows as [id of the row, id of its case]; `cases`: what `CASE` names of each case."""
    lists: dict[str, list[list[int]]] = {}
    for key, figure in FIGURES.items():
        to_case = BASES[figure.base].to_case
        columns = ("pk", f"{to_case}pk")
        lists[key] = [list(row) for rows in rows_of(figure, span) for row in rows.values_list(*columns)]
    wanted = sorted({case for rows in lists.values() for _row, case in rows})
    return {"lists": {key: sorted(rows) for key, rows in lists.items()}, "cases": _cases(wanted)}


def _cases(wanted: list[int]) -> dict[str, list[Any]]:
    columns = ("pk", "level", "category", *DIMENSIONS.values(), "weekday", "hour")
    found: dict[str, list[Any]] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = by_hour(Problem.objects.filter(pk__in=wanted[start : start + CHUNK]))
        found |= {str(pk): values for pk, *values in rows.values_list(*columns)}
    return found


def digest_of(month: Month, detail: dict[str, Any]) -> str:
    """SHA-256 in hex over month, figures, detail, analysis and plan, written as canonical JSON."""
    text = json.dumps(
        [month.month, month.figures, detail, month.analysis, month.plan],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(text.encode()).hexdigest()


def is_intact(month: Month) -> bool | None:
    """Whether what is stored is what was submitted; None for a month without a digest."""
    if not month.digest:
        return None
    kept = MonthDetail.objects.filter(month=month).values_list("detail", flat=True).first()
    return digest_of(month, kept or {}) == month.digest


def altered_month() -> str:
    """The first month whose frozen report is not what its event says was submitted; empty if all are."""
    submitted = Event.objects.filter(step="submit_monthly_report", stream__startswith="month:")
    sealed = {event.stream: event.data.get("sha256", "") for event in submitted.iterator()}
    for month in Month.objects.exclude(digest="").order_by("month").iterator():
        if month.digest != sealed.get(f"month:{month.month}") or not is_intact(month):
            return month.month
    return ""
