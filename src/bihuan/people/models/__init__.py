"""The rows of people. Change them through the functions of this package, which record what they do."""

from bihuan.people.models.organisation import AssignmentRule, ChainRung, Department, Installation, System
from bihuan.people.models.record import PasswordHistory, PeopleChange
from bihuan.people.models.roster import CalendarFeed, DutyShift, ShiftSwap
from bihuan.people.models.tokens import ApiToken
from bihuan.people.models.users import User

__all__ = [
    "ApiToken",
    "AssignmentRule",
    "CalendarFeed",
    "ChainRung",
    "Department",
    "DutyShift",
    "Installation",
    "PasswordHistory",
    "PeopleChange",
    "ShiftSwap",
    "System",
    "User",
]
