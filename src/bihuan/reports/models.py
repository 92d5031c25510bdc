"""The tables of the reports: lists that somebody asked for and that a worker writes."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Export(models.Model):
    """One Excel file that was asked for. A worker claims it, tells how far it is, and leaves the file at `path`.

    `touched_at` is the sign of life of who writes it: a claim without one for a minute is taken over. `path` is
    relative to MEDIA_ROOT; the file goes a day after it was finished.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    what = models.CharField(max_length=16, default="register")
    selection = models.JSONField(default=dict)
    language = models.CharField(max_length=16)
    asked_at = models.DateTimeField()
    touched_at = models.DateTimeField(null=True)
    claim = models.CharField(max_length=32, blank=True, default="")
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=200, blank=True, default="")
    path = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["asked_at"], name="export_waiting", condition=Q(finished_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.pk}"

    @property
    def percent(self) -> int:
        """How far it is, in whole per cent."""
        return 100 if self.finished_at else min(99, 100 * self.done // max(1, self.total))


class Scenario(models.Model):
    """Figures that somebody tried, kept under a name: the question, never its outcome.

    `figures` holds only what differed from the figures in force, as whole numbers (durations in seconds).
    """

    name = models.CharField(max_length=80)
    figures = models.JSONField(default=dict)
    since = models.DateField()
    until = models.DateField()
    imported = models.BooleanField(default=False)
    plain_weeks = models.BooleanField(default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
