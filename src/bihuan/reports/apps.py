"""Registers the reports package with Django, for its catalogue of texts."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """It has no tables of its own."""

    name = "bihuan.reports"
    label = "reports"
