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


class EvidenceShape(Shape):
    """What stands behind “alarm cleared”: the monitoring since `since`, or the word of `by`."""

    basis: Annotated[str, codes_of(terms.EVIDENCE)]
    by: str | None
    said_at: datetime | None
    since: datetime | None
