"""Addresses of meetings on cases and months, and of the corrective actions of all cases."""

from django.urls import path

from bihuan.web.meetings import actions, pages

ON_CASE = "problems/<str:number>/meetings/<str:meeting>"
ON_MONTH = "months/<str:month>/meetings/<str:meeting>"

urlpatterns = [
    path(ON_CASE, pages.of_case, name="meeting"),
    path(f"{ON_CASE}/items", pages.case_item, name="meeting_item"),
    path(f"{ON_CASE}/decisions", pages.decision, name="meeting_decision"),
    path(f"{ON_CASE}/invitation.ics", pages.case_invitation, name="meeting_invitation"),
    path(ON_MONTH, pages.of_month, name="month_meeting"),
    path(f"{ON_MONTH}/items", pages.month_item, name="month_meeting_item"),
    path(f"{ON_MONTH}/decisions", pages.month_decision, name="month_meeting_decision"),
    path(f"{ON_MONTH}/invitation.ics", pages.month_invitation, name="month_meeting_invitation"),
    path("actions", actions.actions, name="actions"),
]
