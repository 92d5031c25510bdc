"""The channels that this installation has: technical settings, and whether each is well."""

from django.db import models


class Channel(models.Model):
    """One configured way out of the house. `kind` names its adapter in `notices.channels`.

    `secrets` is encrypted (`notices.vault`) and never shown. `position` is the place in the order of people
    who have not chosen their own. The last five columns are its circuit: after three failures in a row it is
    asked by one probe at a time until it answers (`notices.circuit`).
    """

    code = models.SlugField(max_length=32, unique=True)
    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=64)
    is_enabled = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=10)
    settings = models.JSONField(default=dict)
    secrets = models.TextField(blank=True, default="")
    failures = models.PositiveIntegerField(default=0)
    open_until = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True, default="")
    last_ok_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name
