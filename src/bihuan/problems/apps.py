"""Registers the package with Django."""

from django.apps import AppConfig


class ProblemsConfig(AppConfig):
    name = "bihuan.problems"
    label = "problems"
    default_auto_field = "django.db.models.BigAutoField"
