"""How the values of the 问题记录表 are written; its columns stand in `problems.registercolumns`."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext

from bihuan.clock import SHANGHAI
from bihuan.problems.registercolumns import COLUMNS, Column, names

__all__ = ["COLUMNS", "KEYS", "Column", "headings", "names", "span", "texts", "written"]


KEYS = tuple(column.key for column in COLUMNS)


def headings() -> list[str]:
    """The headings in the reader's language."""
    return [str(column.label) for column in COLUMNS]


def texts(cells: dict[str, Any]) -> list[str]:
    """The cells of a row as they are read and printed, in the order of the columns."""
    return [written(column, cells[column.key]) for column in COLUMNS]


def written(column: Column, value: Any) -> str:
    """One value as text in the reader's language; nothing for none. A correction is text already."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, timedelta):
        return span(value)
    if isinstance(value, list | tuple):
        return gettext(", ").join(str(item) for item in value)
    if column.terms and value in column.terms:
        return gettext(column.terms[value].label)
    return str(value)


def span(value: timedelta) -> str:
    """A duration to the minute, in at most two units."""
    minutes = max(0, int(value.total_seconds() // 60))
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        return gettext("{d} d {h} h").format(d=days, h=hours)
    return gettext("{h} h {m} min").format(h=hours, m=rest) if hours else gettext("{m} min").format(m=rest)
