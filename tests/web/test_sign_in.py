"""In and out, the lock, the demo cast, passwords that must be changed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from bihuan import clock
from bihuan.people.accounts import change_password
from bihuan.people.models import Installation, User
from tests.web.conftest import PASSWORD

HERE = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "127.0.0.1:8000"}


@pytest.fixture
def secret(people: dict[str, User], now: datetime) -> User:
    """The coordinator with a password of his own choice."""
    change_password(people["coordinator"], PASSWORD, by=None, at=now)
    return people["coordinator"]


def test_the_right_password_leads_where_one_wanted(secret: User, client: Client) -> None:
    response = client.post(
        "/sign-in", {"username": "coordinator", "password": PASSWORD, "next": "/problems?q=x"}
    )
    assert response["Location"] == "/problems?q=x"
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(("username", "password"), [("coordinator", "wrong"), ("nobody", PASSWORD), ("", "")])
def test_a_wrong_one_keeps_the_name(secret: User, client: Client, username: str, password: str) -> None:
    response = client.post("/sign-in", {"username": username, "password": password})
    page = response.content.decode()
    assert response.status_code == 422
    assert "用户名或密码不正确" in page
    assert f'value="{username}"' in page
    assert PASSWORD not in page


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "账号已锁定"), ("en", "account is locked")])
def test_five_failures_lock_the_account(secret: User, client: Client, language: str, words: str) -> None:
    client.cookies["django_language"] = language
    for _try in range(5):
        client.post("/sign-in", {"username": "coordinator", "password": "wrong"})
    response = client.post("/sign-in", {"username": "coordinator", "password": PASSWORD})
    assert response.status_code == 429
    assert words in response.content.decode()
    assert client.get("/").status_code == 302


def test_signing_out_ends_the_session(desk: Callable[..., Client]) -> None:
    client = desk("handler")
    assert client.post("/sign-out")["Location"] == "/sign-in"
    assert client.get("/").status_code == 302


def test_ones_language_is_spoken_after_sign_in(secret: User, client: Client) -> None:
    User.objects.filter(pk=secret.pk).update(language="en")
    client.post("/sign-in", {"username": "coordinator", "password": PASSWORD})
    assert ">Desk<" in client.get("/").content.decode()


@pytest.mark.parametrize(
    ("is_demo", "meta", "offered"),
    [
        (True, {}, True),
        (True, {"HTTP_HOST": "localhost"}, True),
        (False, {}, False),
        (True, {"REMOTE_ADDR": "10.0.0.7"}, False),
        (True, {"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, False),
        (True, {"HTTP_FORWARDED": "for=127.0.0.1"}, False),
        (True, {"HTTP_X_REAL_IP": "127.0.0.1"}, False),
        (True, {"HTTP_VIA": "1.1 proxy"}, False),
    ],
)
def test_the_cast_is_offered_on_ones_own_machine_alone(
    people: dict[str, User], client: Client, settings: Any, is_demo: bool, meta: dict[str, str], offered: bool
) -> None:
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
    Installation.objects.create(is_demo=is_demo, created_at=clock.now())
    asked = HERE | meta
    assert ('name="username" value="handler"' in client.get("/sign-in", **asked).content.decode()) is offered
    response = client.post("/sign-in/cast", {"username": "handler"}, **asked)
    assert response.status_code == (302 if offered else 404)
    assert client.get("/", **asked).status_code == (200 if offered else 302)


def test_a_server_for_others_offers_no_cast(people: dict[str, User], client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "desk.example"]
    Installation.objects.create(is_demo=True, created_at=clock.now())
    assert client.post("/sign-in/cast", {"username": "handler"}, **HERE).status_code == 404


def test_a_disabled_person_is_not_of_the_cast(people: dict[str, User], client: Client) -> None:
    Installation.objects.create(is_demo=True, created_at=clock.now())
    User.objects.filter(username="handler").update(is_active=False)
    assert client.post("/sign-in/cast", {"username": "handler"}, **HERE).status_code == 404


@pytest.mark.parametrize("path", ["/", "/problems", "/inbox"])
def test_a_one_time_password_must_be_changed_first(secret: User, client: Client, path: str) -> None:
    User.objects.filter(pk=secret.pk).update(must_change_password=True)
    client.post("/sign-in", {"username": "coordinator", "password": PASSWORD})
    assert client.get(path)["Location"] == "/me/password"
    assert "一次性密码" in client.get("/me/password").content.decode()
    response = client.post("/me/password", {"old": PASSWORD, "new": "Neu-9-Wort", "again": "Neu-9-Wort"})
    assert response["Location"] == "/"
    assert client.get(path).status_code == 200


def test_an_old_password_must_be_changed(secret: User, client: Client, now: datetime) -> None:
    client.force_login(secret)
    User.objects.filter(pk=secret.pk).update(password_changed_at=now - timedelta(days=91))
    assert client.get("/")["Location"] == "/me/password"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"old": "wrong", "new": "Neu-9-Wort", "again": "Neu-9-Wort"}, "当前密码不正确"),
        ({"old": PASSWORD, "new": "Neu-9-Wort", "again": "anders"}, "不一致"),
        ({"old": PASSWORD, "new": "kurz", "again": "kurz"}, "8"),
        ({"old": PASSWORD, "new": PASSWORD, "again": PASSWORD}, "5"),
        ({}, "password"),
    ],
)
def test_a_bad_new_password_is_refused(
    secret: User, client: Client, data: dict[str, str], words: str
) -> None:
    client.force_login(secret)
    response = client.post("/me/password", data)
    assert response.status_code == 422
    assert words in response.content.decode()
    secret.refresh_from_db()
    assert secret.check_password(PASSWORD)


def test_the_profile_keeps_the_language(desk: Callable[..., Client], people: dict[str, User]) -> None:
    client = desk("reporter")
    assert client.post("/me", {"language": "en"}).status_code == 302
    people["reporter"].refresh_from_db()
    assert people["reporter"].language == "en"
    assert "Saved." in client.get("/me").content.decode()
