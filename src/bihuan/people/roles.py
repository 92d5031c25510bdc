"""The roles of R1–R15 and the one function that gives and takes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.people.models import User
from bihuan.people.models.users import ADMINISTRATORS
from bihuan.people.permissions import NotYours, require
from bihuan.people.record import record_change
from bihuan.process.terms import ROLES
from bihuan.process.words import N_


class RoleConflict(ValueError):
    """A set of roles that nobody may hold; `text` is the English msgid, filled from `figures`."""

    def __init__(self, text: str, **figures: str) -> None:
        super().__init__(text.format(**figures))
        self.text = text
        self.figures = figures

    @property
    def message(self) -> str:
        """The reason in the reader's language."""
        return _(self.text).format(**self.figures)


def check_roles(roles: Iterable[str]) -> frozenset[str]:
    """The roles as a set, or RoleConflict: unknown code, two administrators, or one with a business role."""
    wanted = frozenset(roles)
    for code in sorted(wanted - ROLES.keys()):
        raise RoleConflict(N_("There is no role “{role}”."), role=code)
    administrators = wanted & ADMINISTRATORS
    if len(administrators) > 1:
        raise RoleConflict(N_("Nobody may hold two of the roles admin, security and auditor."))
    if administrators and wanted - ADMINISTRATORS:
        raise RoleConflict(N_("An administrator may hold no role in the process."))
    return wanted


@transaction.atomic
def set_roles(user: User, roles: Iterable[str], *, by: User | None, at: datetime) -> dict[str, Any]:
    """Give `user` exactly `roles` and record it; returns the change as `{kind, who, before, after}`.

    Raises RoleConflict or NotYours (nobody sets his own roles), and then nothing is stored.
    """
    require(by, "set_roles")
    if by == user:
        raise NotYours(f"{user.username} may not set his own roles")
    wanted = sorted(check_roles(roles))
    before = sorted(user.role_codes)
    user.role_codes = wanted
    user.save(update_fields=["role_codes"])
    return record_change("roles", user.username, {"roles": before}, {"roles": wanted}, by=by, at=at)
