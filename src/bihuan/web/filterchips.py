"""Filters as people see them: the choices of the form, and a chip for each one that is set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from bihuan.people.models import User
from bihuan.problems.queries.filters import SORTS
from bihuan.process import terms
from bihuan.web import marks

GROUP_WORDS = {"open": N_("Unsolved"), "active": N_("Unfinished"), "closed": N_("Closed")}
SORT_WORDS = {
    "urgency": N_("Earliest limit first"),
    "-reported_at": N_("Newest first"),
    "reported_at": N_("Oldest first"),
    "level": N_("Gravest level first"),
}
FLAG_WORDS = {
    "overdue": N_("Overdue"),
    "due_soon": N_("Due soon"),
    "external": N_("External department"),
    "mine": N_("Mine"),
}


class Chip(NamedTuple):
    """One filter that is set; `href` is the list without it."""

    label: str
    href: str


class Choices:
    """What stands in the filter form, as given, and what may be chosen."""

    def __init__(self, given: Mapping[str, Sequence[str]]) -> None:
        self.given = given

    def all(self, name: str) -> list[str]:
        """Every value given for a filter."""
        return [part for text in self.given.get(name, ()) for part in text.split(",")]

    def last(self, name: str) -> str:
        """The value of a filter that takes one."""
        values = self.given.get(name, ())
        return values[-1] if values else ""

    @staticmethod
    def of(name: str) -> list[tuple[str, str]]:
        """Code and word of everything a filter takes."""
        if name in ("handler", "reporter"):
            people = User.objects.active().order_by("username").values_list("username", "name")
            return [("me", _("me")), *people[:300]]
        if name == "state":
            groups = [(code, _(word)) for code, word in GROUP_WORDS.items()]
            return groups + [(code, marks.word("states", code)) for code in terms.STATES]
        if name == "sort":
            return [(code, _(SORT_WORDS[code])) for code in SORTS]
        table = {"category": terms.CATEGORIES, "source": terms.SOURCES}[name]
        return [(code, marks.word({"category": "categories"}.get(name, "sources"), code)) for code in table]


def chips_of(given: Choices, query: str) -> list[Chip]:
    """A chip for each filter of a canonical query string."""
    pairs = parse_qsl(query)
    return [
        Chip(_chip_word(name, value), _without(pairs, (name, value)))
        for name, value in pairs
        if name != "sort"
    ]


def _chip_word(name: str, value: str) -> str:
    if name in FLAG_WORDS:
        return _(FLAG_WORDS[name])
    words = {
        "level": lambda: marks.word("levels", value),
        "state": lambda: _(GROUP_WORDS[value]) if value in GROUP_WORDS else marks.word("states", value),
        "category": lambda: marks.word("categories", value),
        "source": lambda: marks.word("sources", value),
        "handler": lambda: _("Handled by: {name}").format(name=_("me") if value == "me" else value),
        "reporter": lambda: _("Reported by: {name}").format(name=_("me") if value == "me" else value),
        "q": lambda: _("Words: {text}").format(text=value),
        "reported_from": lambda: _("Reported from {day}").format(day=value),
        "reported_to": lambda: _("Reported to {day}").format(day=value),
        "resolved_from": lambda: _("Resolved from {day}").format(day=value),
        "resolved_to": lambda: _("Resolved to {day}").format(day=value),
        "ended_from": lambda: _("Ended unsolved from {day}").format(day=value),
        "ended_to": lambda: _("Ended unsolved to {day}").format(day=value),
        "backlog": lambda: _("Unsolved at {day}").format(day=value[:16].replace("T", " ")),
        "imported": lambda: _("Imported") if value == "1" else _("Without imported cases"),
    }
    return words[name]() if name in words else f"{name}: {value}"


def _without(pairs: list[tuple[str, str]], gone: tuple[str, str]) -> str:
    left = [pair for pair in pairs if pair != gone]
    if all(name == "sort" for name, _value in left):
        left = [("sort", "-reported_at")]
    return f"{reverse('problems')}?{urlencode(left)}"
