"""Who gets which answer at every address outside of the desk: being signed in changes nothing there."""

import pytest
from django.test import Client

from bihuan.web.outside import urls
from tests.stories.desk import Desk
from tests.web.outside.conftest import address

ASKED = [
    ("answer", "{link}", 200),
    ("answer", "/answer/x", 404),
    ("answer_paper", "{link}/letter.pdf", 200),
    ("answer_paper", "/answer/x/letter.pdf", 404),
]
EVERYBODY = ("reporter", "coordinator", "manager", "marketing", "outsider", "admin", "security", "auditor")


def test_every_address_is_in_the_list() -> None:
    assert {pattern.name for pattern in urls.urlpatterns} == {name for name, _path, _code in ASKED}


@pytest.mark.parametrize(("name", "path", "code"), ASKED)
def test_answers(letter: Desk, name: str, path: str, code: int) -> None:
    asked = path.format(link=address(letter))
    for username in ("", *EVERYBODY):
        client = Client(REMOTE_ADDR=f"192.0.2.{len(username)}")
        if username:
            client.force_login(letter.people[username], backend="bihuan.people.signin.PeopleBackend")
        assert client.get(asked).status_code == code, username or "stranger"


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_only_reading_and_posting(letter: Desk, method: str) -> None:
    assert getattr(Client(), method)(address(letter)).status_code == 405
