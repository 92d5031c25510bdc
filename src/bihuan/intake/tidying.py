"""Firings are kept by the hundred an alarm: the counts go on, the oldest rows go."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Min, OuterRef, Subquery

from bihuan.intake.models import Alarm, Occurrence

KEPT = 200
"""Firings kept of one alarm."""

_OLD = (
    "SELECT id FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY alarm_id ORDER BY starts_at DESC) AS place"
    " FROM intake_occurrence WHERE alarm_id IN (SELECT id FROM intake_alarm WHERE count > %s)) AS placed"
    " WHERE place > %s ORDER BY id LIMIT 5000"
)


def purge(at: datetime) -> int:
    """Forget firings beyond the newest KEPT of each alarm; returns how many. For the hourly housekeeping.

    An alarm remembers since when its firings are kept, so that a late message about an older one does not count anew.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_OLD, [KEPT, KEPT])
            ids = [row[0] for row in cursor.fetchall()]
        if not ids:
            return 0
        alarms = set(Occurrence.objects.filter(pk__in=ids).values_list("alarm_id", flat=True))
        gone = Occurrence.objects.filter(pk__in=ids).delete()[0]
        oldest = (
            Occurrence.objects.filter(alarm=OuterRef("pk")).values("alarm").annotate(first=Min("starts_at"))
        )
        Alarm.objects.filter(pk__in=alarms).update(kept_from=Subquery(oldest.values("first")))
    return gone
