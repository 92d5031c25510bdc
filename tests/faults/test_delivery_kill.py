"""Workers are killed while thousands of notices go out: none is lost, a repeat carries the same key, none is stuck.

The short form (in `make test`) has 84 notices, ten kills and sinks for mail, chat and SMS; `make faults` runs
10,000 notices and a hundred kills, with a real Kannel and its fake SMS centre, and telephones played by SIPp;
BIHUAN_FAULTS=middle a fifth of both.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bihuan import clock
from bihuan.notices.models import Attempt, Delivery
from tests.faults.exchange import telephones
from tests.faults.gateway import sms_gateway
from tests.faults.town import (
    Crew,
    crew,
    open_channel,
    open_count,
    say,
    settle,
    stuck,
    tell,
    wait_until,
)
from tests.notices.sinks import HttpSink, SmtpSink, http_sink, smtp_sink

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.xdist_group("faults"),
]


@dataclass(frozen=True)
class Size:
    mails: int
    chats: int
    texts: int
    calls: int
    kills: int
    minutes: float


SIZES = {
    "short": Size(48, 24, 12, 0, 10, 15),
    "middle": Size(1200, 600, 180, 20, 20, 30),
    "full": Size(6000, 3000, 900, 100, 100, 30),
}
FORM = os.environ.get("BIHUAN_FAULTS", "short")
IN_FLIGHT = 4


@dataclass
class Providers:
    """Everything that was received, by key."""

    mail: SmtpSink
    chat: HttpSink
    sms: object
    voice: object

    def received(self) -> Counter[str]:
        keys = Counter(str(mail["Message-ID"])[1:].partition("@")[0] for mail in list(self.mail.mails))
        for request in list(self.chat.requests):
            keys[request.query["account"] if "account" in request.query else request.data["msgUuid"]] += 1
        for source in (self.sms, self.voice):
            if source is not None:
                keys.update(source.keys())  # type: ignore[attr-defined]
        return keys


@pytest.fixture
def providers(tmp_path: Path) -> Iterator[Providers]:
    with ExitStack() as stack:
        mail, chat = stack.enter_context(smtp_sink()), stack.enter_context(http_sink())
        mail.delay, chat.delay = 0.01, 0.02
        chat.answers["/sms"] = (202, "0: Accepted for delivery")
        details = {
            "host": "127.0.0.1",
            "port": str(mail.port),
            "security": "none",
            "sender": "desk@example.com",
        }
        open_channel("mail", "smtp", 1, details)
        open_channel("ding", "dingtalk", 2, {"url": f"{chat.url}/ding"}, token="t")
        sms = voice = None
        sms_url = f"{chat.url}/sms"
        if FORM != "short":
            sms = stack.enter_context(sms_gateway(tmp_path))
            voice = stack.enter_context(telephones(tmp_path))
            sms_url = sms.url
            open_channel(
                "sip", "voice_sip", 4, {"server": voice.server, "sender": "desk", "listen": "127.0.0.1"}
            )
        open_channel(
            "sms",
            "sms_kannel",
            3,
            {"url": sms_url, "username": "bihuan", "sender": "10086"},
            password="secret",
        )
        yield Providers(mail, chat, sms, voice)


def fill(size: Size) -> None:
    """Write all notices, as the steps and the sweep would."""
    at = clock.now()
    for channel, address, count, level in (
        ("mail", "p{}@example.com", size.mails, 3),
        ("ding", "13800{}", size.chats, 3),
        ("sms", "13900{}", size.texts, 1),
        ("sip", "2{}", size.calls, 1),
    ):
        if count:
            tell(settle(channel, address, max(count // 20, 5), at), count, level, at)


def kill_while_sending(workers: Crew, size: Size, total: int) -> int:
    """Kill a worker each time a share has gone out; returns the most leases seen that nobody took over."""
    worst, share = 0, total // (size.kills + 4)
    for number in range(1, size.kills + 1):
        wait_until(lambda goal=number * share: total - open_count() >= goal, 600, f"{number * share} sent")
        workers.kill_oldest()
        worst = max(worst, stuck(timedelta(seconds=45), clock.now()))
    return worst


def test_killed_workers_lose_nothing(providers: Providers) -> None:
    size = SIZES[FORM]
    fill(size)
    total = Delivery.objects.count()
    assert total == size.mails + size.chats + size.texts + size.calls
    started = time.monotonic()
    with crew() as workers:
        worst = kill_while_sending(workers, size, total)
        if FORM == "short":
            finish_sooner(workers)
        wait_until(lambda: open_count() == 0, size.minutes * 60, "everything sent")
        took = time.monotonic() - started
    check(providers.received(), size)
    say(
        f"{total} notices, {size.kills} kills, {took:.0f} s, {repeats(providers)} repeats, {lost()} leases lost"
    )
    if FORM != "short":
        assert worst == 0
        assert took < size.minutes * 60


def finish_sooner(workers: Crew) -> None:
    """The last workers live a minute later, so that leases of the dead have run out."""
    workers.offset = 60
    workers.kill_oldest()
    workers.kill_oldest()


def check(received: Counter[str], size: Size) -> None:
    """Every key arrived; no more repeats than were in flight when a worker was killed."""
    wanted = set(Delivery.objects.values_list("key", flat=True))
    missing = Delivery.objects.filter(key__in=wanted - set(received))
    assert not missing, f"lost: {Counter(missing.values_list('channel', flat=True))}"
    assert not set(received) - wanted, "keys that nobody sent"
    repeated = sum(received.values()) - len(received)
    kills = size.kills + (2 if FORM == "short" else 0)
    assert repeated <= IN_FLIGHT * kills
    assert max(received.values()) <= 4
    assert set(Delivery.objects.values_list("status", flat=True)) <= {"accepted", "read"}


def repeats(providers: Providers) -> int:
    received = providers.received()
    return sum(received.values()) - len(received)


def lost() -> int:
    return Attempt.objects.filter(status="lost").count()
