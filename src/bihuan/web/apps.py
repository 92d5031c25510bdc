"""The Django application of the desk."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages, their templates and static files, and the lists that people save for themselves."""

    name = "bihuan.web"
    label = "web"
    default_auto_field = "django.db.models.BigAutoField"
