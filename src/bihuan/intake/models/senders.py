"""Who may hand in alarms: one token a monitoring system, good for nothing else."""

from django.conf import settings
from django.db import models


class Sender(models.Model):
    """A monitoring system with its token, of which only the digest is kept. Written by `intake.senders` only."""

    name = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name
