"""A case, whole and as a row of a list; what is owed and what can be done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bihuan.api.shapes.alarms import EvidenceShape
from bihuan.api.shapes.base import ConformanceStatus, DutyStatus, FieldShape, ReasonShape, Shape, State


class OfferShape(Shape):
    """A step of the present state: allowed to whoever asks, or refused with the reasons."""

    step: str
    label: str
    clause: str
    allowed: bool
    reasons: list[ReasonShape]
    fields: list[FieldShape]


class DutyShape(Shape):
    """What somebody owes; `owed_by` is null while every holder of the role owes it."""

    key: str
    label: str
    clause: str
    owed_by: str | None
    owed_by_role: str
    opened_at: datetime
    due_at: datetime
    met_at: datetime | None
    status: DutyStatus
    subject: int | None


class OwedShape(DutyShape):
    """A duty with the case or the month that it belongs to."""

    id: int
    problem: str | None
    title: str | None
    level: int
    month: str | None


class RowShape(Shape):
    """A case in a list."""

    number: str
    state: State
    level: int
    category: str
    source: str
    title: str
    system: str | None
    external: bool
    business_affected: bool
    users_affected: str
    reported_at: datetime
    responded_at: datetime | None
    dispatched_at: datetime | None
    resolved_at: datetime | None
    archived_at: datetime | None
    reporter: str | None
    coordinator: str | None
    handler: str | None
    round: int
    version: int
    next_duty: str | None
    next_due_at: datetime | None


class SimilarShape(Shape):
    """A case that is like another, with its cause and the method that solved it; `score` from 0 to 1."""

    number: str
    state: State
    level: int
    category: str
    system: str | None
    title: str
    reported_at: datetime
    score: float
    cause: str
    method: str


class CaseShape(Shape):
    """A case, whole: what was reported, who holds it, what is owed and what can be done next."""

    number: str
    state: State
    level: int
    level_reported: int
    category: str
    categories: list[str]
    source: str
    title: str
    symptom: str
    impact: str
    business_affected: bool
    users_affected: str
    backup: bool
    kpi_affected: bool
    answers: dict[str, Any]
    field_data: str
    cause_analysis: str
    judgement: str
    system: str | None
    external: bool
    discovered_at: datetime
    reported_at: datetime
    responded_at: datetime | None
    dispatched_at: datetime | None
    resolved_at: datetime | None
    archived_at: datetime | None
    archive_location: str
    suspended_until: datetime | None
    reporter: str
    coordinator: str | None
    handler: str | None
    round: int
    version: int
    form_pending: bool
    imported: bool
    main: str | None
    criteria: dict[str, Any]
    alarm_evidence: EvidenceShape | None
    fix_failed_at: datetime | None
    duties: list[DutyShape]
    offered: list[OfferShape]


class LineShape(Shape):
    """One clause of one case; `events` are the places (`seq`) of the events that prove it."""

    clause: str
    title: str
    status: ConformanceStatus
    events: list[int]
    due_at: datetime | None
    met_at: datetime | None


class JudgedShape(Shape):
    """One judged duty of a case or a month; `first_due_at` is the limit that counts, `due_at` the one in force."""

    clause: str
    status: ConformanceStatus
    duty: str | None
    problem: str | None
    title: str | None
    month: str | None
    level: int
    state: str | None
    owed_by: str | None
    owed_by_role: str
    due_at: datetime
    first_due_at: datetime
    met_at: datetime | None
