"""The duty roster (D3, D67): who holds which duty between which moments, and who stands in."""

from __future__ import annotations

from django.db import models


class ShiftManager(models.Manager["DutyShift"]):
    """Shifts, and those of them that stand."""

    def standing(self) -> models.QuerySet[DutyShift]:
        """Shifts that were not taken off the roster."""
        return self.filter(removed_at__isnull=True)


class DutyShift(models.Model):
    """One shift: from `starts_at` up to `ends_at`, excluded; `role` is a code of people.roster.

    A shift that was taken off the roster stays as a row with `removed_at`; nothing that asks who is on duty sees it.
    """

    role = models.CharField(max_length=16)
    person = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="shifts")
    deputy = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="deputy_shifts"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = ShiftManager()

    class Meta:
        ordering = ["starts_at", "role"]
        indexes = [models.Index(fields=["role", "starts_at"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="people_shift_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.person}"


class ShiftSwap(models.Model):
    """One shift that its person asks another to take; nothing moves until that one has accepted."""

    shift = models.ForeignKey(DutyShift, on_delete=models.PROTECT, related_name="swaps")
    giver = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    taker = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    is_accepted = models.BooleanField(default=False)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["shift"], name="people_one_open_swap", condition=models.Q(answered_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return f"{self.giver} → {self.taker}"


class CalendarFeed(models.Model):
    """The secret address of a person's shifts as a calendar. Only the digest of the secret is kept."""

    user = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.user} {self.created_at:%Y-%m-%d}"
