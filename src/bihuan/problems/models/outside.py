"""What reaches people without an account: bulletins, notices to departments, and the signed links in them."""

from django.conf import settings
from django.db import models

from bihuan.problems.models.external import Letter
from bihuan.problems.models.parts import Part

USER = settings.AUTH_USER_MODEL


class Bulletin(Part):
    """通报 of a level 1 or 2 case: 首报, 续报 or 终报. `recovery_at` is expected, in the final one the actual time."""

    kind = models.CharField(max_length=12)
    subject = models.CharField(max_length=40)
    text = models.TextField()
    scope = models.TextField(blank=True)
    cause = models.TextField(blank=True)
    recovery_at = models.DateTimeField(null=True)
    issued_by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    issued_at = models.DateTimeField()


class Telling(Part):
    """One department was told: of the result (F5.2), or by a bulletin. The receipt is a name given by its link."""

    bulletin = models.ForeignKey(Bulletin, models.PROTECT, null=True, related_name="+", db_index=False)
    department = models.ForeignKey("people.Department", models.PROTECT, related_name="+", db_index=False)
    text = models.TextField()
    told_by = models.ForeignKey(USER, models.PROTECT, related_name="+", db_index=False)
    told_at = models.DateTimeField()
    by_mail = models.BooleanField(default=False)
    receipt_at = models.DateTimeField(null=True)
    receipt_name = models.CharField(max_length=60, blank=True)
    round = models.PositiveSmallIntegerField(default=1)

    class Meta(Part.Meta):
        indexes = [models.Index(fields=["told_at"], name="telling_by_time")]


class SignedLink(Part):
    """A way in for a department without an account, to one letter or one notice, and to nothing else.

    The token itself is stored nowhere: `digest` is its SHA-256, and `seed` gives it back only together with the
    key of the installation (`notices.signedlinks`).
    """

    letter = models.ForeignKey(Letter, models.PROTECT, null=True, related_name="+", db_index=False)
    telling = models.ForeignKey(Telling, models.PROTECT, null=True, related_name="+", db_index=False)
    department = models.ForeignKey("people.Department", models.PROTECT, related_name="+", db_index=False)
    seed = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)


class WrongLink(models.Model):
    """Somebody tried a link that does not exist: counted by address, so that guessing is stopped."""

    address = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["address", "-at"], name="wrong_link_of_address")]

    def __str__(self) -> str:
        return self.address


class LetterTemplate(models.Model):
    """How a letter to a kind of department begins. `{braces}` are filled from the case when it is drafted."""

    kind = models.CharField(max_length=16, unique=True)
    subject = models.CharField(max_length=200)
    body = models.TextField()
    changed_by = models.ForeignKey(USER, models.PROTECT, null=True, related_name="+", db_index=False)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.kind
