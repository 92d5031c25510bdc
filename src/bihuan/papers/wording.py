"""Values as they are written on paper: instants in Shanghai, codes in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext

from bihuan.clock import SHANGHAI
from bihuan.process import terms


def stamp(at: datetime | None) -> str:
    """2026-11-22 09:05; nothing for no instant."""
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if at else ""


def word(table: dict[str, terms.Term] | dict[int, terms.Term], code: object) -> str:
    """The label of a code in the reader's language; the code itself where it is unknown, nothing for none."""
    if code in (None, ""):
        return ""
    found = table.get(code)  # type: ignore[call-overload]
    return gettext(found.label) if found else str(code)


def yes_no(value: bool | None) -> str:
    """Yes or no; nothing where nobody said."""
    return "" if value is None else gettext("Yes") if value else gettext("No")


def joined(texts: Iterable[str]) -> str:
    """Texts in one line, each once, empty ones left out."""
    return gettext(", ").join(dict.fromkeys(text for text in texts if text))


def span(start: datetime | None, end: datetime | None) -> str:
    """How long it took, to the minute, in at most two units; nothing while it is not over."""
    if start is None or end is None:
        return ""
    minutes = int(max(end - start, timedelta()).total_seconds() // 60)
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        return gettext("{d} d {h} h").format(d=days, h=hours)
    return gettext("{h} h {m} min").format(h=hours, m=rest) if hours else gettext("{m} min").format(m=rest)
