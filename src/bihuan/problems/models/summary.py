"""Parts of a case after its solution: analyses, register row, meetings, corrective actions, links."""

from django.conf import settings
from django.db import models

from bihuan.problems.models.parts import Part

USER = settings.AUTH_USER_MODEL


class Analysis(Part):
    """问题分析和处理报告 (F6.1); each submission is a row, the last one counts."""

    cause = models.TextField()
    cause_class = models.CharField(max_length=16, blank=True, default="")
    method = models.TextField()
    prevention = models.TextField()
    submitted_by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    submitted_at = models.DateTimeField()
    status = models.CharField(max_length=12, default="submitted")
    checked_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    checked_at = models.DateTimeField(null=True)
    remark = models.TextField(blank=True)
    round = models.PositiveSmallIntegerField(default=1)


class RegisterRow(models.Model):
    """The confirmed row of the 问题记录表 (F6.2); `corrections` overrule the drafted columns."""

    problem = models.OneToOneField("problems.Problem", models.PROTECT, related_name="register_row")
    corrections = models.JSONField(default=dict)
    confirmed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    confirmed_at = models.DateTimeField(null=True)
    round = models.PositiveSmallIntegerField(default=1)

    def __str__(self) -> str:
        return f"register row of {self.problem_id}"


class Meeting(models.Model):
    """A meeting of the group on a case or a month. `record` holds what was decided, by agenda item.

    `members` were called to it, `attendees` took part. `items` are the minutes as they are taken, by item: topic,
    text, version, by, at. A case that joined the meeting of another one has a row of its own with the same number
    and the other one's as `host`; a joined review has its record and signature there.
    """

    problem = models.ForeignKey("problems.Problem", models.PROTECT, null=True, related_name="+")
    month = models.ForeignKey("problems.Month", models.PROTECT, null=True, related_name="+")
    number = models.CharField(max_length=40)
    created_at = models.DateTimeField()
    kind = models.CharField(max_length=12)
    starts_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    chair = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    attendees = models.JSONField(default=list)
    guests = models.JSONField(default=list)
    joint_with_cab = models.BooleanField(default=False)
    place = models.CharField(max_length=100, blank=True)
    members = models.JSONField(default=list)
    absence = models.TextField(blank=True)
    items = models.JSONField(default=dict)
    host = models.ForeignKey("self", models.PROTECT, null=True, related_name="joined", db_index=False)
    recorder = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    record = models.JSONField(default=dict)
    minutes = models.TextField(blank=True)
    signed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    signed_at = models.DateTimeField(null=True)
    round = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["number"], condition=models.Q(host__isnull=True), name="meeting_number_once"
            )
        ]
        indexes = [
            models.Index(fields=["number"], name="meeting_by_number"),
            models.Index(
                fields=["starts_at"], name="meeting_to_come", condition=models.Q(starts_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def source(self) -> "Meeting":
        """Where record, minutes and signature stand: with the host of a review that was joined, else here."""
        return self.host if self.host is not None and self.kind == "review" else self


class CorrectiveAction(Part):
    """整改项: lives beside the case, past its archive, until closed with evidence and checked by another."""

    owner = models.ForeignKey(USER, models.PROTECT, related_name="+")
    text = models.TextField()
    due_on = models.DateField()
    check_how = models.CharField(max_length=200, blank=True)
    check_on = models.DateField(null=True)
    meeting = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="+", db_index=False)
    opened_by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    status = models.CharField(max_length=12, default="open")
    evidence = models.TextField(blank=True)
    closed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    closed_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    checked_at = models.DateTimeField(null=True)
    effect = models.TextField(blank=True)

    class Meta(Part.Meta):
        indexes = [
            models.Index(fields=["due_on", "id"], name="action_by_due"),
            models.Index(
                fields=["due_on", "id"],
                name="action_running",
                condition=models.Q(status__in=["open", "closed"]),
            ),
        ]


class Link(Part):
    """A tie to another case: repeat of, duplicate of, caused by … `number` is the other case's."""

    kind = models.CharField(max_length=12)
    text = models.CharField(max_length=200, blank=True)
