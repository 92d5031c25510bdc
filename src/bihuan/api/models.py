"""What the API keeps of its own: the answers to requests that may come twice."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class KeptAnswer(models.Model):
    """The answer to one request with an Idempotency-Key, kept for 24 hours a user.

    The row comes first, without a status, while the request is at work; `begun_at` names the attempt.
    `digest` covers method, path and body. Written by `api.idempotency` only.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    begun_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    content_type = models.CharField(max_length=64, blank=True)
    body = models.BinaryField(default=b"")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="answer_once_a_key")]
        indexes = [models.Index(fields=["begun_at"], name="answer_by_age")]

    def __str__(self) -> str:
        return self.key
