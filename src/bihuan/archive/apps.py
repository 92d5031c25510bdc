"""Registers the package with Django."""

from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "bihuan.archive"
    label = "archive"
    default_auto_field = "django.db.models.BigAutoField"
