"""A problem (问题): the case itself. Written by the gate only."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from bihuan.process import terms

#: Stands in `next_due_at` where nothing is owed, so that lists need no NULL in their order.
NEVER = datetime(9999, 12, 31, tzinfo=UTC)


class Problem(models.Model):
    """One case, from report to archive.

    Instants are aware and UTC. `reported_at` is the start of every clock (L8); `ended_at` is when a case was
    withdrawn, voided or merged, none of which is a solution; `cause_class` is what the last analysis, or the
    coordinator after it, took the cause for; `part_counts` says which
    parts exist, so that pages and steps read no empty table; `next_due_at`, `next_warn_at` and
    `next_duty` mirror the earliest open duty. `chain` holds the ids of the people whom the last call chain asks,
    `chain_since` is set while it runs, `chain_told_at` is when one of them confirmed. `fix_failed_at` is when
    an alarm that came back showed that the last fix did not hold, none once there is another (D73). `version`
    counts the events of the chain that ends in `chain_head`.
    """

    number = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=24)
    level = models.PositiveSmallIntegerField()
    level_reported = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=24)
    categories = models.JSONField(default=list)
    source = models.CharField(max_length=24)
    title = models.CharField(max_length=200)
    symptom = models.TextField()
    impact = models.TextField(blank=True)
    business_affected = models.BooleanField(default=False)
    users_affected = models.CharField(max_length=8, default="none")
    backup = models.BooleanField(default=False)
    kpi_affected = models.BooleanField(default=False)
    answers = models.JSONField(default=dict)
    field_data = models.TextField(blank=True)
    cause_analysis = models.TextField(blank=True)
    judgement = models.TextField(blank=True)
    cause_class = models.CharField(max_length=16, blank=True, default="")
    system = models.ForeignKey("people.System", models.PROTECT, null=True, related_name="+")
    external = models.BooleanField(default=False)
    discovered_at = models.DateTimeField()
    reported_at = models.DateTimeField()
    filed_at = models.DateTimeField(null=True)
    phone_reached_at = models.DateTimeField(null=True)
    responded_at = models.DateTimeField(null=True)
    dispatched_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    reporter_told_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    archived_at = models.DateTimeField(null=True)
    handed_over_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    archive_location = models.CharField(max_length=200, blank=True)
    suspended_at = models.DateTimeField(null=True)
    suspended_until = models.DateTimeField(null=True)
    suspended_seconds = models.PositiveIntegerField(default=0)
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    coordinator = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    round = models.PositiveSmallIntegerField(default=1)
    criteria = models.JSONField(default=dict)
    form_pending = models.BooleanField(default=False)
    alarm_raised = models.BooleanField(default=False)
    chain = models.JSONField(default=list)
    chain_since = models.DateTimeField(null=True)
    chain_told_at = models.DateTimeField(null=True)
    alarm_confirmed_at = models.DateTimeField(null=True)
    fix_failed_at = models.DateTimeField(null=True)
    main = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged", db_index=False)
    is_imported = models.BooleanField(default=False)
    policy_version = models.PositiveIntegerField(default=1)
    part_counts = models.JSONField(default=dict)
    told = models.ManyToManyField("people.Department", related_name="+")
    urged_at = models.JSONField(default=dict)
    next_due_at = models.DateTimeField(default=NEVER)
    next_warn_at = models.DateTimeField(default=NEVER)
    next_duty = models.CharField(max_length=24, blank=True)
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)
    chain_head = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["-reported_at", "-id"], name="problem_by_time"),
            models.Index(fields=["state", "-reported_at", "-id"], name="problem_by_state"),
            models.Index(fields=["level", "-reported_at", "-id"], name="problem_by_level"),
            models.Index(fields=["category", "-reported_at", "-id"], name="problem_by_category"),
            models.Index(fields=["source", "-reported_at", "-id"], name="problem_by_source"),
            models.Index(fields=["reporter", "-reported_at", "-id"], name="problem_by_reporter"),
            models.Index(fields=["handler", "-reported_at", "-id"], name="problem_by_handler"),
            models.Index(
                fields=["next_due_at", "id"],
                name="problem_by_urgency",
                condition=Q(state__in=sorted(terms.OPEN | {"summarising", "awaiting_archive"})),
            ),
            models.Index(
                fields=["level", "next_due_at", "id"],
                name="problem_burning",
                condition=Q(state__in=sorted(terms.OPEN), level__in=[1, 2]),
            ),
            models.Index(fields=["-reported_at", "-id"], name="problem_external", condition=Q(external=True)),
            models.Index(
                fields=["resolved_at"], name="problem_by_solution", condition=Q(resolved_at__isnull=False)
            ),
            models.Index(
                fields=["system", "category", "cause_class", "-reported_at", "-id"],
                name="problem_by_cause",
                condition=~Q(cause_class=""),
            ),
            models.Index(fields=["ended_at"], name="problem_by_end", condition=Q(ended_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.state in terms.OPEN
