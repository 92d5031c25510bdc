"""Who there is: the list of people with its filters, and the record of what was done to them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from bihuan.people.models import DutyShift, PeopleChange, User


@dataclass(frozen=True, slots=True)
class PeopleFilters:
    """What the list of people is narrowed to; an empty value narrows nothing. `role` "-" is nobody's role."""

    q: str = ""
    role: str = ""
    department: str = ""
    active: bool | None = True


def people_page(filters: PeopleFilters, after: str, limit: int) -> tuple[list[User], str]:
    """One page by username with departments, and the username after which the next begins, empty at the end."""
    found = User.objects.select_related("department").order_by("username")
    if filters.q:
        found = found.filter(Q(username__icontains=filters.q) | Q(name__icontains=filters.q))
    if filters.role == "-":
        found = found.filter(role_codes=[])
    elif filters.role:
        found = found.filter(role_codes__icontains=f'"{filters.role}"')
    if filters.department:
        found = found.filter(department__code=filters.department)
    if filters.active is not None:
        found = found.filter(is_active=filters.active)
    rows = list(found.filter(username__gt=after)[: limit + 1])
    return rows[:limit], rows[limit - 1].username if len(rows) > limit else ""


def changes(subject: str = "", before: int = 0, limit: int = 50) -> list[PeopleChange]:
    """What was done to people, roles, roster and organisation, the latest first; of one subject if named."""
    found: QuerySet[PeopleChange] = PeopleChange.objects.select_related("by").order_by("-id")
    if subject:
        found = found.filter(subject=subject)
    return list((found.filter(pk__lt=before) if before else found)[:limit])


def shifts_from(at: object, limit: int = 100) -> list[DutyShift]:
    """Shifts that run at `at` or begin later, in order, with their people."""
    found = (
        DutyShift.objects.standing()
        .filter(ends_at__gt=at)
        .select_related("person__department", "deputy__department")
    )
    return list(found.order_by("starts_at", "role", "id")[:limit])
