"""What goes to an existing change system and what came from it; see docs/howto/changes.md."""

from django.db import models
from django.db.models import Q

from bihuan.problems.models.parts import Change


class ChangeMessage(models.Model):
    """One message to the change system, written with the step that causes it. `key` is the same at every attempt."""

    change = models.ForeignKey(Change, models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=32)
    body = models.JSONField()
    created_at = models.DateTimeField()
    next_at = models.DateTimeField()
    tries = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    detail = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_at", "id"],
                name="change_message_due",
                condition=Q(sent_at__isnull=True, given_up_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class ChangeWord(models.Model):
    """One message of the change system that was taken in: its id, its content's hash, what was answered."""

    key = models.CharField(max_length=128, primary_key=True)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.key
