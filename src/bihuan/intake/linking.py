"""Alarms linked to a case by hand: what the door asks of this side (`problems.alarmstate.Source`)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bihuan.intake.models import Alarm
from bihuan.intake.signals import signal_of
from bihuan.problems.alarmstate import Busy
from bihuan.problems.models import Problem


def signal(alarm: int) -> dict[str, Any] | None:
    """What the monitoring says of an alarm, locked, with its `holder`; see `Source.signal`. One query.

    It never waits for the lock: whoever has it may be waiting for the case that is locked here already.
    """
    rows = Alarm.objects.filter(pk=alarm)
    found = rows.select_for_update(of=("self",), skip_locked=True).select_related("problem").first()
    if found is None:
        if rows.exists():
            raise Busy
        return None
    holder = found.problem.number if found.problem is not None and found.problem.is_open else ""
    return {**signal_of(found), "holder": holder}


def belongs(alarm: int, case: Problem, at: datetime) -> None:
    """The alarm is this case's. The next sweep draws the consequences, as of an alarm that a rule brings (D73)."""
    Alarm.objects.filter(pk=alarm).update(problem=case, pending_at=at)


def leaves(alarm: int, case: Problem) -> None:
    """No case has the alarm any more. Where its row is held just now, the next look at it finds that out."""
    rows = Alarm.objects.filter(pk=alarm, problem=case)
    if rows.select_for_update(of=("self",), skip_locked=True).exists():
        rows.update(problem=None)
