"""Alarms as the monitoring reports them. Written by `intake.receipt` and `intake.settling` only."""

from django.db import models
from django.db.models import Q

PENDING = Q(pending_at__isnull=False)
WAITING = Q(fires=True, problem__isnull=True, rule__isnull=False)
"""It fires, a rule is for it, and no case was open that it could join."""


class Alarm(models.Model):
    """One alarm of one kind of monitoring, told apart by its fingerprint, however often it fires.

    `starts_at` and `ends_at` are of the last occurrence, by the monitoring's clock; `first_seen` and `last_seen` by
    ours. `received` counts messages, `count` occurrences: firings that began at different times, each once.
    `pending_at` is set while the process has still to look at it, `noted_at` when it last did; `settled_start` is
    the occurrence that was looked at then. `kept_from`: occurrences that began earlier are no longer kept.
    """

    kind = models.CharField(max_length=16)
    fingerprint = models.CharField(max_length=200)
    name = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    severity = models.CharField(max_length=40, blank=True)
    labels = models.JSONField(default=dict)
    url = models.CharField(max_length=500, blank=True)
    sender = models.CharField(max_length=64, blank=True)
    fires = models.BooleanField(default=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    received = models.PositiveIntegerField(default=0)
    count = models.PositiveIntegerField(default=0)
    rule = models.ForeignKey("intake.AlarmRule", models.PROTECT, null=True, related_name="+", db_index=False)
    problem = models.ForeignKey(
        "problems.Problem", models.PROTECT, null=True, related_name="+", db_index=False
    )
    pending_at = models.DateTimeField(null=True)
    noted_at = models.DateTimeField(null=True)
    settled_start = models.DateTimeField(null=True)
    kept_from = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "fingerprint"], name="alarm_once")]
        indexes = [
            models.Index(fields=["-starts_at", "-id"], name="alarm_by_time"),
            models.Index(fields=["-starts_at", "-id"], name="alarm_firing", condition=Q(fires=True)),
            models.Index(fields=["problem"], name="alarm_of_problem", condition=Q(problem__isnull=False)),
            models.Index(fields=["pending_at", "id"], name="alarm_pending", condition=PENDING),
            models.Index(fields=["rule", "noted_at"], name="alarm_waiting", condition=WAITING),
            models.Index(fields=["rule", "-starts_at", "-id"], name="alarm_by_rule"),
            models.Index(fields=["sender", "-starts_at", "-id"], name="alarm_by_sender"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.fingerprint}"

    @property
    def status(self) -> str:
        """A code of `terms.ALARM_STATUS`."""
        return "firing" if self.fires else "cleared"


class Occurrence(models.Model):
    """One firing of an alarm, told apart by when it began; what makes a message that comes twice count once.

    `cleared_at` is when the monitoring says that it ended, `heard_clear_at` when we heard of it.
    """

    alarm = models.ForeignKey(Alarm, models.CASCADE, related_name="occurrences", db_index=False)
    starts_at = models.DateTimeField()
    cleared_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField()
    heard_clear_at = models.DateTimeField(null=True)
    messages = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["alarm", "starts_at"], name="occurrence_once")]

    def __str__(self) -> str:
        return f"{self.alarm_id} {self.starts_at.isoformat()}"


class AlarmGroup(models.Model):
    """Alarms that one rule takes for one problem; the row that two processes at once queue for."""

    rule = models.ForeignKey("intake.AlarmRule", models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=64)
    problem = models.ForeignKey(
        "problems.Problem", models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "key"], name="alarm_group_once")]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.key}"
