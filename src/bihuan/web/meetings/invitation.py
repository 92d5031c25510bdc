"""Meetings that a person was called to, for the calendar he subscribes to."""

from __future__ import annotations

from datetime import datetime

from bihuan.people.models import User
from bihuan.problems.models import Meeting


def meetings_to_come(user: User, since: datetime) -> list[Meeting]:
    """Meetings that this person was called to, from `since` on. One query, at most 500 rows."""
    rows = Meeting.objects.filter(starts_at__gte=since, host__isnull=True).order_by("starts_at", "id")[:500]
    return [row for row in rows if any(member["username"] == user.username for member in row.members)]
