"""The list behind a figure: exactly the rows that it counts, page by page, frozen ones as they were counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from bihuan.problems.figures.bases import BASES, Span
from bihuan.problems.figures.drawing import DIMENSIONS, by_hour, rows_of
from bihuan.problems.figures.freezing import CASE
from bihuan.problems.figures.table import FIGURES, Figure
from bihuan.problems.models import MonthDetail

PAGE = 50
COLUMNS = (
    "number", "title", "level", "state", "category", "system__name", "handler__name", "reported_at",
    "resolved_at",
)  # fmt: skip
_EXTRA: dict[str, tuple[str, ...]] = {
    "limits": ("key", "first_due_at", "met_at", "voided_at"),
    "late": ("key", "first_due_at", "met_at", "voided_at"),
    "letters": ("number", "subject", "sent_at"),
    "actions_opened": ("text", "due_on", "closed_at"),
    "actions_closed": ("text", "due_on", "closed_at"),
    "actions_open": ("text", "due_on", "closed_at"),
    "branches": ("department__name", "created_at", "verified_at"),
}
"""What a row shows beside its case, by base."""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What a figure is narrowed to: level, category, the dimensions of `DIMENSIONS`, weekday and hour."""

    values: dict[str, Any] = field(default_factory=dict)

    def on_cases(self, rows: QuerySet[Any], to_case: str) -> QuerySet[Any]:
        """The rows that pass."""
        plain = {name: value for name, value in self.values.items() if name not in ("weekday", "hour")}
        columns = {f"{to_case}{DIMENSIONS.get(name, name)}": value for name, value in plain.items()}
        rows = rows.filter(**columns)
        if len(plain) == len(self.values):
            return rows
        times = {name: self.values[name] for name in ("weekday", "hour") if name in self.values}
        return by_hour(rows).filter(**times)

    def passes(self, case: list[Any]) -> bool:
        """Whether a case passes as it was frozen."""
        known = dict(zip(CASE, case, strict=True))
        return all(known.get(name) == value for name, value in self.values.items())


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One row behind a figure: its case, and what it shows beside it."""

    case: dict[str, Any]
    extra: dict[str, Any]

    @property
    def pair(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Both."""
        return self.case, self.extra


@dataclass(frozen=True, slots=True)
class ListPage:
    """Rows in the order in which they arose, how many there are in all, where the next page begins (0: nowhere)."""

    rows: list[ListedRow]
    total: int
    next: int = 0


def listed(
    key: str, span: Span, narrowing: Narrowing, *, month: str = "", after: int = 0, limit: int = PAGE
) -> ListPage:
    """One page of the rows that figure `key` counts over `span`, beyond the row `after`.

    With `month`, those that were frozen with its report, if it is submitted. Raises KeyError for no figure.
    """
    figure = FIGURES[key]
    frozen = _frozen(month, key, narrowing) if month else None
    if frozen is not None:
        wanted = [pk for pk in frozen if pk > after]
        rows = _read(figure, [_by_id(figure, wanted[: limit + 1])], limit)
        return ListPage(rows, len(frozen), wanted[limit - 1] if len(wanted) > limit else 0)
    to_case = BASES[figure.base].to_case
    parts = [narrowing.on_cases(rows, to_case) for rows in rows_of(figure, span)]
    total = sum(rows.count() for rows in parts)
    idents = sorted(
        pk
        for rows in parts
        for pk in rows.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[: limit + 1]
    )
    shown = _read(figure, [_by_id(figure, idents[: limit + 1])], limit)
    return ListPage(shown, total, idents[limit - 1] if len(idents) > limit else 0)


def _frozen(month: str, key: str, narrowing: Narrowing) -> list[int] | None:
    kept = MonthDetail.objects.filter(month__month=month).values_list("detail", flat=True).first()
    if not kept:
        return None
    return [row for row, case in kept["lists"].get(key, []) if narrowing.passes(kept["cases"][str(case)])]


def _by_id(figure: Figure, idents: Iterable[int]) -> QuerySet[Any]:
    model = BASES[figure.base].parts(_NOWHERE)[0].model
    found: QuerySet[Any] = model._default_manager.filter(pk__in=list(idents))
    return found


def _read(figure: Figure, parts: list[QuerySet[Any]], limit: int) -> list[ListedRow]:
    to_case, extra = BASES[figure.base].to_case, _EXTRA.get(figure.base, ())
    columns = [f"{to_case}{name}" for name in COLUMNS]
    found = []
    for rows in parts:
        for row in rows.order_by("pk").values(*columns, *extra)[:limit]:
            case = {name: row[column] for name, column in zip(COLUMNS, columns, strict=True)}
            found.append(ListedRow(case, {name: row[name] for name in extra}))
    return found


def model_of(figure: Figure) -> str:
    """What a figure counts: problem, duty, letter, branch, meeting or correctiveaction."""
    return str(BASES[figure.base].parts(_NOWHERE)[0].model._meta.model_name)


def _nowhere() -> Span:
    from datetime import UTC, datetime

    never = datetime(2000, 1, 1, tzinfo=UTC)
    return Span(never, never, never)


_NOWHERE = _nowhere()
"""A span to ask a base for its model by; no row is read."""
