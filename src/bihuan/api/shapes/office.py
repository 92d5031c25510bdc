"""What belongs to no single case: months and revisions of the process."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from bihuan.api.shapes.base import Shape
from bihuan.api.shapes.cases import DutyShape
from bihuan.api.shapes.parts import MeetingShape


class MonthShape(Shape):
    """A month of the centre, as it stands after a step."""

    month: str
    opened_at: datetime
    submitted_by: str | None
    submitted_at: datetime | None
    analysis: str
    signed_by: str | None
    signed_at: datetime | None
    version: int
    meetings: list[MeetingShape]
    duties: list[DutyShape]


class RevisionShape(Shape):
    """A published revision of the process document."""

    version: str
    effective_on: date
    reason: str
    text: str
    published_by: str | None
    published_at: datetime


class RegisterShape(Shape):
    """A row of the register: `cells` by column, instants as instants, durations in seconds, codes as codes."""

    number: str
    confirmed: bool
    confirmed_at: datetime | None
    imported: bool
    corrected: list[str]
    cells: dict[str, Any]
