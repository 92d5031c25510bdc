"""The filters of the list of cases, the same for pages and programs: from text to values, faults by field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from bihuan.clock import SHANGHAI
from bihuan.problems.queries.literal import ACTIVE
from bihuan.process import terms

GROUPS: dict[str, frozenset[str]] = {"open": terms.OPEN, "active": ACTIVE, "closed": terms.CLOSED}
"""Words that stand for several states in the filter `state`."""

SORTS = ("urgency", "-reported_at", "reported_at", "level")
QUERY_LIMIT = 100
MULTIPLE = frozenset({"state", "level", "category", "source", "handler", "reporter"})
"""Filters that take several values: repeated, or parted by commas."""
SPANS = ("reported", "resolved", "ended")
"""Moments of a case that a list can be bounded by: `reported_from`, `reported_to` and so on."""

NAMES = MULTIPLE | {
    "overdue", "due_soon", "external", "imported", "mine", "q", "backlog", "sort",
    *(f"{span}_{edge}" for span in SPANS for edge in ("from", "to")),
}  # fmt: skip
TRUE, FALSE = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off"})


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed to; an empty value narrows nothing.

    `handlers` and `reporters` are usernames, `me` being whoever asks. `reported_from` is included,
    `reported_to` is not; both are aware, and so are the other moments. `backlog` leaves what was reported
    before that instant and neither resolved nor ended by then. `sort` is one of `SORTS`, or empty for the
    usual order.
    """

    states: frozenset[str] = frozenset()
    levels: frozenset[int] = frozenset()
    categories: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    handlers: frozenset[str] = frozenset()
    reporters: frozenset[str] = frozenset()
    overdue: bool | None = None
    due_soon: bool | None = None
    external: bool | None = None
    mine: bool = False
    q: str = ""
    reported_from: datetime | None = None
    reported_to: datetime | None = None
    resolved_from: datetime | None = None
    resolved_to: datetime | None = None
    ended_from: datetime | None = None
    ended_to: datetime | None = None
    backlog: datetime | None = None
    imported: bool | None = None
    sort: str = ""

    @property
    def is_of_active(self) -> bool:
        """Whether the list reads unfinished cases only: by urgency, or those with a clock that runs out."""
        return self.order == "urgency" or bool(self.overdue or self.due_soon)

    @property
    def is_timeless(self) -> bool:
        """Whether they mean the same whoever looks and whenever: codes alone, no person, moment or word."""
        codes = ("states", "levels", "categories", "sources", "external", "imported", "sort")
        return self == Filters(**{name: getattr(self, name) for name in codes})

    @property
    def order(self) -> str:
        """The order that holds: by urgency while only unfinished cases are shown, else the newest first."""
        only_active = bool(self.states) and self.states <= ACTIVE
        if self.sort == "urgency" and self.states and not self.states & ACTIVE:
            return "-reported_at"
        return self.sort or ("urgency" if only_active or self.overdue or self.due_soon else "-reported_at")


@dataclass(slots=True)
class _Reading:
    given: Mapping[str, Sequence[str]]
    errors: dict[str, list[str]] = field(default_factory=dict)

    def words(self, name: str) -> list[str]:
        """All values of a name; commas part values as repetition does."""
        return [word for text in self.given.get(name, ()) for word in _parts(text)]

    def text(self, name: str) -> str:
        values = self.given.get(name, ())
        return values[-1].strip() if values else ""

    def fault(self, name: str, text: str) -> None:
        self.errors.setdefault(name, []).append(text)

    def codes(self, name: str, known: Iterable[str]) -> frozenset[str]:
        chosen = self.words(name)
        allowed = frozenset(known)
        for word in chosen:
            if word not in allowed:
                self.fault(name, _("“{value}” is not a choice.").format(value=word[:40]))
        return frozenset(chosen) & allowed

    def truth(self, name: str) -> bool | None:
        text = self.text(name).lower()
        if not text:
            return None
        if text not in TRUE | FALSE:
            self.fault(name, _("Write true or false."))
            return None
        return text in TRUE

    def moment(self, name: str, *, ends: bool) -> datetime | None:
        """A day (Shanghai) or an instant; as an end, a day is included whole."""
        text = self.text(name)
        if not text:
            return None
        try:
            found = _moment(text, ends=ends)
        except (ValueError, OverflowError):
            found = None
        if found is None:
            self.fault(name, _("Write a day like 2026-11-22 or an instant with its offset."))
        return found


def read_filters(given: Mapping[str, Sequence[str]]) -> tuple[Filters, dict[str, list[str]]]:
    """Filters from the values of a query string, with what was wrong by field; a bad value narrows nothing.

    Names that are no filter are not looked at. Texts of faults are in the reader's language.
    """
    reading = _Reading(given)
    states = reading.codes("state", [*terms.STATES, *GROUPS])
    sort = reading.text("sort")
    if sort and sort not in SORTS:
        reading.fault("sort", _("“{value}” is not a choice.").format(value=sort[:40]))
    query = reading.text("q").replace("\x00", "")
    if len(query) > QUERY_LIMIT:
        reading.fault("q", _("At most {number} characters.").format(number=QUERY_LIMIT))
    filters = Filters(
        states=frozenset().union(*(GROUPS.get(code, frozenset({code})) for code in states)),
        levels=frozenset(int(code) for code in reading.codes("level", map(str, terms.LEVELS))),
        categories=reading.codes("category", terms.CATEGORIES),
        sources=reading.codes("source", terms.SOURCES),
        handlers=frozenset(word[:64].replace("\x00", "") for word in reading.words("handler")),
        reporters=frozenset(word[:64].replace("\x00", "") for word in reading.words("reporter")),
        overdue=reading.truth("overdue"),
        due_soon=reading.truth("due_soon"),
        external=reading.truth("external"),
        mine=bool(reading.truth("mine")),
        q=query[:QUERY_LIMIT],
        imported=reading.truth("imported"),
        backlog=reading.moment("backlog", ends=False),
        **{f"{span}_from": reading.moment(f"{span}_from", ends=False) for span in SPANS},
        **{f"{span}_to": reading.moment(f"{span}_to", ends=True) for span in SPANS},
        sort=sort if sort in SORTS else "",
    )
    return filters, reading.errors


def _parts(text: str) -> list[str]:
    return [part for part in (part.strip() for part in text.split(",")) if part]


def _moment(text: str, *, ends: bool) -> datetime | None:
    day = parse_date(text)
    if day is not None:
        start = datetime.combine(day, time(), tzinfo=SHANGHAI)
        return (start + timedelta(days=1) if ends else start).astimezone(UTC)
    instant = parse_datetime(text.replace(" ", "+"))  # a plus sign of an offset arrives as a blank
    if instant is None:
        return None
    return (instant if instant.tzinfo else instant.replace(tzinfo=SHANGHAI)).astimezone(UTC)
