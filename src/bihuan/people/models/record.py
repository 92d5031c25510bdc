"""What was done to people: append-only rows, and the passwords that may not come back."""

from __future__ import annotations

from django.db import models


class PeopleChange(models.Model):
    """One change of an account, a role, the roster or the organisation; `by` is empty for the command line.

    Triggers in the database refuse UPDATE and DELETE on SQLite and PostgreSQL alike.
    """

    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(
        "people.User", on_delete=models.PROTECT, null=True, blank=True, related_name="changes_made"
    )
    kind = models.CharField(max_length=32)
    subject = models.CharField(max_length=128, db_index=True)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class PasswordHistory(models.Model):
    """The hash of a password that a person has used, kept so that it is not used again soon."""

    user = models.ForeignKey("people.User", on_delete=models.PROTECT, related_name="password_history")
    password = models.CharField(max_length=256)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.user} {self.at:%Y-%m-%d}"
