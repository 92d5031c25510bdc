"""The file of a case in the archive (F7.2): where it lies, how long it is kept, what is proposed for it."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from bihuan.problems.models.parts import Part
from bihuan.process.filefacts import APPROVED, DESTROYED, PROPOSED

USER = settings.AUTH_USER_MODEL
TWO_PERSONS = Q(
    verdict="destroy", proposed_by__isnull=False, decided_by__isnull=False, decided_on__gte=F("retain_until")
) & ~Q(proposed_by=F("decided_by"))


class ArchiveFile(Part):
    """One file, from its acceptance to the end of its term and beyond. Written by actions only; never deleted.

    `retain_until` is the first day of appraisal (Asia/Shanghai), it only moves forward. `package_digest` is the SHA-256
    of the package's tag manifest, which vouches for every byte in it. The database itself asks that a destruction
    was proposed by one person, approved by another, and not before the term was over.
    """

    shelf_no = models.CharField(max_length=60, blank=True, default="")
    accepted_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    retention_years = models.PositiveSmallIntegerField()
    retain_until = models.DateField()
    expired_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    held_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    hold_reason = models.TextField(blank=True, default="")
    disposal = models.CharField(max_length=12, blank=True, default="")
    verdict = models.CharField(max_length=8, blank=True, default="")
    keep_years = models.PositiveSmallIntegerField(null=True)
    proposed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    proposed_at = models.DateTimeField(null=True)
    proposal = models.TextField(blank=True, default="")
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    decided_on = models.DateField(null=True)
    destroyed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    destroyed_at = models.DateTimeField(null=True)
    package_digest = models.CharField(max_length=64, blank=True, default="")
    package_files = models.PositiveIntegerField(default=0)
    package_bytes = models.BigIntegerField(default=0)
    sealed_at = models.DateTimeField(null=True)

    class Meta(Part.Meta):
        constraints = [
            models.UniqueConstraint(fields=["problem"], name="file_once_a_case"),
            models.CheckConstraint(
                condition=~Q(disposal__in=[APPROVED, DESTROYED]) | TWO_PERSONS, name="file_destroyed_by_two"
            ),
            models.CheckConstraint(
                condition=~Q(disposal=DESTROYED) | Q(held_at__isnull=True), name="file_not_destroyed_on_hold"
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="file_by_time"),
            models.Index(fields=["id"], name="file_unsealed", condition=Q(sealed_at__isnull=True)),
            models.Index(
                fields=["retain_until", "id"], name="file_to_expire", condition=Q(expired_at__isnull=True)
            ),
            models.Index(
                fields=["retain_until", "id"],
                name="file_to_appraise",
                condition=Q(expired_at__isnull=False) & ~Q(disposal=DESTROYED),
            ),
        ]

    @property
    def status(self) -> str:
        """A code of `terms.FILE_DISPOSALS`."""
        if self.disposal in (PROPOSED, APPROVED, DESTROYED):
            return self.disposal
        if self.held_at is not None:
            return "held"
        return "expired" if self.expired_at is not None else "kept"


class Certificate(models.Model):
    """A certificate of appraisal: what was decided on a file, by whom and why. Kept for ever, append-only.

    `data` are the texts of the paper. A certificate names the case by its number, not by its row.
    """

    number = models.CharField(max_length=40, unique=True)
    stream = models.CharField(max_length=40)
    kind = models.CharField(max_length=8)
    made_at = models.DateTimeField()
    data = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["stream"], name="certificate_of_case")]

    def __str__(self) -> str:
        return self.number
