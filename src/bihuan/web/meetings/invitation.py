"""The invitation to a meeting as iCalendar, for a mail program or a telephone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from icalendar import Calendar, Event, vCalAddress, vText

from bihuan.people.models import User
from bihuan.problems.models import Meeting
from bihuan.web import marks

if TYPE_CHECKING:
    from bihuan.web.meetings.board import Board

LENGTH = timedelta(hours=1)
"""How long a meeting is taken for where nobody said."""


def event_of(meeting: Meeting, at: datetime) -> Event:
    """One meeting; its number makes it the same event however often it is fetched."""
    event = Event()
    starts = meeting.starts_at or meeting.held_at or at
    event.add("uid", f"{meeting.number}@bihuan")
    event.add("dtstamp", at)
    event.add("dtstart", starts)
    event.add("dtend", starts + LENGTH)
    event.add("summary", f"{marks.word('meeting_kinds', meeting.kind)} {meeting.number}")
    if meeting.place:
        event.add("location", meeting.place)
    return event


def invitation_of(board: Board, link: str) -> bytes:
    """The meeting with its members, guests by name, and where its page is. One query."""
    calendar = Calendar()
    calendar.add("prodid", "-//bihuan//meetings//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    event = event_of(board.held, board.now)
    guests = "、".join(f"{g.get('name', '')} {g.get('organisation', '')}".strip() for g in board.held.guests)
    event.add("description", "\n".join(filter(None, [link, guests])))
    for user in _people(board.held):
        address = vCalAddress(f"mailto:{user.email}" if user.email else f"urn:bihuan:{user.username}")
        address.params["cn"] = vText(user.name)
        event.add("attendee", address, encode=False)
    calendar.add_component(event)
    found: bytes = calendar.to_ical()
    return found


def _people(meeting: Meeting) -> Iterable[User]:
    names = {*meeting.attendees, *(member["username"] for member in meeting.members)}
    return User.objects.filter(username__in=names).order_by("username")


def meetings_to_come(user: User, since: datetime) -> list[Meeting]:
    """Meetings that this person was called to, from `since` on. One query, at most 500 rows."""
    rows = Meeting.objects.filter(starts_at__gte=since, host__isnull=True).order_by("starts_at", "id")[:500]
    return [row for row in rows if any(member["username"] == user.username for member in row.members)]
