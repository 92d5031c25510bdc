"""What the monitoring says of linked alarms, followed at once, so that no guard judges by old news (F5.3).

No fact of the process by itself: the steps `note_alarm`, `alarm_returned` and `doubt_result` put it on record.
"""

from collections.abc import Iterable
from datetime import datetime

from bihuan.problems.models import CaseAlarm
from bihuan.process.lifecycle import CARE


def follow(news: Iterable[tuple[int, bool, datetime]]) -> int:
    """Bring linked alarms up to (id, fires, since); returns how many rows followed. Two queries at most."""
    said = {alarm: (fires, since) for alarm, fires, since in news}
    linked = CaseAlarm.objects.filter(alarm__in=said, released_at=None, problem__state__in=sorted(CARE))
    rows = list(linked.order_by("id").select_for_update(of=("self",)))
    for row in rows:
        row.fires, row.since = said[row.alarm]
    return CaseAlarm.objects.bulk_update(rows, ["fires", "since"]) if rows else 0
