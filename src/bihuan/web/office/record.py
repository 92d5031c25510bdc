"""Changes of people and organisation in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from bihuan.people.models import PeopleChange
from bihuan.web.office.accountforms import shift_word
from bihuan.web.timewords import stamp

KINDS: dict[str, str] = {
    "feed": N_("Calendar feed"),
    "add": N_("account made"),
    "edit": N_("account changed"),
    "disable": N_("account closed"),
    "enable": N_("account opened again"),
    "reset_password": N_("one-time password set"),
    "change_password": N_("password changed"),
    "roles": N_("roles set"),
    "department": N_("department changed"),
    "system": N_("system changed"),
    "letter_template": N_("template of letters changed"),
    "rule": N_("assignment rule changed"),
    "shift": N_("shift entered"),
    "chain": N_("contact chain set"),
    "token": N_("API token made or revoked"),
}

NAMES: dict[str, str] = {
    "name": N_("Name"),
    "title": N_("Position"),
    "phone": N_("Telephone"),
    "email": N_("E-mail"),
    "language": N_("Language"),
    "department": N_("Department"),
    "departments": N_("Departments"),
    "roles": N_("Roles"),
    "role": N_("Duty of the roster"),
    "active": N_("in use"),
    "one_time": N_("one-time"),
    "kind": N_("Kind"),
    "contact": N_("Contact"),
    "owner": N_("Owner"),
    "is_key_business": N_("Key business"),
    "priority": N_("Priority"),
    "system": N_("System"),
    "subject": N_("Subject"),
    "body": N_("Letter text"),
    "person": N_("On duty"),
    "deputy": N_("Stands in"),
    "starts_at": N_("From"),
    "ends_at": N_("To"),
    "chain": N_("Contact chain"),
}


class ChangeLine(NamedTuple):
    """One change as a row."""

    at: datetime
    by: str
    what: str
    subject: str
    before: str
    after: str


def change_lines(changes: Iterable[PeopleChange]) -> list[ChangeLine]:
    """The changes as rows; only values that differ are shown."""
    found = []
    for change in changes:
        names = [n for n in {**change.before, **change.after} if change.before.get(n) != change.after.get(n)]
        found.append(
            ChangeLine(
                change.at,
                change.by.name if change.by else _("command line"),
                _(KINDS.get(change.kind, change.kind)),
                change.subject,
                told({name: change.before[name] for name in names if name in change.before}),
                told({name: change.after[name] for name in names if name in change.after}),
            )
        )
    return found


def told(values: dict[str, Any]) -> str:
    """Values as `name: value`, empty ones left out."""
    shown = [(name, value) for name, value in values.items() if value not in ("", None, [])]
    return _("; ").join(f"{_(NAMES.get(name, name))} {_word(name, value)}" for name, value in shown)


def _word(name: str, value: Any) -> str:
    """One value: roles in words, instants in Shanghai time, yes or no."""
    if isinstance(value, list):
        return _(", ").join(_word(name, item) for item in value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if name in ("roles", "role"):
        return shift_word(str(value))
    if name.endswith("_at"):
        return stamp(parse_datetime(str(value)))
    return str(value)
