"""What the desk keeps for people: the views they saved of the list of cases."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

VIEW_LIMIT = 20
"""Views a person may save: they stand side by side above the list."""


class SavedView(models.Model):
    """A list that somebody named: nothing but a query string, read anew each time."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=24)
    query = models.CharField(max_length=1000)
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "name"], name="web_view_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class SentForm(models.Model):
    """A form that was accepted, by the key that travelled with it; sent again it makes nothing new."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    made = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "key"], name="web_form_once"),
        ]

    def __str__(self) -> str:
        return self.made
