"""The navigation as a table: every place of the desk, its icon, its word, and for whom it is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.urls import get_resolver, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from bihuan.people.models import User


@dataclass(frozen=True, slots=True)
class Entry:
    """One place of the navigation: which route, which icon, for whom (`readers`, `members`, `all`, roles)."""

    key: str
    icon: str
    label: str
    audience: str = "all"


@dataclass(frozen=True, slots=True)
class Item:
    """An `Entry` as shown to one person on one page."""

    key: str
    href: str
    icon: str
    label: str
    is_here: bool


NAV: tuple[tuple[Entry, ...], ...] = (
    (
        Entry("home", "home", N_("Desk")),
        Entry("problems", "list-details", N_("Problems"), "readers"),
        Entry("known_errors", "bulb", N_("Known errors"), "members auditor"),
        Entry("inbox", "bell", N_("Notices")),
    ),
    (
        Entry("register", "table", N_("Register"), "members auditor"),
        Entry("dashboard", "layout-dashboard", N_("Dashboard"), "members auditor"),
        Entry("actions", "list-check", N_("Corrective actions"), "members auditor"),
        Entry("repeats", "history", N_("Repeat problems"), "members auditor"),
        Entry("letters", "mail", N_("Letters"), "members auditor"),
        Entry("months", "chart-bar", N_("Months"), "members auditor"),
        Entry("alarms", "alert-triangle", N_("Alarms"), "members auditor"),
        Entry("archive", "archive", N_("Archive"), "members auditor"),
        Entry("conformance", "checklist", N_("Conformance"), "members auditor"),
    ),
    (
        Entry("process", "route", N_("Process")),
        Entry("figures", "adjustments", N_("Figures")),
        Entry("people", "users", N_("Users and roles"), "members admin security auditor"),
        Entry("organisation", "sitemap", N_("Units and systems"), "members admin auditor"),
        Entry("roster", "calendar-event", N_("Roster"), "members auditor"),
        Entry("standby", "printer", N_("Papers for a dead network"), "members auditor"),
        Entry("deliveries", "send", N_("Deliveries"), "coordinator manager auditor"),
        Entry("senders", "key", N_("Monitoring systems"), "admin"),
        Entry("channels", "plug", N_("Channels"), "admin"),
        Entry("paper_templates", "file-description", N_("Paper templates"), "clerk coordinator auditor"),
        Entry("audit", "shield-check", N_("Audit"), "coordinator auditor"),
    ),
)
TABS = (
    Entry("home", "home", N_("Desk")),
    Entry("problems", "list-details", N_("Problems"), "readers"),
    Entry("report", "plus", N_("Report"), "members"),
    Entry("inbox", "bell", N_("Notices")),
)


@cache
def has_route(name: str) -> bool:
    """Whether this desk has a page of that name; the navigation shows only what there is."""
    return bool(get_resolver().reverse_dict.getlist(name))


@cache
def _address(name: str) -> str:
    return reverse(name)


@cache
def _addresses() -> tuple[str, ...]:
    entries = (*(entry for group in NAV for entry in group), *TABS)
    return tuple({_address(entry.key) for entry in entries if has_route(entry.key)})


def here(path: str) -> str:
    """The address of the place that `path` is or lies below; empty if none."""
    below = (at for at in _addresses() if path == at or (at != "/" and path.startswith(f"{at}/")))
    return max(below, key=len, default="")


def audiences_of(user: User) -> frozenset[str]:
    """Whom of the navigation `user` belongs to: his roles, `readers`, `members`, `all`."""
    audiences = {"all", *user.roles}
    if user.reads_all_cases or "marketing" in user.roles:
        audiences.add("readers")
    if user.is_member:
        audiences.add("members")
    return frozenset(audiences)


def items_for(entries: tuple[Entry, ...], audiences: frozenset[str], here: str) -> list[Item]:
    """The `entries` that are for `audiences`, the one at the address `here` marked."""
    return [
        Item(entry.key, _address(entry.key), entry.icon, gettext(entry.label), _address(entry.key) == here)
        for entry in entries
        if has_route(entry.key) and not audiences.isdisjoint(entry.audience.split())
    ]
