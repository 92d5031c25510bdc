"""The cast of the desk, signed in, and cases that went through the door."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import pytest
from django.test import Client

from bihuan import clock
from bihuan.people.accounts import add_user
from bihuan.people.models import Department, User
from bihuan.problems.gate import take_step
from bihuan.problems.models import Problem

PASSWORD = "Qh7-geheim-Wort"
ROLES = {
    "reporter": "reporter", "coordinator": "coordinator", "handler": "handler", "lead": "lead",
    "manager": "manager", "clerk": "clerk", "executive": "executive", "marketing": "marketing",
    "outsider": "", "admin": "admin", "security": "security", "auditor": "auditor",
}  # fmt: skip
LANGUAGES = ("zh-hans", "en")


class Report(Protocol):
    def __call__(self, **fields: Any) -> Problem: ...


@pytest.fixture
def now() -> datetime:
    return clock.now()


@pytest.fixture
def people(db: None, now: datetime) -> dict[str, User]:
    """One person a role; nobody has a password until a test gives one."""
    market = Department.objects.create(code="marketing", name="市场部", kind="marketing")
    return {
        username: add_user(
            username,
            f"测{username}",
            roles=[role] if role else [],
            department=market if username == "marketing" else None,
            by=None,
            at=now,
        )
        for username, role in ROLES.items()
    }


@pytest.fixture
def desk(people: dict[str, User]) -> Callable[..., Client]:
    """A browser in which the person is signed in, in Chinese unless told otherwise."""

    def sign_in(username: str, language: str = "zh-hans") -> Client:
        client = Client()
        client.force_login(people[username], backend="bihuan.people.signin.PeopleBackend")
        client.cookies["django_language"] = language
        return client

    return sign_in


@pytest.fixture
def report(people: dict[str, User], now: datetime) -> Report:
    """Files a report and gives the case back; `ago` is how long before now."""

    def file(ago: timedelta = timedelta(minutes=2), **fields: Any) -> Problem:
        at = now - ago
        data = {
            "discovered_at": (at - timedelta(minutes=5)).astimezone(UTC).isoformat(),
            "source": "monitoring",
            "category": "database",
            "title": "数据库归档空间不足",
            "symptom": "归档空间使用率达到 95%",
            "level": 3,
        } | fields
        found = take_step("report", actor=people["reporter"], at=at, data=data)
        assert isinstance(found, Problem)
        return found

    return file
