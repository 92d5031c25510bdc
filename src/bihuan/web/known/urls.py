"""Addresses of known errors."""

from django.urls import path

from bihuan.web.known import pages

urlpatterns = [
    path("known-errors", pages.known_errors, name="known_errors"),
    path("known-errors/<str:number>", pages.known_error, name="known_error"),
    path("problems/<str:number>/known-errors", pages.offered, name="known_errors_offered"),
]
