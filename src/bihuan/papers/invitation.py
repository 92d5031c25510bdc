"""The invitation to a meeting as iCalendar, for a mail program or a telephone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override
from icalendar import Calendar, Event, vCalAddress, vText

from bihuan.papers.wording import word
from bihuan.people.models import User
from bihuan.problems.models import Meeting
from bihuan.process import terms

LENGTH = timedelta(hours=1)
"""How long a meeting is taken for where nobody said."""


def enclosed(args: Mapping[str, Any]) -> bytes:
    """The invitation that goes with the mail, by `meeting`, its id; in the language of the house."""
    row = Meeting.objects.select_related("problem", "month").get(pk=args["meeting"])
    with override(settings.LANGUAGE_CODE):
        return invitation_of(row, settings.PUBLIC_URL + _address(row), row.created_at)


def event_of(meeting: Meeting, at: datetime) -> Event:
    """One meeting; its number makes it the same event however often it is fetched."""
    event = Event()
    starts = meeting.starts_at or meeting.held_at or at
    event.add("uid", f"{meeting.number}@bihuan")
    event.add("dtstamp", at)
    event.add("dtstart", starts)
    event.add("dtend", starts + LENGTH)
    event.add("summary", f"{word(terms.MEETING_KINDS, meeting.kind)} {meeting.number}")
    if meeting.place:
        event.add("location", meeting.place)
    return event


def invitation_of(meeting: Meeting, link: str, at: datetime) -> bytes:
    """The meeting with its members, guests by name, and where its page is. One query."""
    calendar = Calendar()
    calendar.add("prodid", "-//bihuan//meetings//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    event = event_of(meeting, at)
    guests = "、".join(f"{g.get('name', '')} {g.get('organisation', '')}".strip() for g in meeting.guests)
    event.add("description", "\n".join(filter(None, [link, guests])))
    for user in _people(meeting):
        address = vCalAddress(f"mailto:{user.email}" if user.email else f"urn:bihuan:{user.username}")
        address.params["cn"] = vText(user.name)
        event.add("attendee", address, encode=False)
    calendar.add_component(event)
    found: bytes = calendar.to_ical()
    return found


def _people(meeting: Meeting) -> Iterable[User]:
    names = {*meeting.attendees, *(member["username"] for member in meeting.members)}
    return User.objects.filter(username__in=names).order_by("username")


def _address(meeting: Meeting) -> str:
    """Where the meeting is taken down."""
    if meeting.problem is not None:
        return reverse("meeting", args=[meeting.problem.number, meeting.number])
    return reverse("month_meeting", args=[meeting.month.month if meeting.month else "", meeting.number])
