"""What is owed and what happened: duties, the append-only events, counters of numbers."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

OPEN_DUTY = Q(met_at__isnull=True, voided_at__isnull=True)


class Duty(models.Model):
    """One thing that somebody owes by a time. A cache of the log: `audit` can recompute every row.

    Owed by a person, or by every holder of `owed_by_role` while nobody is named. `due_at` moves only by S4;
    `first_due_at` is the limit that compliance counts: an approved extension leaves it (D22). `stage` counts the
    warnings announced, `wake_at` is when the next one is due. `subject` is the id of the part it is about, 0 for
    the case itself.
    """

    problem = models.ForeignKey(
        "problems.Problem", models.PROTECT, null=True, related_name="+", db_index=False
    )
    month = models.ForeignKey("problems.Month", models.PROTECT, null=True, related_name="+", db_index=False)
    key = models.CharField(max_length=24)
    clause = models.CharField(max_length=8)
    subject = models.BigIntegerField(default=0)
    owed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    owed_by_role = models.CharField(max_length=16)
    opened_at = models.DateTimeField()
    start_at = models.DateTimeField()
    due_at = models.DateTimeField()
    first_due_at = models.DateTimeField()
    warn_at = models.DateTimeField()
    wake_at = models.DateTimeField()
    stage = models.PositiveIntegerField(default=0)
    level = models.PositiveSmallIntegerField(default=5)
    round = models.PositiveSmallIntegerField(default=1)
    is_paused = models.BooleanField(default=False)
    cut_by_upgrade = models.BooleanField(default=False)
    met_at = models.DateTimeField(null=True)
    voided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["problem", "id"], name="duty_of_problem"),
            models.Index(fields=["month"], name="duty_of_month", condition=Q(month__isnull=False)),
            models.Index(fields=["wake_at", "id"], name="duty_to_wake", condition=OPEN_DUTY),
            models.Index(fields=["owed_by", "due_at", "id"], name="duty_of_person", condition=OPEN_DUTY),
            models.Index(
                fields=["owed_by_role", "due_at", "id"],
                name="duty_of_role",
                condition=OPEN_DUTY & Q(owed_by__isnull=True),
            ),
            models.Index(fields=["due_at", "id"], name="duty_by_due", condition=OPEN_DUTY),
            models.Index(fields=["clause", "-due_at", "-id"], name="duty_by_clause"),
            models.Index(fields=["-due_at", "-id"], name="duty_met", condition=Q(met_at__isnull=False)),
            models.Index(
                fields=["-due_at", "-id"],
                name="duty_met_late",
                condition=Q(met_at__gt=F("first_due_at"), voided_at__isnull=True),
            ),
            models.Index(
                fields=["-due_at", "-id"], name="duty_extended", condition=Q(due_at__gt=F("first_due_at"))
            ),
            models.Index(
                fields=["-due_at", "-id"],
                name="duty_broken",
                condition=Q(met_at__isnull=True, voided_at__gt=F("first_due_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.id}"


class Event(models.Model):
    """One entry of a chain (a case, a month, the process). Append-only; the database refuses anything else.

    `hash` covers the row and `prev_hash`. `occurred_at` is when it happened and what clocks use, `recorded_at` when
    it was written down. `data` holds the fields, the state before and after and the changes of duties.
    """

    stream = models.CharField(max_length=40)
    seq = models.PositiveIntegerField()
    step = models.CharField(max_length=32)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    actor_name = models.CharField(max_length=64)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    data = models.JSONField()
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="event_once_a_place")]

    def __str__(self) -> str:
        return f"{self.stream} #{self.seq} {self.step}"


class Counter(models.Model):
    """The last number given of a series, e.g. `WT-20261122`. Only grows: a number is never given twice."""

    series = models.CharField(max_length=40, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.series}: {self.last}"


class WordCount(models.Model):
    """In how many cases a word of the index stands (`problems.rarity`); the empty word stands in all of them."""

    word = models.CharField(max_length=64, primary_key=True)
    cases = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.word}: {self.cases}"


class Heartbeat(models.Model):
    """When the worker last finished a whole sweep; one row a worker.

    `running_in` names the database that was running then (`problems.heartbeat`): a row that came back with a
    backup is not believed. `findings` is what its self-check met last, at `found_at`.
    """

    worker = models.CharField(max_length=80, primary_key=True)
    swept_at = models.DateTimeField()
    report = models.JSONField(default=dict)
    running_in = models.CharField(max_length=80, blank=True, default="")
    findings = models.JSONField(default=list)
    found_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.worker
