"""The branch to an external department and its letters (X1–X7)."""

from django.conf import settings
from django.db import models

from bihuan.problems.models.parts import Part

USER = settings.AUTH_USER_MODEL


class Branch(Part):
    """One external department's part of a case. `round` grows with each "still there" (X7)."""

    department = models.ForeignKey("people.Department", models.PROTECT, related_name="+")
    reason = models.TextField()
    status = models.CharField(max_length=12, default="open")
    round = models.PositiveSmallIntegerField(default=1)
    plan = models.TextField(blank=True)
    plan_at = models.DateTimeField(null=True)
    notice = models.TextField(blank=True)
    notice_document = models.CharField(max_length=200, blank=True)
    notice_at = models.DateTimeField(null=True)
    evidence = models.TextField(blank=True)
    verified_at = models.DateTimeField(null=True)
    rounds = models.JSONField(default=list)
    follow_ups = models.JSONField(default=list)


class Letter(Part):
    """问题申告函: drafted, signed (then numbered), sent, delivered, answered.

    Before its signature `number` is its place in the case. `chased` holds each reminder with its time; `answers`
    every reply as it came in, by the centre's hand or by the link, where `replied_at` is that of the last one.
    """

    branch = models.ForeignKey(Branch, models.PROTECT, related_name="+", db_index=False)
    department = models.ForeignKey("people.Department", models.PROTECT, related_name="+")
    subject = models.CharField(max_length=200)
    body = models.TextField()
    reply_by = models.DateTimeField()
    urgency = models.CharField(max_length=12, default="normal")
    contact = models.CharField(max_length=200, blank=True)
    enclosures = models.TextField(blank=True)
    copies = models.JSONField(default=list)
    copy_executives = models.BooleanField(null=True)
    copy_reason = models.TextField(blank=True)
    drafted_by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    signed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    signed_at = models.DateTimeField(null=True)
    channel = models.CharField(max_length=12, blank=True)
    sent_at = models.DateTimeField(null=True)
    delivered_to = models.CharField(max_length=200, blank=True)
    delivered_at = models.DateTimeField(null=True)
    status = models.CharField(max_length=12, default="drafted")
    verdict = models.CharField(max_length=12, blank=True)
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True)
    round = models.PositiveSmallIntegerField(default=1)
    chased = models.JSONField(default=list)
    answers = models.JSONField(default=list)
    return_reason = models.TextField(blank=True)

    class Meta(Part.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["number"], name="letter_number_once", condition=models.Q(signed_at__isnull=False)
            )
        ]
        indexes = [
            models.Index(
                fields=["-sent_at", "-id"], name="letter_sent", condition=models.Q(sent_at__isnull=False)
            )
        ]
