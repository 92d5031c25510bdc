"""Reads of what belongs to no single case: revisions, months, versions of the figures, workers, the log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bihuan.problems.models import Duty, Event, Heartbeat, Meeting, Month, PolicyVersion, Revision

PAGE = 50


def revisions() -> list[Revision]:
    """Every published revision with its author, the latest effective date first. One query."""
    return list(Revision.objects.select_related("published_by").order_by("-effective_on", "-published_at"))


def in_force_on(day: date, found: Iterable[Revision]) -> Revision | None:
    """Of revisions as `revisions` gives them, the one in force on a day: the last that was effective by then."""
    return next((revision for revision in found if revision.effective_on <= day), None)


def months() -> list[Month]:
    """Every month that was opened, the latest first. One query."""
    return list(Month.objects.select_related("submitted_by", "signed_by").order_by("-month"))


def policy_versions(before: int = 0, limit: int = PAGE) -> list[PolicyVersion]:
    """Versions of the figures below the number `before` (0: all), the latest first."""
    found = PolicyVersion.objects.select_related("changed_by").order_by("-number")
    return list((found.filter(number__lt=before) if before else found)[:limit])


def workers() -> list[Heartbeat]:
    """Each worker with its last sweep, the latest first."""
    return list(Heartbeat.objects.order_by("-swept_at")[:20])


def events_of(stream: str, after: int = 0, limit: int = PAGE) -> list[Event]:
    """Entries of a chain beyond the place `after`, in order. One query."""
    return list(Event.objects.filter(stream=stream, seq__gt=after).order_by("seq")[:limit])


def monthly_meetings() -> dict[int, Meeting]:
    """The held meeting of each month, by the id of the month. One query."""
    held = Meeting.objects.filter(month__isnull=False, held_at__isnull=False).select_related(
        "chair", "signed_by"
    )
    return {meeting.month_id: meeting for meeting in held.order_by("id") if meeting.month_id}


def duties_of_month(month: Month) -> list[Duty]:
    """What is owed for a month, in the order in which it arose, with who owes it."""
    return list(Duty.objects.filter(month=month).select_related("owed_by").order_by("id"))


def chains_begun_last(limit: int = 20) -> list[Event]:
    """The first event of the chains that began last. One query, by the order in which events were stored."""
    return list(Event.objects.filter(seq=1).order_by("-id")[:limit])


def is_longer_than(number: int) -> bool:
    """Whether the log holds more events than that; it is counted no further."""
    return Event.objects.order_by("id").values_list("id", flat=True)[number : number + 1].exists()
