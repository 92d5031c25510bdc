"""What became of notices: reads for the pages of delivery, with who may see what."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from bihuan.notices.models import Attempt, Delivery, Notice
from bihuan.people.models import User

SEES_ALL = frozenset({"coordinator", "manager", "auditor"})


def sees_all(user: User) -> bool:
    """Whether this person sees the deliveries of everybody: who answers for the process, and who audits it."""
    return bool(user.roles & SEES_ALL)


def notices_visible_to(user: User) -> QuerySet[Notice]:
    """The notices whose delivery a person may look at: all, or his own."""
    return Notice.objects.all() if sees_all(user) else Notice.objects.filter(to=user)


def deliveries_visible_to(
    user: User,
    *,
    status: Iterable[str] = (),
    channel: str = "",
    number: str = "",
    before: int = 0,
    limit: int = 50,
) -> list[Delivery]:
    """Deliveries, newest first, by status, channel and number of a case, older than the id `before`."""
    rows = Delivery.objects.select_related("notice", "to", "department")
    if not sees_all(user):
        rows = rows.filter(to=user)
    if status := list(status):
        rows = rows.filter(status__in=status)
    if channel:
        rows = rows.filter(channel=channel)
    if number:
        rows = rows.filter(notice__stream=number)
    if before:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[:limit])


def history_of(notice: Notice) -> list[tuple[Delivery, list[Attempt]]]:
    """The deliveries of one notice in the order of its channels, each with its attempts. Two queries."""
    rows = list(notice.deliveries.order_by("position", "pk"))
    attempts: dict[int, list[Attempt]] = {row.pk: [] for row in rows}
    for attempt in Attempt.objects.filter(delivery__in=rows).select_related("by").order_by("pk"):
        attempts[attempt.delivery_id].append(attempt)
    return [(row, attempts[row.pk]) for row in rows]
