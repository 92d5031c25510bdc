"""The in-app inbox: what a person was told, newest first, and what of it was read."""

from __future__ import annotations

from datetime import datetime

from bihuan.notices.models import Notice
from bihuan.people.models import User

UNREAD_SHOWN = 100


def unread_of(user: User) -> int:
    """How many notices `user` has not read, counted up to 100. One query over a partial index."""
    return Notice.objects.filter(to=user, read_at__isnull=True)[:UNREAD_SHOWN].count()


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
