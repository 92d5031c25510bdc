"""Addresses of the duty at night: the call page of a case."""

from django.urls import path

from bihuan.web.duty import calls, handover

urlpatterns = [
    path("problems/<str:number>/call", calls.call, name="call"),
    path("problems/<str:number>/call/log", calls.log, name="call_log"),
    path("handovers", handover.handovers, name="handovers"),
    path("handovers/make", handover.handover_make, name="handover_make"),
    path("handovers/<int:pk>", handover.handover, name="handover"),
    path("handovers/<int:pk>/sign", handover.handover_sign, name="handover_sign"),
]
