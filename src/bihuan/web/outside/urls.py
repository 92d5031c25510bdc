"""Addresses that a signed link opens; the first word is `notices.signedlinks.PLACE`."""

from django.urls import path

from bihuan.web.outside import answer

urlpatterns = [
    path("answer/<str:token>", answer.answer, name="answer"),
    path("answer/<str:token>/letter.pdf", answer.paper, name="answer_paper"),
]
