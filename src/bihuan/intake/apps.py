"""Registers the intake package with Django, for its texts."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "bihuan.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"
