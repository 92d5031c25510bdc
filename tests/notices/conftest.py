"""People, channels to sinks on loopback, a clock that a test moves, and a way to post notices."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bihuan.notices import routing, senders, vault
from bihuan.notices.deliver import Deliverer, DeliveryReport
from bihuan.notices.models import Channel, Delivery, Notice
from bihuan.notices.outbox import Message, draft, post
from bihuan.people.accounts import add_user
from bihuan.people.models import User
from tests.notices.sinks import HttpSink, SmtpSink, http_sink, smtp_sink

START = datetime(2026, 11, 22, 1, 5, tzinfo=UTC)  # 09:05 in Shanghai


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at

    def move(self, **span: float) -> None:
        self.at += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def provider() -> Iterator[HttpSink]:
    with http_sink() as sink:
        yield sink


@pytest.fixture
def mail() -> Iterator[SmtpSink]:
    with smtp_sink() as sink:
        yield sink


@pytest.fixture(autouse=True)
def fresh_knowledge() -> Iterator[None]:
    """What a process remembers of channels must not outlive a test."""
    routing.forget_ways()
    senders._adapters.clear()
    yield
    routing.forget_ways()
    senders._adapters.clear()


@pytest.fixture
def people(db: None) -> dict[str, User]:
    def person(username: str, *roles: str) -> User:
        details = {"phone": f"1380000{len(username):04}", "email": f"{username}@example.com"}
        return add_user(username, f"测{username}", roles=list(roles), by=None, at=START, **details)

    return {
        "handler": person("handler", "handler"),
        "coordinator": person("coordinator", "coordinator"),
        "manager": person("manager", "manager"),
        "admin": person("admin", "admin"),
        "auditor": person("auditor", "auditor"),
        "outsider": person("outsider"),
    }


@pytest.fixture
def add_channel(db: None) -> Callable[..., Channel]:
    """Stores a channel of a kind with settings; what an adapter calls secret is locked away."""

    def add(code: str, kind: str, position: int = 10, **values: str) -> Channel:
        secrets = {name: values.pop(name) for name in ("token", "secret", "password") if name in values}
        if kind in ("webhook", "feishu") and "url" in values:
            secrets["url"] = values.pop("url")
        routing.forget_ways()
        return Channel.objects.create(
            code=code, kind=kind, name=code, position=position, settings=values, secrets=vault.lock(secrets)
        )

    return add


@pytest.fixture
def by_mail(add_channel: Callable[..., Channel], mail: SmtpSink) -> Channel:
    details = {"port": str(mail.port), "security": "none", "sender": "desk@example.com"}
    return add_channel("mail", "smtp", position=30, host="127.0.0.1", **details)


@pytest.fixture
def by_chat(add_channel: Callable[..., Channel], provider: HttpSink) -> Channel:
    provider.answers["/ding"] = (200, {"errcode": 0, "errmsg": "ok", "messageId": "m-1"})
    return add_channel("ding", "dingtalk", position=20, url=f"{provider.url}/ding", token="t")


@pytest.fixture
def by_sms(add_channel: Callable[..., Channel], provider: HttpSink) -> Channel:
    provider.answers["/sms"] = (202, "0: Accepted for delivery")
    return add_channel(
        "sms", "sms_kannel", position=10, url=f"{provider.url}/sms", username="u", password="p"
    )


@pytest.fixture
def tell(clock: Clock) -> Callable[..., Notice]:
    """Posts one notice and gives it back as stored."""

    def write(user: User, level: int = 3, cause: str = "1", kind: str = "overdue", **more: Any) -> Notice:
        args = {"duty": "response", "due": clock.at.isoformat(), "title": "计费数据库主机宕机，批价停止"}
        rows = draft(
            [Message(user.pk, kind)],
            stream="WT-20261122-001",
            cause=cause,
            at=clock.at,
            level=level,
            args={**args, "since": clock.at.isoformat(), **more.pop("args", {})},
            **more,
        )
        post(rows)
        return Notice.objects.get(to=user, key=rows[0].key)

    return write


@pytest.fixture
def deliver(clock: Clock) -> Callable[[], DeliveryReport]:
    """Sends what is due by the test's clock, in this thread."""
    return lambda: Deliverer(clock, is_inline=True).drain()


def rows() -> list[tuple[str, str]]:
    """(channel, status) of all deliveries, in the order of their positions."""
    return list(Delivery.objects.order_by("notice", "position").values_list("channel", "status"))
