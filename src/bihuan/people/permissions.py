"""Who may do what to people and the organisation: one table, read by every function that changes them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from bihuan.people.models import User
from bihuan.process.words import N_

ALLOWED: dict[str, frozenset[str]] = {
    "manage_accounts": frozenset({"admin"}),
    "set_roles": frozenset({"security"}),
    "edit_organisation": frozenset({"coordinator"}),
    "edit_roster": frozenset({"coordinator"}),
    "edit_figures": frozenset({"coordinator"}),
    "edit_alarm_rules": frozenset({"coordinator"}),
    "edit_senders": frozenset({"admin"}),
    "edit_channels": frozenset({"admin"}),
    "edit_paper_templates": frozenset({"clerk"}),
    "read_record": frozenset({"auditor"}),
    "export_event_log": frozenset({"coordinator", "manager", "auditor"}),
    "try_figures": frozenset({"coordinator", "manager", "auditor"}),
    "take_package": frozenset({"clerk", "coordinator", "manager", "auditor"}),
    "export_register": frozenset({"coordinator", "manager", "lead", "leader", "clerk", "auditor"}),
}
"""Each action and the roles that may take it (R1, practice 8.1.5).

Accounts and channels belong to the system administrator, roles to the security administrator, the record to
the auditor; paper
templates to the records clerk; roster, chain, systems, departments, policy figures and the calendar to the coordinator.
"""

REFUSAL = N_("This belongs to another role.")


class NotYours(PermissionError):
    """The person who asks may not do this."""

    @property
    def message(self) -> str:
        """The reason in the reader's language."""
        return _(REFUSAL)


def may(user: User, action: str) -> bool:
    """Whether an active `user` holds a role that may take `action`."""
    return user.is_active and bool(user.roles & ALLOWED[action])


def require(by: User | None, action: str) -> None:
    """Raise NotYours unless `by` may take `action`; None is the command line on the server itself."""
    if by is not None and not may(by, action):
        raise NotYours(f"{by.username} may not {action}")
