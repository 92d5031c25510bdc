"""The columns of the 问题记录表 (practice.md 3.3), one row a problem, and by which names they are known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext, override, pgettext_lazy

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
    Column("category", pgettext_lazy("register", "Category"), terms.CATEGORIES),
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
    Column("cause_class", pgettext_lazy("register", "Cause class"), terms.CAUSE_CLASSES),
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
FIXED = frozenset({"place", "number"})
"""What follows from the case and is never corrected."""


@lru_cache(maxsize=1)
def names() -> dict[str, str]:
    """Everything a column may be called, key or heading in either language → its key."""
    found = {column.key: column.key for column in COLUMNS}
    for language in ("en", "zh-hans"):
        with override(language):
            found |= {str(column.label): column.key for column in COLUMNS}
    return found


@lru_cache(maxsize=1)
def _class_names() -> dict[str, str]:
    """Everything a cause class may be called → its code."""
    found = {code: code for code in terms.CAUSE_CLASSES}
    for language in ("en", "zh-hans"):
        with override(language):
            found |= {gettext(term.label): code for code, term in terms.CAUSE_CLASSES.items()}
    return found


def class_named(text: str) -> str:
    """The class that a text names by code, label or the beginning of a label; `other_cause` for words of one's own."""
    known = _class_names()
    begun = (code for name, code in known.items() if name.lower().startswith(text.lower()))
    return known.get(text) or next(begun, "other_cause")
