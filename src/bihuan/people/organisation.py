"""Departments, systems and assignment rules: kept by the coordinator, each change recorded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from bihuan.people.models import AssignmentRule, Department, Installation, System, User
from bihuan.people.permissions import require
from bihuan.people.record import record_change

DETAILS = ("name", "kind", "contact", "email", "phone")


@transaction.atomic
def save_department(code: str, *, by: User | None, at: datetime, **details: str) -> Department:
    """Make or change a department; a save that changes nothing records nothing."""
    require(by, "edit_organisation")
    department = Department.objects.filter(code=code).first() or Department(code=code)
    before = {field: getattr(department, field) for field in DETAILS} if department.pk else {}
    for field in DETAILS:
        if field in details:
            setattr(department, field, details[field])
    after = {field: str(getattr(department, field)) for field in DETAILS}
    if before != after:
        department.full_clean()
        department.save()
        record_change("department", f"department:{code}", before, after, by=by, at=at)
    return department


@transaction.atomic
def save_system(
    code: str,
    name: str,
    *,
    by: User | None,
    at: datetime,
    owner: User | None = None,
    is_key_business: bool = False,
    departments: Iterable[Department] = (),
) -> System:
    """Make or change a system with its owner and the departments to be told (D41)."""
    require(by, "edit_organisation")
    system = System.objects.filter(code=code).select_related("owner").first() or System(code=code)
    before = _system_record(system) if system.pk else {}
    system.name, system.owner, system.is_key_business = name, owner, is_key_business
    system.full_clean()
    system.save()
    system.departments.set(departments)
    after = _system_record(system)
    if before != after:
        record_change("system", f"system:{code}", before, after, by=by, at=at)
    return system


@transaction.atomic
def add_rule(
    category: str,
    handler: User,
    *,
    by: User | None,
    at: datetime,
    system: System | None = None,
    priority: int = 10,
) -> AssignmentRule:
    """Suggest `handler` for the category, of one system or of all; once more only moves its priority."""
    require(by, "edit_organisation")
    rule, made = AssignmentRule.objects.get_or_create(
        category=category, system=system, handler=handler, defaults={"priority": priority}
    )
    before = {} if made else {"priority": rule.priority}
    if made or rule.priority != priority:
        rule.priority = priority
        rule.save(update_fields=["priority"])
        after = {"priority": priority, "system": system.code if system else ""}
        record_change("rule", f"rule:{category}:{handler.username}", before, after, by=by, at=at)
    return rule


@transaction.atomic
def remove_rule(rule: AssignmentRule, *, by: User | None, at: datetime) -> None:
    """Take the rule away; running cases keep their handlers."""
    require(by, "edit_organisation")
    subject = f"rule:{rule.category}:{rule.handler.username}"
    record_change("rule", subject, {"priority": rule.priority}, {}, by=by, at=at)
    rule.delete()


def is_demo() -> bool:
    """Whether this database was filled as a demonstration, the only kind that offers its cast. One query."""
    return Installation.objects.filter(is_demo=True).exists()


def mark_demo(at: datetime) -> None:
    """Mark this database as a demonstration; it stays one."""
    if not is_demo():
        Installation.objects.create(is_demo=True, created_at=at)


def _system_record(system: System) -> dict[str, object]:
    return {
        "name": system.name,
        "owner": system.owner.username if system.owner else "",
        "is_key_business": system.is_key_business,
        "departments": sorted(system.departments.values_list("code", flat=True)),
    }
