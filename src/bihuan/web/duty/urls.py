"""Addresses of the duty at night: the call page of a case."""

from django.urls import path

from bihuan.web.duty import calls, handover, shifts

urlpatterns = [
    path("problems/<str:number>/call", calls.call, name="call"),
    path("problems/<str:number>/call/log", calls.log, name="call_log"),
    path("me/shifts", shifts.shifts, name="my_shifts"),
    path("me/shifts/ask", shifts.swap_ask, name="swap_ask"),
    path("me/shifts/swaps/<int:pk>", shifts.swap_answer, name="swap_answer"),
    path("me/shifts/feed", shifts.feed_open, name="feed_open"),
    path("me/shifts/feed/revoke", shifts.feed_close, name="feed_close"),
    path("feeds/<str:secret>.ics", shifts.feed, name="feed"),
    path("handovers", handover.handovers, name="handovers"),
    path("handovers/make", handover.handover_make, name="handover_make"),
    path("handovers/<int:pk>", handover.handover, name="handover"),
    path("handovers/<int:pk>/sign", handover.handover_sign, name="handover_sign"),
]
