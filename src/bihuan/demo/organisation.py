"""Loads the demo organisation; a second load finds everything there and changes nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from bihuan.demo import cast
from bihuan.people.accounts import add_user
from bihuan.people.chain import set_chain
from bihuan.people.models import ChainRung, Department, DutyShift, System, User
from bihuan.people.organisation import add_rule, save_department, save_system
from bihuan.people.roster import enter_shift

BEHIND = timedelta(days=70)
AHEAD = timedelta(days=30)
SHIFT = timedelta(days=7)


@transaction.atomic
def load_organisation(at: datetime) -> dict[str, User]:
    """Make departments, people, systems, rules, chain and roster; returns the people by username.

    The roster reaches from 70 days before `at`, so that the past has someone on duty, to 30 days after it.
    Nobody gets a password: on a demo database one signs in by choosing a person.
    """
    departments = {row.code: _department(row, at) for row in cast.DEPARTMENTS}
    people = {row.username: _person(row, departments, at) for row in cast.CAST}
    systems = {row.code: _system(row, departments, people, at) for row in cast.SYSTEMS}
    for category, system, handler, priority in cast.RULES:
        add_rule(
            category, people[handler], system=systems.get(system), priority=priority, by=None, at=at - BEHIND
        )
    if not ChainRung.objects.exists():
        set_chain([people[username] for username in cast.CHAIN], by=None, at=at - BEHIND)
    for role, person, deputy in cast.SHIFTS:
        _fill_roster(role, people[person], people[deputy], at)
    return people


def _department(row: cast.Dept, at: datetime) -> Department:
    return save_department(
        row.code,
        name=row.name,
        kind=row.kind,
        contact=row.contact,
        email=f"{row.code.replace('_', '-')}@{cast.MAIL}",
        phone=row.phone,
        by=None,
        at=at - BEHIND,
    )


def _person(row: cast.Member, departments: dict[str, Department], at: datetime) -> User:
    found = User.objects.filter(username=row.username).first()
    return found or add_user(
        row.username,
        row.name,
        roles=[row.role] if row.role else [],
        department=departments[row.department],
        title=row.title,
        phone=row.phone,
        email=f"{row.username}@{cast.MAIL}",
        by=None,
        at=at - BEHIND,
    )


def _system(
    row: cast.Sys, departments: dict[str, Department], people: dict[str, User], at: datetime
) -> System:
    return save_system(
        row.code,
        row.name,
        owner=people[row.owner],
        is_key_business=row.is_key_business,
        departments=[departments[code] for code in row.departments],
        by=None,
        at=at - BEHIND,
    )


def _fill_roster(role: str, person: User, deputy: User, at: datetime) -> None:
    """Weekly shifts from the last one on the roster (or the demo's beginning) until 30 days ahead."""
    last = DutyShift.objects.filter(role=role).order_by("-ends_at").first()
    starts_at = last.ends_at if last else at - BEHIND
    while starts_at < at + AHEAD:
        enter_shift(role, person, starts_at, starts_at + SHIFT, deputy=deputy, by=None, at=at - BEHIND)
        starts_at += SHIFT
