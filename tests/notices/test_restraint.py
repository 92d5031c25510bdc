"""What is not sent, or later, or together: closed accounts, repeats, digests, the share of SMS."""

from collections.abc import Callable

import pytest

from bihuan.notices.deliver import DeliveryReport
from bihuan.notices.inbox import mark_read
from bihuan.notices.models import Channel, Notice
from bihuan.notices.outbox import Message, draft, post
from bihuan.people.models import User
from tests.notices.conftest import Clock, rows
from tests.notices.sinks import HttpSink, SmtpSink

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

Tell = Callable[..., Notice]
Deliver = Callable[[], DeliveryReport]
People = dict[str, User]


def test_a_closed_account_and_a_stranger_get_nothing(
    people: People, by_mail: Channel, tell: Tell, deliver: Deliver, mail: SmtpSink
) -> None:
    tell(people["handler"])
    tell(people["outsider"])
    people["handler"].is_active = False
    people["handler"].save()
    deliver()
    assert {status for _channel, status in rows()} == {"dropped"}
    assert mail.mails == []


def test_what_was_read_meanwhile_is_not_sent(
    people: People, by_mail: Channel, tell: Tell, deliver: Deliver, clock: Clock, mail: SmtpSink
) -> None:
    tell(people["handler"])
    tell(people["manager"], level=1)
    for name in ("handler", "manager"):
        mark_read(people[name], clock())
    deliver()
    assert [found["To"].addresses[0].addr_spec for found in mail.mails] == ["manager@example.com"]


def test_a_newer_notice_of_a_topic_takes_the_place_of_the_older(
    people: People, by_mail: Channel, tell: Tell, deliver: Deliver, mail: SmtpSink
) -> None:
    for hour in range(5):
        tell(people["handler"], cause=str(hour), topic="duty:7")
    tell(people["coordinator"], cause="0", topic="duty:7")
    tell(people["handler"], cause="x", topic="duty:8")
    deliver()
    unread = Notice.objects.filter(read_at__isnull=True)
    assert sorted(unread.values_list("to__username", "key")) == [
        ("coordinator", "WT-20261122-001:0:overdue"),
        ("handler", "WT-20261122-001:4:overdue"),
        ("handler", "WT-20261122-001:x:overdue"),
    ]
    assert len(mail.mails) == 3


def test_many_at_once_come_in_one_message(
    people: People, by_mail: Channel, tell: Tell, deliver: Deliver, clock: Clock, mail: SmtpSink
) -> None:
    notices = []
    for number in range(7):
        about = {
            "stream": f"WT-20261121-00{number}",
            "cause": "x",
            "at": clock(),
            "level": 4,
            "args": {"title": "磁盘告警"},
        }
        notices += draft([Message(people["handler"].pk, "overdue")], **about)  # type: ignore[arg-type]
    post(notices)
    clock.move(seconds=30)
    assert deliver().sent == 7
    assert len(mail.mails) == 1
    assert "7 条" in mail.mails[0]["Subject"]


def test_five_sms_in_a_quarter_of_an_hour(
    people: People, by_sms: Channel, tell: Tell, deliver: Deliver, clock: Clock, provider: HttpSink
) -> None:
    for number in range(8):
        tell(people["handler"], cause=str(number))
        clock.move(seconds=10)
        deliver()
    assert len(provider.requests) == 5
    tell(people["handler"], cause="urgent", level=1)
    deliver()
    assert len(provider.requests) == 6
    clock.move(minutes=16)
    deliver()
    assert len(provider.requests) == 9


def test_a_channel_that_is_switched_off_hands_on(
    people: People, by_sms: Channel, by_mail: Channel, tell: Tell, deliver: Deliver, clock: Clock
) -> None:
    tell(people["handler"])
    Channel.objects.filter(code="sms").update(is_enabled=False)
    deliver()
    assert rows()[0] == ("sms", "failed")
    assert Notice.objects.filter(kind="undelivered").exists()
