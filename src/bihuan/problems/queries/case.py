"""Reads behind the page of one case: its course, its log, the people on it, what its forms choose from."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from bihuan.people.models import Department, System, User
from bihuan.problems.models import Event, Problem

MOST_PEOPLE = 500
LOG_PAGE = 40


class Happening(NamedTuple):
    """One event without most of its data. `states` are the states before and after; `moved` the limits that it
    moved as (duty, part, from, to); None for steps of old logs and where there are none.
    """

    seq: int
    step: str
    actor: int | None
    actor_name: str
    occurred_at: datetime
    states: list[str] | None
    moved: list[list[Any]] | None = None


class CasePerson(NamedTuple):
    """Somebody on a case."""

    id: int
    username: str
    name: str
    phone: str
    department: str

    @property
    def dial(self) -> str:
        """What a telephone dials."""
        return dialled(self.phone)


class Choice(NamedTuple):
    """A person, a department or a system as a form offers it."""

    code: str
    label: str
    group: str


def dialled(phone: str) -> str:
    """The digits of a number as people write it, with the leading plus."""
    return "".join(sign for sign in phone if sign.isdigit() or sign == "+")


def course_of(problem: Problem) -> list[Happening]:
    """Every event of the case in order, without fields and duties. One query."""
    events = Event.objects.filter(stream=problem.number).order_by("seq")
    columns = ("seq", "step", "actor_id", "actor_name", "occurred_at", "data__state", "data__duties__moved")
    return [Happening(*row) for row in events.values_list(*columns)]


def log_of(problem: Problem, before: int = 0) -> list[Event]:
    """A page of events, the newest first, older than the place `before` if that is given. One query."""
    events = Event.objects.filter(stream=problem.number)
    if before:
        events = events.filter(seq__lt=before)
    return list(events.order_by("-seq")[:LOG_PAGE])


def whole_log_of(problem: Problem) -> list[Event]:
    """Every event with its data, from the first on. One query."""
    return list(Event.objects.filter(stream=problem.number).order_by("seq"))


def people_in(rows: Iterable[models.Model]) -> set[int]:
    """Ids of all people that rows point at. No query."""
    found: set[int] = set()
    for row in rows:
        found.update(getattr(row, column) or 0 for column in _people_columns(type(row)))
    return found - {0}


@cache
def _people_columns(model: type[models.Model]) -> tuple[str, ...]:
    user = settings.AUTH_USER_MODEL.lower()
    return tuple(
        field.attname
        for field in model._meta.concrete_fields
        if isinstance(field.related_model, type) and field.related_model._meta.label_lower == user
    )


def people_of(ids: Iterable[int]) -> dict[int, CasePerson]:
    """People by id. One query."""
    wanted = set(ids)
    rows = User.objects.filter(pk__in=wanted).values_list(
        "id", "username", "name", "phone", "department__name"
    )
    return {row[0]: CasePerson(*row[:4], row[4] or "") for row in rows}


def names_of(usernames: Iterable[str]) -> dict[str, str]:
    """Name by username. One query, none for nobody."""
    wanted = set(usernames)
    return dict(User.objects.filter(username__in=wanted).values_list("username", "name")) if wanted else {}


def people_to_choose() -> list[tuple[Choice, list[str]]]:
    """Active members by department with the codes of their roles; at most 500. One query."""
    rows = User.objects.active().order_by("department__name", "username")
    people = rows.values_list("username", "name", "department__name", "role_codes")[:MOST_PEOPLE]
    return [(Choice(username, name, group or ""), codes) for username, name, group, codes in people if codes]


def departments_to_choose() -> list[Choice]:
    """All departments by kind. One query."""
    rows = Department.objects.order_by("kind", "code").values_list("code", "name", "kind")
    return [Choice(*row) for row in rows]


def systems_to_choose() -> list[Choice]:
    """All business systems by name; the group says whether one carries key business. One query."""
    rows = System.objects.order_by("-is_key_business", "name").values_list("code", "name", "is_key_business")
    return [Choice(code, name, "key" if is_key else "") for code, name, is_key in rows]


def no_such_system(code: str) -> list[str]:
    """What is wrong with a system that a list is asked for by its code: nothing if there is one. One query."""
    if not code or System.objects.filter(code=code).exists():
        return []
    return [_("There is no system with the code “{code}”.").format(code=code[:40])]


def departments_of(problem: Problem) -> list[str]:
    """Codes of the departments that are told when the system of the case fails (D41). One query at most."""
    if problem.system is None:
        return []
    return list(problem.system.departments.values_list("code", flat=True))
