"""Registers the people package with Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "bihuan.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
