"""Who is suggested as handler: by category and affected system; the coordinator decides (R3)."""

from __future__ import annotations

from django.db.models import Q

from bihuan.people.models import AssignmentRule, System, User


def suggest_handlers(category: str, system: System | None) -> list[User]:
    """Active handlers for the category, nearest rule first: those of the system, then the general ones.

    A person appears once. One query.
    """
    rules = (
        AssignmentRule.objects.filter(category=category, handler__is_active=True)
        .filter(Q(system=system) | Q(system__isnull=True))
        .select_related("handler__department")
        .order_by("priority", "id")
    )
    nearest_first = sorted(rules, key=lambda rule: rule.system_id is None)
    return list({rule.handler_id: rule.handler for rule in nearest_first}.values())
