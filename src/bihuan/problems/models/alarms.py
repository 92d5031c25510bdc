"""Alarms as parts of a case: what the guards must know of the monitoring (F5.3, D73)."""

from django.conf import settings
from django.db import models

from bihuan.problems.models.parts import Part


class CaseAlarm(Part):
    """One alarm that is linked to a case.

    `alarm` is the id of the alarm where it came in, `kind` the monitoring it came from. `fires` and `since` are what
    the monitoring says now: they follow it at once (`problems.alarmstate`), so that no guard judges by old news.
    `noted_fires` and `noted_since` are what the last step put on record.
    """

    alarm = models.BigIntegerField()
    kind = models.CharField(max_length=16)
    fingerprint = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    severity = models.CharField(max_length=40, blank=True)
    fires = models.BooleanField(default=True)
    since = models.DateTimeField()
    noted_fires = models.BooleanField(default=True)
    noted_since = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    reason = models.TextField(blank=True)

    class Meta(Part.Meta):
        constraints = [models.UniqueConstraint(fields=["problem", "alarm"], name="alarm_once_a_case")]
        indexes = [models.Index(fields=["alarm"], name="case_alarm_by_alarm")]

    @property
    def status(self) -> str:
        """A code of `terms.ALARM_STATUS`."""
        if self.released_at is not None:
            return "released"
        return "firing" if self.fires else "cleared"
