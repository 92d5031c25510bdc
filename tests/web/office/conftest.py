"""A desk of stories behind the pages: cases that went their way while time passed."""

from collections.abc import Callable

import pytest
import time_machine
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


@pytest.fixture
def winter(story: Desk) -> Desk:
    """December, the 2nd: November is over, with a case solved, one late and one withdrawn overdue."""
    story.archived(level=1)
    story.report(level=3)
    story.pass_time(minutes=40)
    story.report(level=2)
    story.pass_time(minutes=15)
    story.takes("reporter", "withdraw")
    story.wait_until("12-02 09:00")
    return story


@pytest.fixture
def then(winter: Desk) -> object:
    """The desk's clock stands where the story stands."""
    with time_machine.travel(winter.at, tick=False):
        yield
