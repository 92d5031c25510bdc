"""Rows of the database by their codes: people, departments, systems, other cases."""

from typing import Any

from django.utils.translation import gettext as _

from bihuan.people.models import Department, System, User
from bihuan.problems.cleaning.base import Context, Wrong, listed
from bihuan.problems.models import KnownError, Problem


def user(value: Any, context: Context) -> User:
    return users([value], context)[0]


def users(value: Any, context: Context) -> list[User]:
    """Active people by username; all names that are unknown are told."""
    names = [item.username if isinstance(item, User) else item for item in listed(value)]
    if not all(isinstance(name, str) for name in names):
        raise Wrong(_("Enter usernames."))
    found = {person.username: person for person in User.objects.filter(username__in=names, is_active=True)}
    unknown = [name for name in names if name not in found]
    if unknown:
        raise Wrong(_("Nobody of this name is active: {names}.").format(names="、".join(unknown)[:80]))
    people = [found[name] for name in dict.fromkeys(names)]
    if context.field.role == "member" and not all(person.is_member for person in people):
        raise Wrong(_("Only members of the centre can take this on."))
    return people


def department(value: Any, context: Context) -> Department:
    return departments([value], context)[0]


def departments(value: Any, context: Context) -> list[Department]:
    codes = [item.code if isinstance(item, Department) else item for item in listed(value)]
    if not all(isinstance(code, str) for code in codes):
        raise Wrong(_("Enter codes of departments."))
    found = {row.code: row for row in Department.objects.filter(code__in=codes)}
    unknown = [code for code in codes if code not in found]
    if unknown:
        raise Wrong(_("There is no such department: {codes}.").format(codes="、".join(unknown)[:80]))
    return [found[code] for code in dict.fromkeys(codes)]


def system(value: Any, context: Context) -> System:
    found = value if isinstance(value, System) else None
    if isinstance(value, str):
        found = System.objects.filter(code=value).first()
    if found is None:
        raise Wrong(_("There is no such system."))
    return found


def systems(value: Any, context: Context) -> list[System]:
    codes = [item.code if isinstance(item, System) else item for item in listed(value)]
    if not all(isinstance(code, str) for code in codes):
        raise Wrong(_("Enter codes of systems."))
    found = {row.code: row for row in System.objects.filter(code__in=codes)}
    unknown = [code for code in codes if code not in found]
    if unknown:
        raise Wrong(_("There is no such system: {codes}.").format(codes="、".join(unknown)[:80]))
    return [found[code] for code in dict.fromkeys(codes)]


def known_error(value: Any, context: Context) -> KnownError:
    found = value if isinstance(value, KnownError) else None
    if isinstance(value, str):
        found = KnownError.objects.filter(number=value.upper()).first()
    if found is None:
        raise Wrong(_("There is no known error of this number."))
    return found


def problems(value: Any, context: Context) -> list[Problem]:
    """Other cases by number; one number may be typed after the other."""
    names = value.replace("，", " ").replace(",", " ").split() if isinstance(value, str) else listed(value)
    found = list({row.pk: row for row in (problem(name, context) for name in names)}.values())
    if context.facts is not None and any(row.number == context.facts.number for row in found):
        raise Wrong(_("Name further cases, not this one."))
    return found


def problem(value: Any, context: Context) -> Problem:
    found = value if isinstance(value, Problem) else None
    if isinstance(value, str):
        found = Problem.objects.filter(number=value).first()
    if found is None:
        raise Wrong(_("There is no case of this number."))
    return found
