"""Addresses of the pages about alarms."""

from django.urls import path

from bihuan.web.alarms import listing, rules, senders

urlpatterns = [
    path("alarms", listing.alarms, name="alarms"),
    path("alarms/<int:pk>", listing.alarm, name="alarm"),
    path("alarms/<int:pk>/link", listing.link, name="alarm_link"),
    path("alarms/rules", rules.rules, name="alarm_rules"),
    path("alarms/rules/add", rules.edit, name="alarm_rule_add"),
    path("alarms/rules/<int:pk>", rules.edit, name="alarm_rule"),
    path("senders", senders.senders, name="senders"),
    path("senders/<int:pk>/revoke", senders.revoke, name="sender_revoke"),
]
