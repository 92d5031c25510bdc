"""My tokens in the browser: shown once, usable at once, revoked at once, nobody else's."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from bihuan.people.models import ApiToken, User

pytestmark = pytest.mark.django_db


def made(client: Client, **fields: object) -> str:
    data = {"name": "监控平台", "days": "30", "scopes": ["read", "write"]} | fields
    page = client.post("/me/tokens", data)
    assert page.status_code == 200
    found = re.search(r"bh_[\w-]+", page.content.decode())
    assert found and "no-store" in page.headers["Cache-Control"]
    return found.group()


def test_a_token_is_shown_once_and_works(desk: Callable[..., Client]) -> None:
    client = desk("handler")
    secret = made(client)
    page = client.get("/me/tokens").content.decode()
    assert secret not in page and "监控平台" in page
    asked = {"Authorization": f"Bearer {secret}"}
    assert Client().get("/api/v1/problems", headers=asked).status_code == 200
    token = ApiToken.objects.get()
    assert (token.user.username, token.scopes, token.created_by) == ("handler", ["read", "write"], token.user)
    assert client.post(f"/me/tokens/{token.pk}/revoke").status_code == 302
    assert Client().get("/api/v1/problems", headers=asked).status_code == 401


@pytest.mark.parametrize(
    "fields",
    [{"name": ""}, {"days": "0"}, {"days": "x"}, {"days": "9999"}, {"scopes": []}, {"scopes": ["all"]}],
)
def test_a_wrong_form_keeps_what_was_typed(desk: Callable[..., Client], fields: dict[str, object]) -> None:
    data = {"name": "监控平台", "days": "30", "scopes": ["write"]} | fields
    page = desk("handler").post("/me/tokens", data)
    assert page.status_code == 422
    text = page.content.decode()
    assert "field-error" in text and (data["name"] == "" or "监控平台" in text)
    assert not ApiToken.objects.exists()


def test_nobody_revokes_anothers(desk: Callable[..., Client], people: dict[str, User]) -> None:
    made(desk("handler"))
    token = ApiToken.objects.get()
    assert desk("lead").post(f"/me/tokens/{token.pk}/revoke").status_code == 404
    token.refresh_from_db()
    assert token.revoked_at is None
