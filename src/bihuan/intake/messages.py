"""One message about one alarm, whatever monitoring it comes from: the shape that is stored."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bihuan.clock import SHANGHAI

NAME, SUMMARY, LABEL, LABELS, PRINT, URL, SEVERITY = 200, 4000, 500, 64, 200, 500, 40
"""The longest that is kept of each text, in characters; of labels, how many."""
MOST = 5000
"""Alarms in one request."""
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Message:
    """What the monitoring says of an alarm. Instants are aware and UTC; `ends_at` only where it is cleared.

    Without `starts_at` it speaks of the firing that goes on now; if none does, of one that begins.
    """

    fingerprint: str
    fires: bool
    starts_at: datetime | None
    ends_at: datetime | None
    name: str
    summary: str = ""
    severity: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    url: str = ""


class Unreadable(ValueError):
    """A payload cannot be taken; `errors` names the places, the texts are English message ids."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("; ".join(f"{place}: {text}" for place, text in errors.items()))
        self.errors = errors


Reader = Callable[[Any, datetime], list[Message]]
"""From a decoded payload and the instant of its arrival to messages; Unreadable if it is none."""


def text(value: Any, most: int) -> str:
    """A text as it can be kept: no control characters, not too long."""
    if value is None:
        return ""
    found = value if isinstance(value, str) else str(value)
    if not found.isprintable():
        found = "".join(c if c.isprintable() or c == "\n" else " " for c in found)
    return found.strip()[:most]


def labels_of(value: Any) -> dict[str, str]:
    """Labels by name; what is no object has none."""
    if not isinstance(value, Mapping):
        return {}
    return {text(key, 100): text(inner, LABEL) for key, inner in list(value.items())[:LABELS]}


def instant(value: Any) -> datetime | None:
    """An instant from ISO 8601 or seconds since 1970; None for nothing, ValueError for anything else.

    Without an offset it is Shanghai's. A year before 2000 is how Go writes "none".
    """
    if value in (None, "", 0, "0"):
        return None
    if isinstance(value, str) and not value.isdecimal():
        found = datetime.fromisoformat(value)
        found = found if found.tzinfo else found.replace(tzinfo=SHANGHAI)
        return found.astimezone(UTC) if found.year > EARLIEST.year else None
    try:
        found = datetime.fromtimestamp(int(value), UTC)
    except (TypeError, OverflowError, OSError) as error:
        raise ValueError(str(value)) from error
    return found
