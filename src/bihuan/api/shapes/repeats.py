"""Groups of repeat problems (D72)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from bihuan.api.shapes.base import Shape


class GroupActionShape(Shape):
    """A corrective action of one of the cases; `owner` is a name."""

    problem: str
    text: str
    status: str
    due_on: date
    owner: str


class GroupShape(Shape):
    """Cases of one system, category and cause that repeat one another; `plan` says where their actions stand."""

    id: int
    system: str | None
    category: str
    cause: str
    cases: int
    first_at: datetime
    last_at: datetime
    plan: Literal["unplanned", "running", "done"]
    actions: list[GroupActionShape]


class GroupCaseShape(Shape):
    """A case of a group."""

    number: str
    title: str
    level: int
    state: str
    cause: str
    reported_at: datetime
    resolved_at: datetime | None


class WholeGroupShape(GroupShape):
    """One group with its cases, the latest first."""

    members: list[GroupCaseShape]
