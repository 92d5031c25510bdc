"""A channel is dead for half an hour: urgent notices take the next one, nobody else waits, all goes out on its return.

Time is simulated: each loop is a second of the clock that the deliverer is given, five in the short form.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta

import pytest

from bihuan.notices import routing, senders
from bihuan.notices.deliver import Deliverer
from bihuan.notices.models import Channel, Delivery, Preference
from bihuan.notices.outbox import Message, draft, post
from bihuan.people.models import User
from tests.faults.town import FORM, SECOND_ENGINE, open_channel, settle
from tests.notices.sinks import HttpSink, http_sink, smtp_sink

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.xdist_group("faults"),
    *SECOND_ENGINE,
]

START = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)  # three in the night in Shanghai
OUTAGE = timedelta(minutes=30)
EVERY = {"short": 60, "full": 5}[FORM]
"""Seconds between two rounds of notices."""
FALLBACK = timedelta(seconds=30)
"""Within this an urgent notice has taken the next channel."""
TICK = timedelta(seconds={"short": 5, "full": 1}[FORM])
GOOD, DEAD = (200, {"errcode": 0, "messageId": "m"}), (503, "")


class Clock:
    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def chat() -> Iterator[HttpSink]:
    """Mail works, one chat is dead, another one works."""
    routing.forget_ways()
    senders._adapters.clear()
    with ExitStack() as stack:
        mail, chat = stack.enter_context(smtp_sink()), stack.enter_context(http_sink())
        chat.answers |= {"/dead": DEAD, "/live": GOOD}
        details = {
            "host": "127.0.0.1",
            "port": str(mail.port),
            "security": "none",
            "sender": "desk@example.com",
        }
        open_channel("mail", "smtp", 3, details)
        open_channel("dead", "dingtalk", 1, {"url": f"{chat.url}/dead"}, token="t")
        open_channel("live", "dingtalk", 2, {"url": f"{chat.url}/live"}, token="t")
        yield chat
    routing.forget_ways()


@pytest.fixture
def town(chat: HttpSink) -> dict[str, User]:
    """One who has both chats, one with the dead one alone, one with mail alone."""
    both, dead = settle("dead", "138{}", 2, START)
    mail = settle("mail", "m{}@example.com", 1, START)[0]
    row = Preference.objects.get(user=both)
    row.routes = [*row.routes, {"channel": "live", "address": "1390000", "verified_at": START.isoformat()}]
    row.save()
    return {"both": both, "dead": dead, "mail": mail}


def tell(user: User, level: int, at: datetime) -> None:
    args = {"duty": "response", "due": at.isoformat(), "title": "批价停止"}
    message, cause = [Message(user.pk, "overdue")], f"{at.isoformat()}"
    post(draft(message, stream="WT-20261122-001", cause=cause, at=at, level=level, args=args))


def waits(channel: str, *, user: User) -> list[float]:
    """Seconds from the writing of each notice to its acceptance, in order of length."""
    rows = Delivery.objects.filter(channel=channel, to=user, status="accepted")
    return sorted(
        (row.ended_at - row.notice.created_at).total_seconds() for row in rows.select_related("notice")
    )


def test_a_dead_channel_costs_nobody_else(chat: HttpSink, town: dict[str, User]) -> None:
    clock = Clock()
    deliverer = Deliverer(clock, is_inline=True)
    told = 0
    while clock() < START + OUTAGE:
        is_time_left = clock() <= START + OUTAGE - FALLBACK  # for the last round to take the next channel
        if is_time_left and (clock() - START).total_seconds() % EVERY == 0:
            tell(town["both"], 1, clock())
            tell(town["dead"], 3, clock())
            tell(town["mail"], 3, clock())
            told += 1
        while deliverer.step():
            pass
        clock.at += TICK
    fallback, mail = waits("live", user=town["both"]), waits("mail", user=town["mail"])
    assert len(fallback) == len(mail) == told
    assert fallback[-1] <= FALLBACK.total_seconds()
    assert mail[int(len(mail) * 0.99)] <= 10
    assert not waits("dead", user=town["dead"])

    back = clock()
    chat.answers["/dead"] = GOOD
    while clock() < back + timedelta(minutes=2):
        while deliverer.step():
            pass
        clock.at += TICK
    assert not Delivery.objects.filter(status__in=("queued", "sending", "failed")).exists()
    assert len(waits("dead", user=town["dead"])) == told
    assert Channel.objects.get(code="dead").open_until is None
