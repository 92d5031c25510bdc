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


SAME = (
    "id", "kind", "fingerprint", "name", "summary", "severity", "sender", "status", "starts_at", "ends_at",
    "first_seen", "last_seen", "received",
)  # fmt: skip
"""What an alarm says as its row does."""


def heard(alarm: Alarm) -> HeardAlarmShape:
    """An alarm in a list; its case, rule and system are joined."""
    return HeardAlarmShape(**_said(alarm))


def whole(alarm: Alarm) -> WholeAlarmShape:
    """An alarm with its history. Two queries."""
    history = [
        FiringShape(
            starts_at=row.starts_at,
            cleared_at=row.cleared_at,
            heard_at=row.heard_at,
            heard_clear_at=row.heard_clear_at,
            messages=row.messages,
        )
        for row in firings_of(alarm)
    ]
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
    return WholeAlarmShape(**_said(alarm), labels=alarm.labels, url=alarm.url, history=history, cases=cases)


def _said(alarm: Alarm) -> dict[str, Any]:
    rule = alarm.rule
    return {name: getattr(alarm, name) for name in SAME} | {
        "firings": alarm.count,
        "rule": rule.name if rule else None,
        "system": rule.system.code if rule and rule.system else None,
        "problem": alarm.problem.number if alarm.problem else None,
        "pending": alarm.pending_at is not None,
    }
