"""What people are told: the in-app inbox (消息), and the reason of every delivery."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class Notice(models.Model):
    """One thing told to one person about a case or a month.

    `kind` picks the text (`notices.texts`), composed in the reader's language when it is shown; `args` fill
    it. `key` makes it unique: telling the same thing of the same cause twice stores one row. `topic` names what
    repeats, such as one duty: in the inbox a newer notice of a topic replaces the older ones. A notice to a
    department has no person and no inbox: it goes by mail alone. `enclosures` are ids of papers that go with it.
    """

    to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    department = models.ForeignKey(
        "people.Department", models.PROTECT, null=True, related_name="+", db_index=False
    )
    stream = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=32)
    args = models.JSONField(default=dict)
    enclosures = models.JSONField(default=list)
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
        constraints = [
            models.UniqueConstraint(fields=["to", "key"], name="notice_once"),
            models.UniqueConstraint(
                fields=["department", "key"],
                name="notice_once_a_department",
                condition=Q(department__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.to_id or self.department_id}"


class Enclosure(models.Model):
    """A paper that goes out with notices: stored once, however many it goes to.

    `kind` names its maker (`notices.enclosures`), `args` say what it is of. It is made when the first message that
    carries it is sent, and kept below MEDIA_ROOT at `path` from then on.
    """

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=16)
    args = models.JSONField(default=dict)
    name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100, default="application/pdf")
    path = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
