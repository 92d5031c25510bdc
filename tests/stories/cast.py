"""The demo organisation for every story: made once a database, then put back as it was."""

from datetime import datetime

from django.db import connection, models

from bihuan.demo.organisation import load_organisation
from bihuan.people.models import AssignmentRule, ChainRung, Department, DutyShift, System, User

TABLES: tuple[type[models.Model], ...] = (
    Department,
    User,
    System,
    System.departments.through,
    AssignmentRule,
    ChainRung,
    DutyShift,
)
_KEPT: dict[tuple[str, datetime], list[list[models.Model]]] = {}


def enter_cast(at: datetime) -> dict[str, User]:
    """The people by username; departments, systems, rules, chain and roster are there as well."""
    key = (connection.vendor, at)
    if key not in _KEPT:
        load_organisation(at)
        _KEPT[key] = [list(table._default_manager.order_by("pk")) for table in TABLES]
    else:
        for table, rows in zip(TABLES, _KEPT[key], strict=True):
            table._default_manager.bulk_create(rows)
    return {user.username: user for user in User.objects.select_related("department")}
