"""Changes of people and organisation in words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from bihuan.people.models import Department, PeopleChange, System, User
from bihuan.process import terms
from bihuan.web import marks
from bihuan.web.office.accountforms import shift_word
from bihuan.web.timewords import stamp

LANGUAGES = {"zh-hans": "中文", "en": "English"}

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
    "issue_token": N_("API token made"),
    "revoke_token": N_("API token revoked"),
    "alarm_rule": N_("alarm rule changed"),
    "add_sender": N_("monitoring system added"),
    "revoke_sender": N_("monitoring system shut out"),
    "save_channel": N_("channel changed"),
    "test_channel": N_("channel tried"),
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
    "feed": N_("Calendar feed"),
    "removed": N_("Taken away at"),
    "reason": N_("Reason"),
    "scopes": N_("Scopes"),
    "expires_at": N_("Ends at"),
    "position": N_("Order"),
    "order": N_("Order"),
    "is_enabled": N_("in use"),
    "is_active": N_("in use"),
    "settings": N_("Settings"),
    "secrets": N_("Secrets"),
    "secrets_changed": N_("Secrets changed"),
    "outcome": N_("Result"),
    "detail": N_("Details"),
    "matchers": N_("Conditions"),
    "category": N_("Category"),
    "level": N_("Level"),
    "action": N_("What the rule does"),
    "grouping": N_("Grouping"),
    "group_by": N_("Grouped by"),
}

CHOICES = {"category": terms.CATEGORIES, "action": terms.ALARM_ACTIONS, "grouping": terms.ALARM_GROUPINGS}
"""Fields that hold a value of a term table."""

PERSON = frozenset({"owner", "person", "deputy", "chain", "user"})
"""Fields that hold user names."""


class ChangeLine(NamedTuple):
    """One change as a row."""

    at: datetime
    by: str
    what: str
    subject: str
    before: str
    after: str


def change_lines(changes: Iterable[PeopleChange]) -> list[ChangeLine]:
    """The changes as rows; only values that differ are shown. Three queries for the names in them."""
    rows = list(changes)
    called = Called(rows)
    found = []
    for change in rows:
        names = [n for n in {**change.before, **change.after} if change.before.get(n) != change.after.get(n)]
        found.append(
            ChangeLine(
                change.at,
                change.by.name if change.by else _("command line"),
                _(KINDS.get(change.kind, change.kind)),
                called.subject(change.kind, change.subject),
                called.told(
                    change.kind, {name: change.before[name] for name in names if name in change.before}
                ),
                called.told(
                    change.kind, {name: change.after[name] for name in names if name in change.after}
                ),
            )
        )
    return found


class Called:
    """How the people, departments and systems that changes name by their codes are called."""

    def __init__(self, changes: Iterable[PeopleChange]) -> None:
        codes = {code for change in changes for code in _codes(change)}
        people = User.objects.filter(username__in=codes).values_list("username", "name")
        departments = Department.objects.filter(code__in=codes).values_list("code", "name")
        systems = System.objects.filter(code__in=codes).values_list("code", "name")
        self.names = {"people": dict(people), "departments": dict(departments), "systems": dict(systems)}

    def subject(self, kind: str, subject: str) -> str:
        """Whom or what a change is about, in words; the code where nothing bears it any more."""
        place, _colon, code = subject.partition(":")
        if place == "rule":
            category, _colon, username = code.partition(":")
            return f"{marks.word('categories', category)} · {self._name('people', username)}"
        if place in ("department", "system", "chain"):
            return self._name("departments" if place == "department" else "systems", code) or _(
                "Contact chain"
            )
        if place == "shift":
            return _("Shift {number}").format(number=code)
        if place == "letter_template":
            return _("Letter text")
        return self._name("people", code if place == "user" else subject)

    def told(self, kind: str, values: dict[str, Any]) -> str:
        """Values as `name: value`, empty ones left out."""
        shown = [(name, value) for name, value in values.items() if value not in ("", None, [], {})]
        heads = NAMES if kind in ("add", "edit") else NAMES | {"name": N_("Called")}  # a thing has no surname
        return _("; ").join(f"{_(heads.get(name, name))} {self._word(name, value)}" for name, value in shown)

    def _name(self, table: str, code: str) -> str:
        return self.names[table].get(code, code)

    def _word(self, name: str, value: Any) -> str:
        """One value: people, departments, systems and roles in words, instants in Shanghai time, yes or no."""
        if isinstance(value, list):
            return _(", ").join(self._word(name, item) for item in value)
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if isinstance(value, dict):
            return _(", ").join(f"{key} {item}" for key, item in value.items())
        text = str(value)
        if name in ("roles", "role"):
            return shift_word(text)
        if name.endswith("_at") or name == "removed":
            return stamp(parse_datetime(text))
        if name == "kind":
            return str(dict(Department.Kind.choices).get(text, text))
        if name == "language":
            return LANGUAGES.get(text, text)
        if text in CHOICES.get(name, ()):
            return _(CHOICES[name][text].label)
        table = (
            "people"
            if name in PERSON
            else {"department": "departments", "system": "systems"}.get(name.rstrip("s"))
        )
        return self._name(table, text) if table else text


def _codes(change: PeopleChange) -> set[str]:
    """Every text of a change that may be somebody's or something's code."""
    found = set(change.subject.split(":"))
    for value in (*change.before.values(), *change.after.values()):
        found |= {text for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)}
    return found
