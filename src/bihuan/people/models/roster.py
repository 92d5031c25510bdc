"""The duty roster (D3, D67): who holds which duty between which moments, and who stands in."""

from __future__ import annotations

from django.db import models


class DutyShift(models.Model):
    """One shift: from `starts_at` up to `ends_at`, excluded; `role` is a code of people.roster."""

    role = models.CharField(max_length=16)
    person = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="shifts")
    deputy = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="deputy_shifts"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

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
