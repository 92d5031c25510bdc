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
    """A meeting of the group on a case or a month. `record` holds what was decided, by agenda item."""

    problem = models.ForeignKey("problems.Problem", models.PROTECT, null=True, related_name="+")
    month = models.ForeignKey("problems.Month", models.PROTECT, null=True, related_name="+")
    number = models.CharField(max_length=40, unique=True)
    created_at = models.DateTimeField()
    kind = models.CharField(max_length=12)
    starts_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    chair = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    attendees = models.JSONField(default=list)
    guests = models.JSONField(default=list)
    joint_with_cab = models.BooleanField(default=False)
    record = models.JSONField(default=dict)
    minutes = models.TextField(blank=True)
    signed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    signed_at = models.DateTimeField(null=True)
    round = models.PositiveSmallIntegerField(default=1)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.number


class CorrectiveAction(Part):
    """整改项: lives beside the case, past its archive, until closed with evidence and checked by another."""

    owner = models.ForeignKey(USER, models.PROTECT, related_name="+")
    text = models.TextField()
    due_on = models.DateField()
    opened_by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    status = models.CharField(max_length=12, default="open")
    evidence = models.TextField(blank=True)
    closed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    closed_at = models.DateTimeField(null=True)
    checked_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    checked_at = models.DateTimeField(null=True)
    effect = models.TextField(blank=True)


class Link(Part):
    """A tie to another case: repeat of, duplicate of, caused by … `number` is the other case's."""

    kind = models.CharField(max_length=12)
    text = models.CharField(max_length=200, blank=True)
