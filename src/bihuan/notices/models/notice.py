"""What people are told: the in-app inbox (消息), and the reason of every delivery."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Notice(models.Model):
    """One thing told to one person about a case or a month.

    `kind` picks the text (`notices.texts`), composed in the reader's language when it is shown; `args` fill
    it. `key` makes it unique: telling the same thing of the same cause twice stores one row. `topic` names what
    repeats, such as one duty: in the inbox a newer notice of a topic replaces the older ones.
    """

    to = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    stream = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=32)
    args = models.JSONField(default=dict)
    level = models.PositiveSmallIntegerField(default=5)
    key = models.CharField(max_length=120)
    topic = models.CharField(max_length=60, blank=True, default="")
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["to", "-id"], name="notice_of_person"),
            models.Index(fields=["to"], name="notice_unread", condition=Q(read_at__isnull=True)),
            models.Index(
                fields=["topic", "to"],
                name="notice_unread_of_topic",
                condition=Q(read_at__isnull=True) & ~Q(topic=""),
            ),
            models.Index(fields=["stream", "-id"], name="notice_of_stream"),
        ]
        constraints = [models.UniqueConstraint(fields=["to", "key"], name="notice_once")]

    def __str__(self) -> str:
        return f"{self.kind} → {self.to_id}"
