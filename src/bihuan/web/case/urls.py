"""Addresses of one case."""

from django.urls import path

from bihuan.web.case import page

urlpatterns = [
    path("problems/<str:number>", page.case, name="case"),
]
