"""A desk of stories behind the pages: cases that went their way while time passed."""

from collections.abc import Callable

import pytest
from django.test import Client

from tests.stories.desk import Desk

Open = Callable[..., Client]


@pytest.fixture
def story(engine: str, db: None) -> Desk:
    """The demo cast at one clock; not to be used together with `people`."""
    return Desk()


@pytest.fixture
def opens(story: Desk) -> Open:
    """A browser in which one of the story's people is signed in."""

    def sign_in(username: str, language: str = "zh-hans") -> Client:
        client = Client()
        client.force_login(story.people[username], backend="bihuan.people.signin.PeopleBackend")
        client.cookies["django_language"] = language
        return client

    return sign_in
