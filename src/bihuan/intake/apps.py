"""Registers the intake package with Django, for its texts."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "bihuan.intake"
    label = "intake"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Alarms stand above the cases: the door asks here, and here alone, what an alarm is."""
        from bihuan.intake import linking
        from bihuan.problems import alarmstate

        alarmstate.source = linking
