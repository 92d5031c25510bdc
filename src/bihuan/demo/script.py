"""Reads the demo cases: TOML cards with their texts, and a course that says what happens after how long.

A course is a line of beats, `respond@9 dispatch@25 resolve@2h40 confirm@1d3h`: the beat is a scene of
`demo.scenes`, the rest the time since the problem was discovered. A beat may be told apart by a suffix
(`resolve/2@5h`) and takes its own data from the card's table of that name under `more`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from bihuan.clock import SHANGHAI

INSTANTS = frozenset(
    {
        "discovered_at", "phoned_at", "contacted_at", "starts_at", "held_at", "due_at", "started_at",
        "finished_at", "recovered_at", "until", "reply_by", "answer_by", "sent_at", "occurred_at",
    }
)  # fmt: skip
DAYS = frozenset({"due_on"})
SPAN = re.compile(r"(-?)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m?)?")


@dataclass(frozen=True)
class Card:
    """One demo case: when it was discovered, its texts, and its course of beats."""

    key: str
    begins: str
    level: int
    category: str
    source: str
    symptom: str
    course: str
    system: str = ""
    title: str = ""
    impact: str = ""
    field_data: str = ""
    first_cause: str = ""
    judgement: str = ""
    task: str = ""
    cause: str = ""
    plan: str = ""
    result: str = ""
    method: str = ""
    advice: str = ""
    prevention: str = ""
    users: str = "none"
    stopped: bool = False
    backup: bool = False
    kpi: bool = False
    reporter: str = "reporter"
    handler: str = "handler"
    more: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def is_business_affected(self) -> bool:
        """Levels 1 to 3 are about business; levels 4 and 5 about risks."""
        return self.level <= 3

    def discovered_at(self, now: datetime) -> datetime:
        """The instant the case begins, counted back from `now`: `41d 02:17` or `95m`."""
        days, _space, clock = self.begins.partition(" ")
        if not clock:
            return now - span(days)
        hour, minute = clock.split(":")
        day = now.astimezone(SHANGHAI) - span(days)
        return day.replace(hour=int(hour), minute=int(minute), second=17, microsecond=0)

    def beats(self) -> Iterator[tuple[str, timedelta]]:
        """The beats of the course with their time since the discovery."""
        for token in self.course.split():
            name, _at, after = token.partition("@")
            yield name, span(after)


def span(text: str) -> timedelta:
    """`95m`, `2h40`, `1d3h` or plain minutes as a duration."""
    found = SPAN.fullmatch(text.strip())
    if not found or not text.strip():
        raise ValueError(f"no such span of time: {text!r}")
    sign, days, hours, minutes = found.groups()
    length = timedelta(days=int(days or 0), hours=int(hours or 0), minutes=int(minutes or 0))
    return -length if sign else length


def settle_times(data: Any, start: datetime, name: str = "") -> Any:
    """`data` with every time in it, told as a span since `start`, turned into the instant or the day."""
    if isinstance(data, dict):
        return {key: settle_times(value, start, key) for key, value in data.items()}
    if isinstance(data, list):
        return [settle_times(value, start) for value in data]
    if name in INSTANTS:
        return (start + span(str(data))).isoformat()
    if name in DAYS:
        return day_after(start, str(data)).isoformat()
    return data


def day_after(start: datetime, text: str) -> date:
    """The day in Shanghai that lies the span `text` after `start`."""
    return (start + span(text)).astimezone(SHANGHAI).date()


@cache
def read_table(name: str) -> dict[str, Any]:
    """One of the demo's TOML files, by its name without the ending."""
    return tomllib.loads((files("bihuan.demo") / "data" / f"{name}.toml").read_text("utf-8"))


def read_cards() -> list[Card]:
    """Every demo case, in the order of the files."""
    folder = files("bihuan.demo") / "data"
    names = sorted(entry.name[:-5] for entry in folder.iterdir() if entry.name.startswith("cases_"))
    return [Card(**row) for name in names for row in read_table(name)["case"]]
