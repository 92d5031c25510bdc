"""From the posted notice to the recorded outcome: leases, retries, the next channel, the dead channel."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bihuan.notices.claiming import claim
from bihuan.notices.deliver import DeliveryReport
from bihuan.notices.models import Attempt, Channel, Delivery, Notice
from bihuan.people.models import User
from tests.notices.conftest import START, Clock, rows
from tests.notices.sinks import HttpSink, SmtpSink

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

Tell = Callable[..., Notice]
Deliver = Callable[[], DeliveryReport]
People = dict[str, User]


def test_a_notice_goes_out_by_the_first_quiet_channel(
    people: People, by_mail: Channel, by_chat: Channel, tell: Tell, deliver: Deliver, provider: HttpSink
) -> None:
    tell(people["handler"])
    assert rows() == [("ding", "queued")]
    assert deliver().sent == 1
    found = Delivery.objects.get()
    assert (found.status, found.provider_id, found.attempts) == ("accepted", "m-1", 1)
    assert "@1380000" in provider.requests[0].data["text"]["content"]
    assert [row.status for row in Attempt.objects.all()] == ["accepted"]
    assert deliver().sent == 0


def test_telling_twice_sends_once(
    people: People, by_mail: Channel, tell: Tell, deliver: Deliver, mail: SmtpSink
) -> None:
    tell(people["handler"])
    tell(people["handler"])
    deliver()
    assert len(mail.mails) == 1


def test_nobody_is_written_to_without_channels(people: People, tell: Tell) -> None:
    tell(people["handler"])
    assert not Delivery.objects.exists()


def test_urgent_stops_at_the_first_that_accepts(
    people: People, by_mail: Channel, by_chat: Channel, by_sms: Channel, tell: Tell, deliver: Deliver
) -> None:
    tell(people["handler"], level=1)
    assert rows() == [("sms", "queued"), ("ding", "queued"), ("mail", "queued")]
    deliver()
    assert rows() == [("sms", "accepted"), ("ding", "dropped"), ("mail", "dropped")]


def test_urgent_goes_on_at_once_when_a_channel_fails(
    people: People, by_chat: Channel, by_sms: Channel, tell: Tell, deliver: Deliver, provider: HttpSink
) -> None:
    provider.answers["/sms"] = (503, "")
    tell(people["handler"], level=2)
    deliver()
    assert rows() == [("sms", "queued"), ("ding", "accepted")]


def test_urgent_does_not_wait_for_a_silent_channel(
    people: People, by_chat: Channel, by_sms: Channel, tell: Tell, deliver: Deliver, clock: Clock
) -> None:
    tell(people["handler"], level=1)
    held = claim("sms", clock(), 1, "a worker that hangs")
    assert len(held) == 1
    clock.move(seconds=27)
    Delivery.objects.filter(channel="sms").update(next_at=clock() + timedelta(seconds=30))
    assert deliver().sent == 0
    clock.move(seconds=1)
    deliver()
    assert rows() == [("sms", "sending"), ("ding", "accepted")]


def test_a_killed_worker_loses_nothing(
    people: People, by_mail: Channel, tell: Tell, deliver: Deliver, clock: Clock, mail: SmtpSink
) -> None:
    tell(people["handler"])
    key = claim("mail", clock(), 4, "killed")[0].deliveries[0].key
    clock.move(seconds=10)
    assert deliver().sent == 0
    clock.move(seconds=6)
    assert deliver().sent == 1
    assert mail.mails[0]["Message-ID"].startswith(f"<{key}@")
    assert [row.status for row in Attempt.objects.all()] == ["lost", "accepted"]


def test_two_workers_never_hold_the_same_row(
    people: People, by_mail: Channel, tell: Tell, clock: Clock
) -> None:
    for number in range(6):
        tell(people["handler"], cause=str(number), level=1)
    first, second = claim("mail", clock(), 4, "a"), claim("mail", clock(), 4, "b")
    held = [row.pk for found in (*first, *second) for row in found.deliveries]
    assert len(held) == len(set(held)) == 6


def test_retries_grow_and_end_after_a_day_with_word_to_the_coordinator(
    people: People, by_chat: Channel, tell: Tell, deliver: Deliver, clock: Clock, provider: HttpSink
) -> None:
    provider.answers["/ding"] = (200, {"errcode": -1, "errmsg": "busy"})
    tell(people["handler"])
    while clock() < START + timedelta(hours=24, minutes=2):
        deliver()
        clock.move(minutes=1)
    found = Delivery.objects.get(notice__kind="overdue")
    assert found.status == "failed"
    assert "busy" in found.error
    assert Notice.objects.filter(kind="undelivered", to=people["coordinator"]).count() == 1
    assert not Notice.objects.filter(kind="undelivered").exclude(to=people["coordinator"]).exists()


def test_a_refused_address_is_given_up_at_once(
    people: People, by_mail: Channel, tell: Tell, deliver: Deliver, mail: SmtpSink
) -> None:
    mail.refuse["handler@example.com"] = "550 no such person"
    tell(people["handler"])
    deliver()
    assert Delivery.objects.get(notice__kind="overdue").status == "failed"
    told = Notice.objects.get(kind="undelivered")
    assert told.to == people["coordinator"]
    assert "550" in told.args["reason"]


def test_a_notice_of_failure_brings_no_other(
    people: People, by_mail: Channel, tell: Tell, deliver: Deliver, mail: SmtpSink
) -> None:
    mail.data_answer = "554 never"
    tell(people["handler"])
    deliver()
    deliver()
    assert Notice.objects.filter(kind="undelivered").count() == 1


def test_a_dead_channel_is_probed_and_its_backlog_goes_when_it_returns(
    people: People,
    by_chat: Channel,
    by_mail: Channel,
    tell: Tell,
    deliver: Deliver,
    clock: Clock,
    provider: HttpSink,
) -> None:
    provider.answers["/ding"] = (503, "")
    Channel.objects.filter(code="mail").update(is_enabled=False)
    for number in range(3):
        tell(people["handler"], cause=str(number))
        tell(people["manager"], cause=str(number))
    for _second in range(600):
        deliver()
        clock.move(seconds=1)
    asked = len(provider.requests)
    assert asked < 45
    provider.answers["/ding"] = (200, {"errcode": 0})
    for _second in range(25):
        deliver()
        clock.move(seconds=1)
    assert {status for _channel, status in rows()} == {"accepted"}
    channel = Channel.objects.get(code="ding")
    assert (channel.failures, channel.open_until) == (0, None)


def test_what_a_killed_worker_held_does_not_queue_up_again(
    people: People, by_mail: Channel, tell: Tell, clock: Clock
) -> None:
    tell(people["handler"], cause="held")
    key = claim("mail", clock(), 1, "killed")[0].deliveries[0].key
    Delivery.objects.update(next_at=clock() + timedelta(seconds=20))
    for number in range(9):
        tell(people["handler"], cause=str(number))
    clock.move(seconds=21)
    assert key in [row.key for found in claim("mail", clock(), 1, "next") for row in found.deliveries]
