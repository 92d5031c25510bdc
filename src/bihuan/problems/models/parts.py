"""Parts of a case: work orders, changes, requests to the manager, calls, documents. Written by actions only."""

from django.conf import settings
from django.db import models

USER = settings.AUTH_USER_MODEL


class Part(models.Model):
    """What every part has: its case, and a number that names it within the case or everywhere."""

    problem = models.ForeignKey("problems.Problem", models.PROTECT, related_name="+")
    number = models.CharField(max_length=40)
    created_at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["id"]

    def __str__(self) -> str:
        return self.number


class WorkOrder(Part):
    """问题工单 (A2). `answers` keeps earlier answers as versions after a rejected result (S2)."""

    handler = models.ForeignKey(USER, models.PROTECT, related_name="+")
    task = models.TextField()
    is_lead = models.BooleanField(default=False)
    status = models.CharField(max_length=12, default="issued")
    dispatched_by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    dispatched_at = models.DateTimeField()
    backfilled = models.BooleanField(default=False)
    contacted_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    transfer_asked_at = models.DateTimeField(null=True)
    cause = models.TextField(blank=True)
    plan = models.TextField(blank=True)
    due_at = models.DateTimeField(null=True)
    needs_change = models.BooleanField(default=False)
    handled_at = models.DateTimeField(null=True)
    result = models.TextField(blank=True)
    method = models.TextField(blank=True)
    advice = models.TextField(blank=True)
    criteria = models.JSONField(default=dict)
    recovered_at = models.DateTimeField(null=True)
    workaround = models.BooleanField(default=False)
    late_reason = models.TextField(blank=True)
    give_up = models.JSONField(default=dict)
    round = models.PositiveSmallIntegerField(default=1)
    answers = models.JSONField(default=list)

    class Meta(Part.Meta):
        constraints = [models.UniqueConstraint(fields=["number"], name="order_number_once")]
        indexes = [
            models.Index(
                fields=["-handled_at", "-id"],
                name="order_without_plan",
                condition=models.Q(status="done", plan="", is_lead=True),
            )
        ]


class Change(Part):
    """A record of change management, which itself lies outside (D33). `history` holds every state with time.

    `papers_owed_at` is when an emergency change started before its approval; its papers follow.
    """

    order = models.ForeignKey(WorkOrder, models.PROTECT, null=True, related_name="+", db_index=False)
    plan = models.TextField()
    emergency = models.BooleanField(default=False)
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    consented_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    consented_at = models.DateTimeField(null=True)
    status = models.CharField(max_length=12, default="requested")
    coordinator = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    executor = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    result = models.TextField(blank=True)
    rollback = models.TextField(blank=True)
    papers = models.CharField(max_length=200, blank=True)
    papers_owed_at = models.DateTimeField(null=True)
    papers_filed_at = models.DateTimeField(null=True)
    history = models.JSONField(default=list)

    class Meta(Part.Meta):
        constraints = [
            models.UniqueConstraint(fields=["problem", "number"], name="change_number_once_a_case")
        ]


class Request(Part):
    """What the manager is asked: to lower the level, to suspend, to extend (L7, L9), to improve by a project (D76)."""

    kind = models.CharField(max_length=12)
    asked_by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    reason = models.TextField()
    level = models.PositiveSmallIntegerField(null=True)
    until = models.DateTimeField(null=True)
    status = models.CharField(max_length=12, default="asked")
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)


class Call(Part):
    """One attempt to reach a person: whom, when, reached or not, who attests it (F1.3).

    `caller` is who attests it; None is the machine, for which the telephone exchange and the pressed key attest.
    """

    caller = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    callee = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    phone = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=12)
    purpose = models.CharField(max_length=12)
    occurred_at = models.DateTimeField()
    text = models.TextField(blank=True)


class Document(Part):
    """An upload, kept outside the web root and sent as a download. `number` is its place in the case.

    What came by a signed link has no uploader; `given_by` says which department, and the name that was given.
    """

    name = models.CharField(max_length=200)
    path = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    content_type = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    given_by = models.CharField(max_length=200, blank=True)
