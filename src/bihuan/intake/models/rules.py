"""What becomes of an alarm: the rules, kept in the product, every version of them."""

from django.conf import settings
from django.db import models


class AlarmRule(models.Model):
    """Which alarms a rule is for, and what they become. Written by `intake.rules` only.

    `matchers` are [label, sign, value]; all must hold. The first active rule by `order` that matches counts. `action`
    is a code of `terms.ALARM_ACTIONS`, `grouping` one of `terms.ALARM_GROUPINGS`, with the labels in `group_by`.
    """

    name = models.CharField(max_length=80, unique=True)
    order = models.PositiveIntegerField(default=100)
    matchers = models.JSONField(default=list)
    category = models.CharField(max_length=24)
    system = models.ForeignKey("people.System", models.PROTECT, null=True, related_name="+", db_index=False)
    level = models.PositiveSmallIntegerField()
    action = models.CharField(max_length=8, default="open")
    grouping = models.CharField(max_length=8, default="alarm")
    group_by = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.name


class RuleVersion(models.Model):
    """One version of a rule: what it said, who made it so, when and why. Append-only."""

    rule = models.ForeignKey(AlarmRule, models.PROTECT, related_name="versions", db_index=False)
    version = models.PositiveIntegerField()
    said = models.JSONField()
    reason = models.TextField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "version"], name="rule_version_once")]

    def __str__(self) -> str:
        return f"{self.rule_id} v{self.version}"
