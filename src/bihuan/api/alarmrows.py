"""From rows to the shapes of alarms."""

from __future__ import annotations

from typing import Any

from bihuan.api.cases import usernames
from bihuan.api.shapes.alarms import (
    AlarmCaseShape,
    AlarmShape,
    FiringShape,
    HeardAlarmShape,
    WholeAlarmShape,
)
from bihuan.intake.models import Alarm
from bihuan.intake.queries import cases_of, firings_of
from bihuan.people.models import User
from bihuan.problems.models import Problem
from bihuan.problems.parts import Parts


def alarms(problem: Problem, parts: Parts, user: User) -> list[AlarmShape]:
    """The alarms linked to a case, those taken off it included."""
    names = usernames(row.released_by_id for row in parts.alarms)
    return [AlarmShape.of(row, released_by=names.get(row.released_by_id or 0)) for row in parts.alarms]


def heard(alarm: Alarm) -> HeardAlarmShape:
    """An alarm in a list; its case, rule and system are joined."""
    return HeardAlarmShape.of(alarm, **_beside(alarm))


def whole(alarm: Alarm) -> WholeAlarmShape:
    """An alarm with its history. Two queries."""
    history = [FiringShape.of(row) for row in firings_of(alarm)]
    cases = [
        AlarmCaseShape(
            problem=row.problem.number,
            title=row.problem.title,
            state=row.problem.state,
            linked_at=row.created_at,
            released_at=row.released_at,
            reason=row.reason,
        )
        for row in cases_of(alarm)
    ]
    return WholeAlarmShape.of(alarm, **_beside(alarm), history=history, cases=cases)


def _beside(alarm: Alarm) -> dict[str, Any]:
    """What an alarm does not say as its row does."""
    rule = alarm.rule
    return {
        "firings": alarm.count,
        "rule": rule.name if rule else None,
        "system": rule.system.code if rule and rule.system else None,
        "problem": alarm.problem.number if alarm.problem else None,
        "pending": alarm.pending_at is not None,
    }
