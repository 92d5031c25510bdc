"""Addresses of deliveries, channels and one's own wishes."""

from django.urls import path

from bihuan.web.notices import channels, deliveries, wishes

urlpatterns = [
    path("n/<int:pk>", deliveries.opened, name="notice_link"),
    path("deliveries", deliveries.deliveries, name="deliveries"),
    path("deliveries/<int:pk>", deliveries.notice, name="delivery"),
    path("deliveries/<int:pk>/call", deliveries.call, name="delivery_call"),
    path("receipts/of/<str:signed>", deliveries.reports, name="reports"),
    path("receipts/<str:signed>", deliveries.receipt, name="receipt"),
    path("channels", channels.channels, name="channels"),
    path("channels/new/<str:kind>", channels.new, name="channel_new"),
    path("channels/<slug:code>", channels.channel, name="channel"),
    path("channels/<slug:code>/test", channels.test, name="channel_test"),
    path("me/notices", wishes.wishes, name="wishes"),
    path("me/notices/address", wishes.address, name="wishes_address"),
    path("me/notices/code", wishes.code, name="wishes_code"),
]
