"""Registers the package with Django."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "bihuan.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"
