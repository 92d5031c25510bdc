"""Who gets which answer at every address of the desk; an address missing here is an error."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver

from bihuan.web import urls
from tests.web.conftest import ROLES, Report

MEMBERS = ("reporter", "coordinator", "handler", "lead", "manager", "clerk", "executive")
READERS = (*MEMBERS, "auditor")
EVERYBODY = tuple(ROLES)
NOT_READERS = tuple(role for role in ROLES if role not in READERS)

# name of the address, its path, who asks, what is answered
ASKED: list[tuple[str, str, tuple[str, ...], int]] = [
    ("home", "/", EVERYBODY, 200),
    ("live_home", "/live/home", EVERYBODY, 200),
    ("live_strip", "/live/strip", EVERYBODY, 200),
    ("sign_in", "/sign-in", EVERYBODY, 302),
    ("cast", "/sign-in/cast", EVERYBODY, 405),
    ("sign_out", "/sign-out", EVERYBODY, 405),
    ("language", "/language", EVERYBODY, 405),
    ("theme", "/theme", EVERYBODY, 405),
    ("profile", "/me", EVERYBODY, 200),
    ("password", "/me/password", EVERYBODY, 200),
    ("tokens", "/me/tokens", EVERYBODY, 200),
    ("token_revoke", "/me/tokens/1/revoke", EVERYBODY, 405),
    ("inbox", "/inbox", EVERYBODY, 200),
    ("inbox_read", "/inbox/read", EVERYBODY, 405),
    ("inbox_open", "/inbox/1", EVERYBODY, 404),
    ("problems", "/problems", EVERYBODY, 200),
    ("problems_csv", "/problems.csv", READERS, 200),
    ("problems_csv", "/problems.csv", NOT_READERS, 403),
    ("problems_filter", "/problems/filter", EVERYBODY, 200),
    ("columns", "/problems/columns", EVERYBODY, 405),
    ("view_save", "/problems/views", EVERYBODY, 405),
    ("view_delete", "/problems/views/1/delete", EVERYBODY, 405),
    ("case", "/problems/WT-19990101-001", EVERYBODY, 404),
]
WITHOUT_SIGN_IN = {"sign_in", "cast", "sign_out", "language", "theme"}
OWN_LISTS = {
    "bihuan.web.archive.urls",
    "bihuan.web.case.urls",
    "bihuan.web.duty.urls",
    "bihuan.web.office.urls",
    "bihuan.web.notices.urls",
    "bihuan.web.meetings.urls",
    "bihuan.web.papers.urls",
    "bihuan.web.outside.urls",
    "bihuan.web.alarms.urls",
    "bihuan.web.known.urls",
}
"""Parts of the desk that keep such a list beside their own tests."""


def names(patterns: list[URLPattern | URLResolver]) -> set[str]:
    found: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if getattr(pattern.urlconf_name, "__name__", "") not in OWN_LISTS:
                found |= names(pattern.url_patterns)
        else:
            found.add(str(pattern.name))
    return found


def test_every_address_is_in_the_list() -> None:
    assert names(urls.urlpatterns) <= {name for name, _path, _who, _code in ASKED}


@pytest.mark.parametrize(("name", "path", "who", "code"), ASKED)
def test_answers(desk: Callable[..., Client], name: str, path: str, who: tuple[str, ...], code: int) -> None:
    for username in who:
        assert desk(username).get(path).status_code == code, username


@pytest.mark.parametrize(
    "path", sorted({path for name, path, _w, code in ASKED if name not in WITHOUT_SIGN_IN})
)
def test_strangers_are_sent_to_sign_in(db: None, client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in")


@pytest.mark.parametrize(
    "path", ["/inbox/read", "/problems/columns", "/problems/views", "/problems/views/1/delete", "/me"]
)
def test_a_form_without_its_token_is_refused(people: dict[str, object], path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(people["coordinator"])  # type: ignore[arg-type]
    response = client.post(path)
    assert response.status_code == 403
    assert "页面停留过久" in response.content.decode()


@pytest.mark.parametrize("username", EVERYBODY)
def test_a_case_is_seen_by_readers_alone(desk: Callable[..., Client], report: Report, username: str) -> None:
    case = report()
    code = 200 if username in READERS else 404
    assert desk(username).get(f"/problems/{case.number}").status_code == code
    assert (case.number in desk(username).get("/problems?sort=-reported_at").content.decode()) is (
        code == 200
    )
