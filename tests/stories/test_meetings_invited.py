"""R11, R12, F6.3: whoever is called to a meeting has it in his calendar by one press in his mail."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from bihuan.notices import routing, senders, vault
from bihuan.notices.deliver import deliver
from bihuan.notices.models import Channel, Enclosure, Notice
from bihuan.people.models import User
from tests.notices.sinks import SmtpSink, smtp_sink
from tests.stories.desk import Desk


@pytest.fixture
def post(desk: Desk, settings: Any, tmp_path: Path) -> Iterator[SmtpSink]:
    """The house has a mail channel, and the leads addresses."""
    settings.MEDIA_ROOT = tmp_path / "documents"
    with smtp_sink() as sink:
        values = {
            "host": "127.0.0.1",
            "port": str(sink.port),
            "security": "none",
            "sender": "bihuan@example.org",
        }
        Channel.objects.create(code="mail", kind="smtp", name="邮件", secrets=vault.lock({}), settings=values)
        User.objects.filter(username="lead2").update(email="lead2@example.org")
        routing.forget_ways()
        senders._adapters.clear()
        yield sink
    routing.forget_ways()
    senders._adapters.clear()


def test_the_mail_that_calls_a_review_carries_it_as_a_calendar_entry(desk: Desk, post: SmtpSink) -> None:
    # R13
    desk.answered(1)
    starts = (desk.at + timedelta(days=2)).replace(microsecond=0)
    desk.takes("lead", "call_meeting", starts_at=starts, place="二楼会议室")
    notice = desk.expects_notice("lead2", "meeting_called", kind="review")
    assert len(notice.enclosures) == 1 and Enclosure.objects.count() == 1  # made once for all
    deliver(lambda: desk.at, is_inline=True)
    (mail,) = [message for message in post.mails if "lead2@" in str(message["To"]) and attached(message)]
    (part,) = attached(mail)
    number = desk.parts.meetings[0].number
    assert part.get_filename() == f"{number}.ics"
    (event,) = Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")
    assert event["uid"] == f"{number}@bihuan" and event.decoded("dtstart") == starts
    assert event["location"] == "二楼会议室" and "事故分析总结会" in event["summary"]
    assert f"/problems/{desk.case.number}/meetings/{number}" in event["description"]


def test_the_emergency_meeting_is_called_with_its_time(desk: Desk) -> None:
    # R12: the handler cannot solve it or cannot tell the cause; every lead has the meeting in his calendar
    desk.handled(2)
    desk.takes("handler", "give_up", kind="cause_unknown")
    desk.takes("coordinator", "convene_group", place="值班室")
    found = Notice.objects.filter(kind="group_convened")
    assert {notice.to.username for notice in found if notice.to} >= {"lead", "lead2"}
    (paper,) = Enclosure.objects.filter(kind="invitation")
    assert all(notice.enclosures == [paper.pk] for notice in found)
    desk.takes("lead", "decide_plan")  # it ends with cause, plan, executor and date
    assert desk.parts.meetings[0].record["plan"]
    desk.holds()


def attached(message: Any) -> list[Any]:
    return [part for part in message.walk() if part.get_content_type() == "text/calendar"]
