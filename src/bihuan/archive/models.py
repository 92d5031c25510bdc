"""What the archive knows of its packages: where each lies, what went wrong, when it was read last."""

from django.db import models
from django.db.models import Q


class Package(models.Model):
    """The package of one file on disk. `path` is relative to the folder of the archive, empty while there is none.

    `failure` is why it could not be built, for the reader; `faults` what the last check found, each naming the file,
    row or event. `claimed_until` keeps two workers from one package. `removed_at` is set once a destroyed file's
    package and attachments are gone from the disk.
    """

    file = models.OneToOneField("problems.ArchiveFile", models.PROTECT, related_name="package")
    path = models.CharField(max_length=120, blank=True, default="")
    failure = models.TextField(blank=True, default="")
    try_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    check_at = models.DateTimeField(null=True)
    faults = models.JSONField(default=list)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["check_at", "id"], name="package_to_check", condition=Q(check_at__isnull=False)
            ),
            models.Index(fields=["-checked_at", "-id"], name="package_checked"),
        ]

    def __str__(self) -> str:
        return self.path or f"package of file {self.file_id}"


class FixityResult(models.Model):
    """One reading of one package: when, how many bytes, and what did not hold. Append-only."""

    package = models.ForeignKey(Package, models.PROTECT, related_name="results")
    at = models.DateTimeField()
    bytes_read = models.BigIntegerField(default=0)
    faults = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["-at", "-id"], name="fixity_by_time")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {len(self.faults)}"
