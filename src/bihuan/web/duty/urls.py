"""Addresses of the duty at night: the call page of a case."""

from django.urls import path

from bihuan.web.duty import calls

urlpatterns = [
    path("problems/<str:number>/call", calls.call, name="call"),
    path("problems/<str:number>/call/log", calls.log, name="call_log"),
]
