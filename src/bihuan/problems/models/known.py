"""已知错误: what is known of an error, made from one case, met again in others, kept with every wording it had."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from bihuan.problems.models.parts import Part

USER = settings.AUTH_USER_MODEL


class KnownError(models.Model):
    """A known error as it is worded now. Written by the steps of the case that it was made from.

    `problem` is that case; a case makes at most one. `version` counts the wordings, each an entry and an event.
    """

    number = models.CharField(max_length=40, unique=True)
    problem = models.OneToOneField("problems.Problem", models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    symptom = models.TextField()
    cause = models.TextField(blank=True)
    workaround = models.TextField(blank=True)
    final_fix = models.TextField(blank=True)
    systems = models.ManyToManyField("people.System", related_name="+")
    category = models.CharField(max_length=24, blank=True)
    status = models.CharField(max_length=12)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    recorded_by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="known_error_by_time"),
            models.Index(fields=["status", "-created_at", "-id"], name="known_error_by_status"),
        ]

    def __str__(self) -> str:
        return self.number


class KnownErrorEntry(Part):
    """What one case did to a known error; `number` is the known error's.

    `deed` is `worded`, with the whole wording and its version, `retired`, or `met`: the case is an instance of it,
    until `ended_at`, when somebody said that it was not.
    """

    error = models.ForeignKey(KnownError, models.PROTECT, related_name="entries", db_index=False)
    deed = models.CharField(max_length=12)
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    version = models.PositiveIntegerField(default=0)
    wording = models.JSONField(default=dict)
    text = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    end_reason = models.TextField(blank=True)

    class Meta(Part.Meta):
        indexes = [models.Index(fields=["error", "-created_at", "-id"], name="known_error_entries")]
        constraints = [
            models.UniqueConstraint(
                fields=["problem", "error"],
                condition=Q(deed="met", ended_at__isnull=True),
                name="known_error_met_once",
            )
        ]


class KnownErrorWord(models.Model):
    """One word of the index of a known error, by the tokens of the search."""

    error = models.ForeignKey(KnownError, models.CASCADE, related_name="words")
    word = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["word", "error"], name="known_error_word_once")]

    def __str__(self) -> str:
        return self.word
