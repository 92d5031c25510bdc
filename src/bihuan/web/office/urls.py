"""Addresses of the pages around the cases."""

from django.urls import path

from bihuan.web.office import figures, process, workdays

urlpatterns = [
    path("process", process.process, name="process"),
    path("process/publish", process.publish, name="process_publish"),
    path("process/revisions/<str:version>", process.revision, name="revision"),
    path("figures", figures.figures, name="figures"),
    path("figures/history", figures.history, name="figures_history"),
    path("workdays", workdays.workdays, name="workdays"),
    path("workdays/day", workdays.change_day, name="workdays_day"),
    path("workdays/year", workdays.confirm, name="workdays_confirm"),
]
