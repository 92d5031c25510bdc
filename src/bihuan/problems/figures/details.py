"""Cases that the report names one by one: the new ones at levels 1 and 2, and the closing backlog."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bihuan.problems.figures.bases import Span
from bihuan.problems.figures.drawing import rows_of
from bihuan.problems.figures.table import FIGURES

SERIOUS_LIMIT, LEFT_LIMIT = 100, 200
_COLUMNS = (
    "number", "title", "level", "category", "state", "system__name", "handler__name", "impact",
    "cause_class", "discovered_at", "reported_at", "responded_at", "resolved_at",
)  # fmt: skip


def serious_cases(span: Span) -> list[dict[str, Any]]:
    """New cases at levels 1 and 2 and those resolved in the span, the gravest first; at most 100. Two queries."""
    found = {row["number"]: row for key in ("serious", "serious_resolved") for row in _named(key, span)}
    return sorted(found.values(), key=lambda row: (row["level"], row["reported_at"]))[:SERIOUS_LIMIT]


def leftovers(span: Span) -> list[dict[str, Any]]:
    """The closing backlog, the gravest and oldest first; at most 200. Three queries."""
    return sorted(_named("closing", span), key=lambda row: (row["level"], row["reported_at"]))[:LEFT_LIMIT]


def _named(key: str, span: Span) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for query in rows_of(FIGURES[key], span):
        rows += query.order_by("level", "reported_at", "pk").values(*_COLUMNS)[:LEFT_LIMIT]
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
