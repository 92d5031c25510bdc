"""A case with a letter to a department that has no account, and the link to it."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from bihuan import clock
from bihuan.notices.signedlinks import token_of
from bihuan.people.models import Department
from tests.stories.desk import Desk

ANSWER = {"kind": "reply", "text": "明日 10 时更换板卡，责任人王工", "name": "王工", "phone": "010-5555 0000"}


@pytest.fixture(autouse=True)
def shelf(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "documents"
    return tmp_path / "documents"


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the clock that the pages read."""
    return lambda at: monkeypatch.setattr(clock, "now", lambda: at)


@pytest.fixture
def story(engine: str, db: None, now: Callable[[datetime], None]) -> Desk:
    found = Desk(datetime(2026, 11, 22, 1, 0, tzinfo=UTC))
    Department.objects.filter(code="network").update(email="network@example.org")
    now(found.at)
    return found


@pytest.fixture
def letter(story: Desk) -> Desk:
    """A level-3 case whose letter to the network department is out."""
    story.handled(3)
    story.takes("coordinator", "open_external")
    story.takes("coordinator", "draft_letter")
    story.takes("manager", "sign_letter")
    story.takes("coordinator", "send_letter", channel="email")
    return story


@pytest.fixture
def visitor() -> Client:
    """Somebody without an account and without any cookie."""
    return Client(enforce_csrf_checks=True)


def address(story: Desk, place: int = -1) -> str:
    """The address of the link that was given last."""
    return f"/answer/{token_of(story.parts.signed_links[place].seed)}"
