"""A person's shifts as a calendar that telephones subscribe to: a secret address, revocable at any time."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.db import transaction
from icalendar import Calendar, Event

from bihuan.people.models import CalendarFeed, User
from bihuan.people.record import record_change
from bihuan.people.swaps import shifts_of

BEHIND = timedelta(days=30)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def open_feed(user: User, at: datetime) -> str:
    """A new secret for the person's feed, shown once; the one before is revoked with it."""
    close_feed(user, at)
    secret = secrets.token_urlsafe(32)
    CalendarFeed.objects.create(user=user, digest=_digest(secret), created_at=at)
    record_change("feed", f"user:{user.username}", {}, {"feed": "opened"}, by=user, at=at)
    return secret


def close_feed(user: User, at: datetime) -> bool:
    """Revoke the feed; False if there was none."""
    return bool(CalendarFeed.objects.filter(user=user, revoked_at__isnull=True).update(revoked_at=at))


def has_feed(user: User) -> bool:
    """Whether an address of this person's shifts is in use."""
    return CalendarFeed.objects.filter(user=user, revoked_at__isnull=True).exists()


def reader_of(secret: str) -> User | None:
    """Whose shifts this secret opens; nobody once it is revoked or the account closed."""
    feed = CalendarFeed.objects.filter(digest=_digest(secret), revoked_at__isnull=True).select_related("user")
    found = feed.first()
    return found.user if found and found.user.is_active else None


def calendar_of(
    user: User, at: datetime, word: Callable[[str, bool], str], further: Iterable[Event] = ()
) -> bytes:
    """The shifts of the last 30 days and all to come as iCalendar; `word` says role and whether as deputy.

    `further` are events beside them, such as meetings.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//bihuan//roster//ZH")
    calendar.add("version", "2.0")
    for shift in shifts_of(user, at - BEHIND, 500):
        event = Event()
        event.add("uid", f"shift-{shift.pk}@bihuan")
        event.add("summary", word(shift.role, shift.person_id != user.pk))
        event.add("dtstart", shift.starts_at)
        event.add("dtend", shift.ends_at)
        event.add("dtstamp", at)
        calendar.add_component(event)
    for event in further:
        calendar.add_component(event)
    found: bytes = calendar.to_ical()
    return found
