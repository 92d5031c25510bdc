"""Asking on until somebody answers: the chain of F1.3 and the idle case at levels 1 and 2, orders nobody accepts."""

from django.conf import settings
from django.db import models
from django.db.models import Q

USER = settings.AUTH_USER_MODEL
CHAIN, IDLE, ACCEPT = "chain", "idle", "accept"
RUNNING = Q(ended_at__isnull=True)


class Escalation(models.Model):
    """One chain that runs on a case, or the watch over its idleness or its orders. The sweep claims and advances it.

    `rungs` is frozen when it starts: [{user, username, name, part, number, channels, seconds}], so that a later
    edit of roster or chain moves no running case. `position` is the rung asked next, `round` counts from 1,
    `next_at` is when. It ends when a person of authority has confirmed, never because something was sent;
    `end` says how: confirmed, reached, responded, or closed because the case needs it no more.
    """

    problem = models.ForeignKey("problems.Problem", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, default=CHAIN)
    rungs = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    round = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField()
    next_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=12, blank=True, default="")

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["next_at", "id"], name="escalation_due", condition=RUNNING),
            models.Index(fields=["problem", "id"], name="escalation_of_problem"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["problem", "kind"], name="escalation_once", condition=RUNNING)
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.problem_id} {self.round}/{self.position}"


class ChainAttempt(models.Model):
    """One attempt of the machine to reach a person of the chain; its caller is the system.

    `outcome` is `asked` while nobody knows, then `reached` once the person confirmed, else `no_answer`.
    `is_logged` says that the case's chain of events holds what became of it.
    """

    escalation = models.ForeignKey(Escalation, models.PROTECT, related_name="attempts")
    round = models.PositiveIntegerField()
    position = models.PositiveSmallIntegerField()
    user = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=40, blank=True)
    channels = models.JSONField(default=list)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=12, default="asked")
    is_logged = models.BooleanField(default=False)
    notice = models.ForeignKey("notices.Notice", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["notice"], name="attempt_asked", condition=Q(outcome="asked")),
            models.Index(fields=["id"], name="attempt_unlogged", condition=Q(is_logged=False)),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.outcome}"
