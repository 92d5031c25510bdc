"""The parts of a case, one structure a kind."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from bihuan.api.shapes.base import ActionStatus, ChangeStatus, LetterStatus, MeetingKind, OrderStatus, Shape


class EventShape(Shape):
    """One entry of the chain: what was done, by whom, when it happened and when it was written down."""

    seq: int
    step: str
    label: str
    actor: str
    occurred_at: datetime
    recorded_at: datetime
    data: dict[str, Any]
    hash: str
    prev_hash: str


class OrderShape(Shape):
    """A work order (A2). `answers` are the earlier ones, from before a rejected result."""

    id: int
    number: str
    handler: str
    task: str
    lead: bool
    status: OrderStatus
    dispatched_by: str
    dispatched_at: datetime
    backfilled: bool
    contacted_at: datetime | None
    accepted_at: datetime | None
    cause: str
    plan: str
    needs_change: bool
    due_at: datetime | None
    handled_at: datetime | None
    result: str
    method: str
    advice: str
    criteria: dict[str, Any]
    recovered_at: datetime | None
    workaround: bool
    late_reason: str
    round: int
    answers: list[Any]


class ChangeShape(Shape):
    """A record of change management, with every state it was in."""

    id: int
    number: str
    order: str | None
    plan: str
    emergency: bool
    status: ChangeStatus
    asked_by: str
    consented_by: str | None
    consented_at: datetime | None
    coordinator: str | None
    executor: str | None
    started_at: datetime | None
    finished_at: datetime | None
    result: str
    rollback: str
    papers: str
    owes_papers: bool
    waited_seconds: int
    history: list[Any]


class ChangeWordShape(Shape):
    """The change system's word was taken: on which case, about which change."""

    problem: str
    change_no: str


class LetterShape(Shape):
    """A letter to an external department; numbered when it is signed.

    `answers` are the replies as they came in, `chased` the reminders. What came by the department's link has a `kind`
    and the name that was given: nobody identified.
    """

    id: int
    number: str | None
    branch: str
    department: str
    subject: str
    body: str
    reply_by: datetime
    copies: list[str]
    copy_executives: bool | None
    copy_reason: str
    urgency: str
    contact: str
    enclosures: str
    chased: list[Any]
    answers: list[Any]
    return_reason: str
    signed_by: str | None
    signed_at: datetime | None
    channel: str
    sent_at: datetime | None
    delivered_to: str
    delivered_at: datetime | None
    status: LetterStatus
    verdict: str
    reply: str
    replied_at: datetime | None
    round: int


class MeetingShape(Shape):
    """A meeting on the case: `record` holds what was decided, by agenda item."""

    id: int
    number: str
    kind: MeetingKind
    starts_at: datetime | None
    held_at: datetime | None
    chair: str
    attendees: list[str]
    guests: list[Any]
    joint_with_cab: bool
    place: str
    members: list[Any]
    absence: str
    items: dict[str, Any]
    is_shared: bool
    record: dict[str, Any]
    minutes: str
    signed_by: str | None
    signed_at: datetime | None
    round: int


class ActionShape(Shape):
    """A corrective action: lives beside the case, past its archive."""

    id: int
    number: str
    owner: str
    text: str
    due_on: date
    check_how: str
    check_on: date | None
    meeting: str | None
    status: ActionStatus
    opened_by: str
    evidence: str
    closed_by: str | None
    closed_at: datetime | None
    checked_by: str | None
    checked_at: datetime | None
    effect: str


class AllActionsShape(Shape):
    """One row of the list over all cases; `age_days` and `late_days` are whole days."""

    id: int
    number: str
    problem: str
    title: str
    level: int
    system: str | None
    owner: str
    text: str
    due_on: date
    check_how: str
    check_on: date | None
    status: ActionStatus
    meeting: str | None
    age_days: int
    late_days: int


class DocumentShape(Shape):
    """An upload of the case. What came by a signed link has no uploader: `given_by` says who gave which name."""

    id: int
    number: str
    name: str
    size: int
    content_type: str
    sha256: str
    uploaded_by: str | None
    given_by: str
    uploaded_at: datetime
