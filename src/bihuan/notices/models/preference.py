"""What a person wishes of notices, and the proof that an address is his."""

from django.conf import settings
from django.db import models


class Preference(models.Model):
    """One row a person who has chosen anything; the absence of a row means the defaults of `planning`.

    `routes` is the person's order: a list of {"channel", "address", "verified_at"}; an address counts once
    verified. `quiet_from` and `quiet_to` are minutes of the day in Shanghai. `muted` holds levels 3
    to 5 that stay in the inbox only. Levels 1 and 2 heed none of this but the order.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="notice_preference")
    routes = models.JSONField(default=list)
    quiet_from = models.PositiveSmallIntegerField(null=True)
    quiet_to = models.PositiveSmallIntegerField(null=True)
    digest = models.CharField(max_length=8, blank=True, default="")
    muted = models.JSONField(default=list)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.user_id)


class AddressCode(models.Model):
    """A code that was sent to an address; whoever can type it in holds the address. Kept as a digest."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=32)
    address = models.CharField(max_length=254)
    digest = models.CharField(max_length=64)
    sent_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-sent_at"], name="code_of_person")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.channel}"
