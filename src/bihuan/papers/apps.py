"""Registers the papers package with Django, for its tables and its catalogue of texts."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    """Templates that the records clerk replaced, and where copies for a dead network lie."""

    name = "bihuan.papers"
    label = "papers"
