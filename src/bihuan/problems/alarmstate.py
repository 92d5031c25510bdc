"""What the monitoring says of alarms: followed at once where they are linked, and asked where one is to be linked.

No fact of the process by itself: the steps `note_alarm`, `alarm_returned` and `doubt_result` put it on record.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from bihuan.problems.models import CaseAlarm, Problem
from bihuan.process.lifecycle import CARE


class Source(Protocol):
    """Where alarms come in. It stands above the cases, so it makes itself known here (`intake.linking`)."""

    def signal(self, alarm: int) -> dict[str, Any] | None:
        """What is known of an alarm, for a field of the kind `heard_alarm`: a signal, and in `holder` the number of
        the open case that it is linked to. Its row is locked until the transaction ends; Busy if another has it."""

    def belongs(self, alarm: int, case: Problem, at: datetime) -> None:
        """From now on the alarm is this case's, and is looked at again by the next sweep."""

    def leaves(self, alarm: int, case: Problem) -> None:
        """The alarm is this case's no more: a new firing is looked at as any other, the present one stays loose."""


class Busy(RuntimeError):
    """News of this alarm is just being stored."""


source: Source | None = None
"""The one place where alarms come in; none where no such program part is installed."""


def follow(news: Iterable[tuple[int, bool, datetime]]) -> int:
    """Bring linked alarms up to (id, fires, since); returns how many rows followed. Two queries at most."""
    said = {alarm: (fires, since) for alarm, fires, since in news}
    linked = CaseAlarm.objects.filter(alarm__in=said, released_at=None, problem__state__in=sorted(CARE))
    rows = list(linked.order_by("id").select_for_update(of=("self",)))
    for row in rows:
        row.fires, row.since = said[row.alarm]
    return CaseAlarm.objects.bulk_update(rows, ["fires", "since"]) if rows else 0
