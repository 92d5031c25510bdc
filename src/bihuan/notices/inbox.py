"""The in-app inbox: what a person was told, newest first, and what of it was read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef

from bihuan.notices.models import Delivery, Notice
from bihuan.notices.models.delivery import DROPPED, OPEN, QUEUED
from bihuan.people.models import User
from bihuan.people.prepared import reading_cursor

UNREAD_SHOWN = 100
COUNT_UNREAD = (
    "SELECT COUNT(*) FROM (SELECT 1 FROM notices_notice WHERE to_id = %s AND read_at IS NULL LIMIT %s) AS few"
)
"""The SQL of what every page asks, written out instead of composed each time; takes the person and the limit."""


def unread_of(user: User) -> int:
    """How many notices `user` has not read, counted up to 100: one query over a partial index."""
    with reading_cursor() as cursor:
        cursor.execute(COUNT_UNREAD, [user.pk, UNREAD_SHOWN])
        return int(cursor.fetchone()[0])


def notices_of(
    user: User, limit: int, *, before: int = 0, after: int = 0, only_new: bool = False
) -> list[Notice]:
    """Up to `limit` notices of `user`, newest first, older than the id `before` or newer than `after`."""
    mine = Notice.objects.filter(to=user)
    if only_new:
        mine = mine.filter(read_at__isnull=True)
    if after:
        return list(mine.filter(id__gt=after).order_by("id")[:limit])[::-1]
    if before:
        mine = mine.filter(id__lt=before)
    return list(mine.order_by("-id")[:limit])


def mark_read(user: User, at: datetime, pk: int | None = None) -> int:
    """Mark one notice of `user`, or all, as read at `at`; those read before stay. Returns how many."""
    fresh = Notice.objects.filter(to=user, read_at__isnull=True)
    return (fresh if pk is None else fresh.filter(pk=pk)).update(read_at=at)


def stand_down(topic: str, at: datetime) -> None:
    """What was asked under this topic is answered: nothing of it goes out any more, however urgent.

    A telephone that is ringing for it is hung up: its sender looks once a second whether it is still wanted.
    """
    asked = Notice.objects.filter(topic=topic, read_at__isnull=True)
    ids = list(asked.values_list("id", flat=True))
    if ids:
        Notice.objects.filter(id__in=ids).update(read_at=at)
        Delivery.objects.filter(notice__in=ids, status__in=OPEN).update(
            status=DROPPED, ended_at=at, error="answered"
        )


def stop_calling(notices: Iterable[int], at: datetime) -> int:
    """The next person is asked: telephones are not dialled again for these notices; returns how many rows."""
    waiting = Delivery.objects.filter(notice__in=list(notices), media="voice", status=QUEUED, attempts__gt=0)
    return waiting.update(status=DROPPED, ended_at=at, error="next asked")


def supersede(notices: Iterable[Notice]) -> None:
    """What these notices say anew is read: older unread ones of the same person and topic; one statement.

    Their deliveries of levels 3 to 5 that are still waiting are dropped too: nobody wants ten hourly reminders
    at once when a mail server comes back.
    """
    topics = {notice.topic: notice.created_at for notice in notices if notice.topic}
    if not topics:
        return
    newer = Notice.objects.filter(to=OuterRef("to"), topic=OuterRef("topic"), id__gt=OuterRef("id"))
    older = Notice.objects.filter(topic__in=topics, read_at__isnull=True).filter(Exists(newer))
    ids = list(older.values_list("id", flat=True))
    if not ids:
        return
    at = max(topics.values())
    Notice.objects.filter(id__in=ids).update(read_at=at)
    Delivery.objects.filter(notice__in=ids, status=QUEUED, is_urgent=False).update(
        status=DROPPED, ended_at=at, error="superseded"
    )
