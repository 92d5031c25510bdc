"""DOCX templates that the records clerk brought, and which one is in force; copies kept for a dead network."""

from django.conf import settings
from django.db import models

USER = settings.AUTH_USER_MODEL


class TemplateVersion(models.Model):
    """A template as it was uploaded and found fit. Never changed: a better one is the next version.

    `language` is a code of LANGUAGES: a template carries its labels, so each language has its own.
    """

    kind = models.CharField(max_length=24)
    language = models.CharField(max_length=8)
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    unused = models.JSONField(default=list)
    uploaded_by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "language", "number"], name="template_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.language} {self.number}"


class TemplateChoice(models.Model):
    """Who put which template in force, when and why; the last row of a kind and language counts.

    Without a version the built-in template is in force.
    """

    kind = models.CharField(max_length=24)
    language = models.CharField(max_length=8)
    version = models.ForeignKey(TemplateVersion, models.PROTECT, null=True, related_name="+", db_index=False)
    reason = models.TextField()
    chosen_by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    chosen_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["kind", "language", "-id"], name="template_in_force")]

    def __str__(self) -> str:
        return f"{self.kind} {self.language} → {self.version_id or 'built-in'}"


class StandbyCopy(models.Model):
    """Where one machine keeps the papers for a dead network, and when it last wrote them all.

    `failure` is why the last attempt did not end; empty once one did.
    """

    host = models.CharField(max_length=80, primary_key=True)
    folder = models.CharField(max_length=400)
    tried_at = models.DateTimeField()
    written_at = models.DateTimeField(null=True)
    files = models.JSONField(default=list)
    failure = models.CharField(max_length=400, blank=True)

    def __str__(self) -> str:
        return f"{self.host} {self.folder}"
