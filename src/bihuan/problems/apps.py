"""Registers the package with Django."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class ProblemsConfig(AppConfig):
    name = "bihuan.problems"
    label = "problems"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The seals of the archive are no part of any one migration: each puts them back as the tables then are."""
        from bihuan.problems import sealing

        pre_migrate.connect(sealing.take_off, sender=self, dispatch_uid="sealing.take_off")
        post_migrate.connect(sealing.put_on, sender=self, dispatch_uid="sealing.put_on")
