"""How a notice goes out: one row a person and channel, and its history."""

from django.conf import settings
from django.db import models
from django.db.models import Q

QUEUED, SENDING, SENT, ACCEPTED = "queued", "sending", "sent", "accepted"
DELIVERED, READ, FAILED, DROPPED = "delivered", "read", "failed", "dropped"
OPEN = (QUEUED, SENDING)
ARRIVED = (SENT, ACCEPTED, DELIVERED, READ)


class Delivery(models.Model):
    """One notice to one person by one channel, written in the transaction that wrote the notice.

    `next_at` is when to send; while sending, when the sender is given up and another takes the row over, so a
    killed worker leaves nothing stuck. `key` stays the same over all attempts: it is the Message-ID and the
    idempotency key. `position` is the place in the person's order of channels; of an urgent notice each later
    one waits until the one before has failed or was silent. Attempts end at `give_up_at`. `dials_logged` counts
    the telephone calls of this row that the log of the case holds.
    """

    notice = models.ForeignKey("notices.Notice", models.PROTECT, related_name="deliveries", db_index=False)
    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    department = models.ForeignKey(
        "people.Department", models.PROTECT, null=True, related_name="+", db_index=False
    )
    channel = models.CharField(max_length=32)
    media = models.CharField(max_length=8)
    address = models.CharField(max_length=254, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_urgent = models.BooleanField(default=False)
    is_digest = models.BooleanField(default=False)
    status = models.CharField(max_length=12, default=QUEUED)
    key = models.CharField(max_length=64, unique=True)
    attempts = models.PositiveIntegerField(default=0)
    dials_logged = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField()
    give_up_at = models.DateTimeField()
    leased_by = models.CharField(max_length=64, blank=True, default="")
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    provider_id = models.CharField(max_length=128, blank=True, default="")
    error = models.CharField(max_length=300, blank=True, default="")
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["channel", "is_urgent", "next_at"],
                name="delivery_due",
                condition=Q(status__in=OPEN),
            ),
            models.Index(fields=["channel", "next_at"], name="delivery_leased", condition=Q(status=SENDING)),
            models.Index(
                fields=["id"],
                name="delivery_unlogged",
                condition=Q(media="voice", attempts__gt=models.F("dials_logged")),
            ),
            models.Index(fields=["to", "media", "started_at"], name="delivery_to_person"),
            models.Index(
                fields=["channel", "provider_id"], name="delivery_reported", condition=Q(media="sms")
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="delivery_once")]

    def __str__(self) -> str:
        return f"{self.channel} {self.status} {self.key}"

    @property
    def to_name(self) -> str:
        """Whom it goes to: a person, or a department without an account."""
        found = self.to or self.department
        return found.name if found else ""


class Attempt(models.Model):
    """What became of one attempt, or what a provider or a person said later. Append-only by triggers."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="history")
    at = models.DateTimeField()
    status = models.CharField(max_length=12)
    detail = models.CharField(max_length=300, blank=True, default="")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.status}"
