"""The whole cast at the desk, one hour into a day of cases that went through the door."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from bihuan import clock
from bihuan.process.calendar import SHANGHAI
from tests.stories.desk import Desk

SignIn = Callable[..., Client]


@pytest.fixture
def story(db: None) -> Desk:
    """A story that began forty minutes ago, so that whatever it does lies in the past."""
    return Desk(clock.now() - timedelta(minutes=40))


@pytest.fixture
def sign_in(story: Desk) -> SignIn:
    """A browser in which somebody of the cast is signed in, in Chinese unless told otherwise."""

    def enter(username: str, language: str = "zh-hans") -> Client:
        client = Client()
        client.force_login(story.people[username], backend="bihuan.people.signin.PeopleBackend")
        client.cookies["django_language"] = language
        return client

    return enter


def text_of(response: HttpResponse) -> str:
    return response.content.decode()


def typed(moment: Any) -> str:
    """An instant as a date-and-time box sends it."""
    return str(moment.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M"))
