"""Signed links: what they open, what they do not, when they end, and what becomes of guessing (X4, D63)."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver

from bihuan.notices.signedlinks import address_of, digest_of, new_seed, token_of
from bihuan.problems.models import Event, SignedLink, WrongLink
from bihuan.web import urls
from bihuan.web.outside import urls as outside
from tests.stories.desk import Desk
from tests.web.outside.conftest import ANSWER, address

SetClock = Callable[[datetime], None]


def test_a_token_has_256_bits_and_is_stored_nowhere(letter: Desk) -> None:
    seeds = {new_seed() for _ in range(200)}
    tokens = {token_of(seed) for seed in seeds}
    assert len(tokens) == 200 and all(re.fullmatch(r"[\w-]{43}", token) for token in tokens)
    link = letter.parts.signed_links[0]
    token = token_of(link.seed)
    assert link.digest == digest_of(token)
    stored = str(list(SignedLink.objects.values())) + str([event.data for event in Event.objects.all()])
    assert token not in stored
    assert address_of(link.seed).endswith(token)


def test_the_database_alone_makes_no_token(letter: Desk, settings: Any) -> None:
    link = letter.parts.signed_links[0]
    token = token_of(link.seed)
    settings.SECRET_KEY = "another installation"
    assert token_of(link.seed) != token
    assert SignedLink.objects.filter(digest=digest_of(token)).exists()  # a link that is out goes on working


def test_the_page_shows_its_letter_and_nothing_of_the_desk(letter: Desk, visitor: Client) -> None:
    letter.takes("coordinator", "comment", text="内部意见不给外部看")
    answer = visitor.get(address(letter))
    html = answer.content.decode()
    row = letter.parts.letters[0]
    assert answer.status_code == 200
    for shown in (row.number, row.subject, "请贵部协助定位", "计费"):
        assert shown in html
    for hidden in (
        "内部意见",
        letter.case.number,
        letter.case.symptom,
        "/problems",
        "<script",
        "sign-out",
        "style=",
    ):
        assert hidden not in html
    assert not answer.cookies
    assert answer["Referrer-Policy"] == "no-referrer" and answer["Cache-Control"] == "no-store"
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src" not in policy and "unsafe" not in policy
    assert "noindex" in answer["X-Robots-Tag"]


@pytest.mark.parametrize(("asked", "word"), [("zh", "回复时限"), ("en", "Reply by")])
def test_in_two_languages(letter: Desk, visitor: Client, asked: str, word: str) -> None:
    assert word in visitor.get(f"{address(letter)}?lang={asked}").content.decode()


def test_the_letter_as_pdf(letter: Desk, visitor: Client) -> None:
    answer = visitor.get(f"{address(letter)}/letter.pdf")
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF-")


def every_path(patterns: list[URLPattern | URLResolver], before: str = "") -> list[str]:
    found: list[str] = []
    for pattern in patterns:
        path = before + re.sub(r"<(?:(\w+):)?\w+>", r"{\1}", str(pattern.pattern))
        found += every_path(pattern.url_patterns, path) if isinstance(pattern, URLResolver) else [path]
    return found


def test_the_link_opens_nothing_else(letter: Desk, visitor: Client) -> None:
    """After the link was used, no address of the desk answers otherwise than to any stranger."""
    token, number = address(letter).rsplit("/", 1)[1], letter.case.number
    visitor.get(address(letter))
    own = {str(pattern.pattern) for pattern in outside.urlpatterns}
    for path in every_path(urls.urlpatterns):
        if any(path == re.sub(r"<(?:(\w+):)?\w+>", r"{\1}", pattern) for pattern in own):
            continue
        for value in (token, number):
            asked = "/" + path.replace("{str}", value).replace("{slug}", "network").replace(
                "{int}", "1"
            ).replace("{}", value)
            seen = [client.get(asked, {"token": token}, follow=False) for client in (visitor, Client())]
            assert seen[0].status_code == seen[1].status_code, asked
            assert letter.case.symptom not in seen[0].content.decode(errors="replace"), asked
    api = visitor.get(f"/api/v1/problems/{number}", headers={"authorization": f"Bearer {token}"})
    assert api.status_code == 401
    assert visitor.get(f"/answer/{token}/documents/1").status_code == 404


def test_another_departments_letter_needs_its_own_link(letter: Desk, visitor: Client) -> None:
    letter.takes("coordinator", "draft_letter", department="transmission", subject="致传输部的另一封函")
    letter.takes("manager", "sign_letter")
    letter.takes("coordinator", "send_letter")
    first, second = address(letter, 0), address(letter, 1)
    assert "致传输部的另一封函" not in visitor.get(first).content.decode()
    other = letter.parts.letters[1]
    visitor.post(first, {**ANSWER, "letter": str(other.pk)})
    assert letter.parts.letters[0].reply and not letter.parts.letters[1].reply
    assert "致传输部的另一封函" in visitor.get(second).content.decode()


def test_a_link_expires(letter: Desk, visitor: Client, now: SetClock) -> None:
    link = letter.parts.signed_links[0]
    assert link.expires_at == letter.parts.letters[0].reply_by + timedelta(days=30)
    now(link.expires_at - timedelta(seconds=1))
    assert visitor.get(address(letter)).status_code == 200
    now(link.expires_at)
    for answer in (
        visitor.get(address(letter)),
        visitor.post(address(letter), ANSWER),
        visitor.get(f"{address(letter)}/letter.pdf"),
    ):
        assert answer.status_code == 410
        assert letter.parts.letters[0].number not in answer.content.decode()
    assert not letter.parts.letters[0].reply


def test_a_link_is_revoked_and_given_anew(letter: Desk, visitor: Client) -> None:
    first = address(letter)
    letter.takes("coordinator", "revoke_link")
    assert visitor.get(first).status_code == 410
    letter.refuses("coordinator", "revoke_link", clause="X4")
    letter.takes("coordinator", "issue_link")
    second = address(letter)
    assert (visitor.get(first).status_code, visitor.get(second).status_code) == (410, 200)
    letter.takes("coordinator", "issue_link")
    assert visitor.get(second).status_code == 410  # one living link a letter


def test_a_link_ends_with_its_round(letter: Desk, visitor: Client) -> None:
    letter.takes("coordinator", "record_notice")
    assert visitor.get(address(letter)).status_code == 200
    letter.takes("coordinator", "verify_external", solved=False, evidence="仍中断")
    assert visitor.get(address(letter)).status_code == 410


def test_guessing_is_stopped_and_forgotten_in_time(letter: Desk, visitor: Client, now: SetClock) -> None:
    for _ in range(10):
        assert visitor.get(f"/answer/{token_of(new_seed())}").status_code == 404
    answer = visitor.get(address(letter))
    assert answer.status_code == 429 and answer["Retry-After"] == "600"
    assert visitor.post(address(letter), ANSWER).status_code == 429
    assert WrongLink.objects.count() == 10  # what is refused is not counted on
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert elsewhere.get(address(letter)).status_code == 200
    now(letter.at + timedelta(minutes=10, seconds=1))
    assert visitor.get(address(letter)).status_code == 200


def test_behind_a_trusted_proxy_the_guesser_alone_is_stopped(
    letter: Desk, visitor: Client, settings: Any
) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for _ in range(10):
        visitor.get("/answer/wrong", headers={"x-forwarded-for": "192.0.2.1, 192.0.2.9"})
    assert visitor.get(address(letter), headers={"x-forwarded-for": "192.0.2.9"}).status_code == 429
    assert visitor.get(address(letter), headers={"x-forwarded-for": "192.0.2.8"}).status_code == 200


@pytest.mark.parametrize("token", ["%00", "a" * 3000, "..", "' OR 1=1 --", "/", "\U0001f600"])
def test_strange_tokens_are_no_links(letter: Desk, visitor: Client, token: str) -> None:
    assert visitor.get(f"/answer/{token}").status_code in (404, 414)


def test_looking_costs_little(letter: Desk, visitor: Client, django_assert_max_num_queries: Any) -> None:
    visitor.get(address(letter))
    with django_assert_max_num_queries(5):
        visitor.get(address(letter))
