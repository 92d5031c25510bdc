"""People for the tests of this folder, made through the same functions as in real life."""

from datetime import UTC, datetime
from typing import Protocol

import pytest

from bihuan.people.accounts import add_user
from bihuan.people.models import User

AT = datetime(2026, 11, 22, 1, 5, tzinfo=UTC)


class MakeUser(Protocol):
    def __call__(self, username: str, *roles: str) -> User: ...


@pytest.fixture
def at() -> datetime:
    return AT


@pytest.fixture
def make(db: None) -> MakeUser:
    def make(username: str, *roles: str) -> User:
        return add_user(username, f"测试{username}", roles=roles, by=None, at=AT)

    return make
