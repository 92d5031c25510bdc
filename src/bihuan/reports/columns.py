"""The columns of the 问题记录表 (practice.md 3.3), one row a problem, and how a value is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext, override, pgettext_lazy

from bihuan.clock import SHANGHAI
from bihuan.process import terms


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its key for programs, its heading for people; `terms` names the table of a code."""

    key: str
    label: Any  # translated when read
    terms: dict[str, terms.Term] | None = None


COLUMNS: tuple[Column, ...] = (
    Column("place", pgettext_lazy("register", "No.")),
    Column("number", pgettext_lazy("register", "Problem number")),
    Column("level", pgettext_lazy("register", "Level")),
    Column("category", pgettext_lazy("register", "Domain"), terms.CATEGORIES),
    Column("source", pgettext_lazy("register", "Source"), terms.SOURCES),
    Column("system", pgettext_lazy("register", "Affected system")),
    Column("symptom", pgettext_lazy("register", "Problem symptom")),
    Column("impact", pgettext_lazy("register", "Impact")),
    Column("discovered_at", pgettext_lazy("register", "Discovery time")),
    Column("reported_at", pgettext_lazy("register", "Report time")),
    Column("reporter", pgettext_lazy("register", "Reporter")),
    Column("responded_at", pgettext_lazy("register", "Response time")),
    Column("response_taken", pgettext_lazy("register", "Time to respond")),
    Column("dispatched_at", pgettext_lazy("register", "Dispatch time")),
    Column("dispatch_taken", pgettext_lazy("register", "Time to dispatch")),
    Column("handler", pgettext_lazy("register", "Handler")),
    Column("assistants", pgettext_lazy("register", "Assisting handlers")),
    Column("resolved_at", pgettext_lazy("register", "Resolved time")),
    Column("resolution_taken", pgettext_lazy("register", "Time to resolve")),
    Column("duration", pgettext_lazy("register", "Duration")),
    Column("response_on_time", pgettext_lazy("register", "Response on time")),
    Column("dispatch_on_time", pgettext_lazy("register", "Dispatch on time")),
    Column("resolution_on_time", pgettext_lazy("register", "Resolution on time")),
    Column("cause_class", pgettext_lazy("register", "Cause class")),
    Column("root_cause", pgettext_lazy("register", "Root cause")),
    Column("method", pgettext_lazy("register", "Handling method")),
    Column("result", pgettext_lazy("register", "Result (close code)"), terms.CLOSE_CODES),
    Column("change", pgettext_lazy("register", "Change, number")),
    Column("repeat", pgettext_lazy("register", "Repeat, linked number")),
    Column("external", pgettext_lazy("register", "External department, letter number")),
    Column("advice", pgettext_lazy("register", "Improvement advice")),
    Column("analysed_at", pgettext_lazy("register", "Analysis submitted")),
    Column("reviewed_at", pgettext_lazy("register", "Review held")),
    Column("archived_at", pgettext_lazy("register", "Archived")),
    Column("file_number", pgettext_lazy("register", "File number")),
    Column("remark", pgettext_lazy("register", "Remark")),
)
KEYS = tuple(column.key for column in COLUMNS)


def headings() -> list[str]:
    """The headings in the reader's language."""
    return [str(column.label) for column in COLUMNS]


@lru_cache(maxsize=1)
def names() -> dict[str, str]:
    """Everything a column may be called, key or heading in either language → its key."""
    found = {column.key: column.key for column in COLUMNS}
    for language in ("en", "zh-hans"):
        with override(language):
            found |= {str(column.label): column.key for column in COLUMNS}
    return found


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
