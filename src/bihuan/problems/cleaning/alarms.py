"""Alarms as they came in, named by their id."""

from typing import Any

from django.utils.translation import gettext as _

from bihuan.problems import alarmstate
from bihuan.problems.cleaning.base import Context, Wrong
from bihuan.problems.cleaning.values import integer


def heard(value: Any, context: Context) -> dict[str, Any]:
    """What the monitoring says of an alarm, and which open case has it."""
    number = integer(value, context)
    try:
        found = alarmstate.source.signal(number) if alarmstate.source else None
    except alarmstate.Busy:
        raise Wrong(_("News of this alarm is just coming in. Try again.")) from None
    if found is None:
        raise Wrong(_("There is no such alarm."))
    return found
