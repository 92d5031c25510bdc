"""Alarms: the receipt of what was handed in, and those linked to a case."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from bihuan.api.shapes.base import Shape, codes_of
from bihuan.process import terms


class ReceiptShape(Shape):
    """How many messages were stored, and how many of them told of a firing that was not known."""

    received: int
    new: int


class AlarmShape(Shape):
    """An alarm linked to a case. `since` is when it fired or cleared, by the monitoring."""

    id: int
    number: str
    kind: Annotated[str, codes_of(terms.ALARM_KINDS)]
    fingerprint: str
    name: str
    summary: str
    severity: str
    status: Annotated[str, codes_of(terms.ALARM_STATUS)]
    since: datetime
    released_by: str | None
    released_at: datetime | None
    reason: str


class HeardAlarmShape(Shape):
    """An alarm as it came in. `received` counts messages, `firings` firings; both are exact.

    `starts_at` and `ends_at` are of the last firing, by the monitoring's clock; `first_seen`, `last_seen` by the
    desk's. `system` is that of the rule that took it; `problem` the case that has it, None where none does.
    """

    id: int
    kind: Annotated[str, codes_of(terms.ALARM_KINDS)]
    fingerprint: str
    name: str
    summary: str
    severity: str
    sender: str
    status: Annotated[str, codes_of(terms.ALARM_STATUS)]
    starts_at: datetime
    ends_at: datetime | None
    first_seen: datetime
    last_seen: datetime
    received: int
    firings: int
    rule: str | None
    system: str | None
    problem: str | None
    pending: bool


class FiringShape(Shape):
    """One firing: when it began and cleared by the monitoring, when the desk heard of either, how many messages."""

    starts_at: datetime
    cleared_at: datetime | None
    heard_at: datetime
    heard_clear_at: datetime | None
    messages: int


class AlarmCaseShape(Shape):
    """A case that the alarm is or was linked to; `released_at` where people took it off."""

    problem: str
    title: str
    state: Annotated[str, codes_of(terms.STATES)]
    linked_at: datetime
    released_at: datetime | None
    reason: str


class WholeAlarmShape(HeardAlarmShape):
    """An alarm with its history: the newest fifty firings and cases; `firings` counts those that are not listed too."""

    labels: dict[str, str]
    url: str
    history: list[FiringShape]
    cases: list[AlarmCaseShape]


class EvidenceShape(Shape):
    """What stands behind “alarm cleared”: the monitoring since `since`, or the word of `by`."""

    basis: Annotated[str, codes_of(terms.EVIDENCE)]
    by: str | None
    said_at: datetime | None
    since: datetime | None
