"""What belongs to no single case: months, revisions of the process, versions of the policy, the calendar."""

from django.conf import settings
from django.db import models

USER = settings.AUTH_USER_MODEL


class Month(models.Model):
    """One month of the centre, with its own chain of events: report, signature, meeting (F6.4, F6.5).

    With the report `figures` and the `MonthDetail` behind them are frozen; `digest` is their SHA-256 in hex,
    taken together with `analysis` and `plan`, and stands in the event of the submission too.
    """

    month = models.CharField(max_length=7, unique=True)
    opened_at = models.DateTimeField()
    submitted_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    submitted_at = models.DateTimeField(null=True)
    analysis = models.TextField(blank=True)
    plan = models.TextField(blank=True, default="")
    figures = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True, default="")
    signed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    signed_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=0)
    chain_head = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return self.month


class MonthDetail(models.Model):
    """The cases behind the frozen figures of a month: `detail` is what `problems.figures.freezing` makes.

    In a row of its own, so that nobody who reads a month carries it along.
    """

    month = models.OneToOneField(Month, models.PROTECT, related_name="frozen_detail")
    detail = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"detail of {self.month_id}"


class Revision(models.Model):
    """A published revision of the process document (R1a). Old ones stay readable; one is in force a day."""

    version = models.CharField(max_length=20, unique=True)
    effective_on = models.DateField()
    reason = models.TextField()
    text = models.TextField()
    published_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    published_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.version


class PolicyVersion(models.Model):
    """The figures in force from `at` on; every case keeps the number that ruled when it was reported (D74)."""

    number = models.PositiveIntegerField(primary_key=True)
    figures = models.JSONField()
    reason = models.TextField()
    changed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"policy {self.number}"


class CalendarDay(models.Model):
    """A day that differs from the plain week: a holiday, or a working weekend (调休)."""

    day = models.DateField(primary_key=True)
    is_working = models.BooleanField()
    label = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return str(self.day)


class CalendarYear(models.Model):
    """A year whose days were entered. Unconfirmed until its make-up days are announced and somebody said so."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    is_confirmed = models.BooleanField(default=False)

    def __str__(self) -> str:
        return str(self.year)
