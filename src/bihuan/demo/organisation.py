"""Loads the demo organisation; a second load finds everything there and changes nothing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from bihuan.demo.script import read_table
from bihuan.people.accounts import add_user
from bihuan.people.chain import set_chain
from bihuan.people.models import ChainRung, Department, DutyShift, System, User
from bihuan.people.organisation import add_rule, save_department, save_system
from bihuan.people.roster import enter_shift

BEHIND = timedelta(days=70)
AHEAD = timedelta(days=30)
SHIFT = timedelta(days=7)

Row = dict[str, Any]


@transaction.atomic
def load_organisation(at: datetime) -> dict[str, User]:
    """Make departments, people, systems, rules, chain and roster; returns the people by username.

    The roster reaches from 70 days before `at`, so that the past has someone on duty, to 30 days after it.
    Nobody gets a password: on a demo database one signs in by choosing a person.
    """
    table, since = read_table("organisation"), at - BEHIND
    departments = {row["code"]: _department(row, table["mail"], since) for row in table["departments"]}
    people = {row["username"]: _person(row, table["mail"], departments, since) for row in table["people"]}
    systems = {row["code"]: _system(row, departments, people, since) for row in table["systems"]}
    for row in table["rules"]:
        system, handler = systems.get(row["system"]), people[row["handler"]]
        add_rule(row["category"], handler, system=system, priority=row["priority"], by=None, at=since)
    if not ChainRung.objects.exists():
        set_chain([people[username] for username in table["chain"]], by=None, at=since)
    for row in table["shifts"]:
        _fill_roster(row["role"], people[row["person"]], people[row["deputy"]], at)
    return people


def _department(row: Row, mail: str, since: datetime) -> Department:
    details = {name: row[name] for name in ("name", "kind", "contact", "phone")}
    email = f"{row['code'].replace('_', '-')}@{mail}"
    return save_department(row["code"], email=email, by=None, at=since, **details)


def _person(row: Row, mail: str, departments: dict[str, Department], since: datetime) -> User:
    username = row["username"]
    found = User.objects.filter(username=username).first()
    return found or add_user(
        username,
        row["name"],
        roles=[row["role"]] if row["role"] else [],
        department=departments[row["department"]],
        title=row["title"],
        phone=row["phone"],
        email=f"{username}@{mail}",
        by=None,
        at=since,
    )


def _system(row: Row, departments: dict[str, Department], people: dict[str, User], since: datetime) -> System:
    return save_system(
        row["code"],
        row["name"],
        owner=people[row["owner"]],
        is_key_business=row["is_key_business"],
        departments=[departments[code] for code in row["departments"]],
        by=None,
        at=since,
    )


def _fill_roster(role: str, person: User, deputy: User, at: datetime) -> None:
    """Weekly shifts from the last one on the roster (or the demo's beginning) until 30 days ahead."""
    last = DutyShift.objects.filter(role=role).order_by("-ends_at").first()
    starts_at = last.ends_at if last else at - BEHIND
    while starts_at < at + AHEAD:
        enter_shift(role, person, starts_at, starts_at + SHIFT, deputy=deputy, by=None, at=at - BEHIND)
        starts_at += SHIFT
