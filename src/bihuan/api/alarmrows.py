"""From rows to the shapes of alarms."""

from __future__ import annotations

from bihuan.api.cases import usernames
from bihuan.api.shapes.alarms import AlarmShape
from bihuan.people.models import User
from bihuan.problems.models import Problem
from bihuan.problems.parts import Parts


def alarms(problem: Problem, parts: Parts, user: User) -> list[AlarmShape]:
    """The alarms linked to a case, those taken off it included."""
    names = usernames(row.released_by_id for row in parts.alarms)
    return [
        AlarmShape(
            id=row.pk,
            number=row.number,
            kind=row.kind,
            fingerprint=row.fingerprint,
            name=row.name,
            summary=row.summary,
            severity=row.severity,
            status=row.status,
            since=row.since,
            released_by=names.get(row.released_by_id or 0),
            released_at=row.released_at,
            reason=row.reason,
        )
        for row in parts.alarms
    ]
