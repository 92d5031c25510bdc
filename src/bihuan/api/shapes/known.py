"""Known errors: as a list shows them, and one with its course."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bihuan.api.shapes.base import KnownErrorStatus, Shape, State


class KnownErrorShape(Shape):
    """A known error as it is worded now. `problem` is the case it was made from, where the steps that change it are
    taken; `met` counts the cases that met it again.
    """

    number: str
    status: KnownErrorStatus
    title: str
    symptom: str
    cause: str
    workaround: str
    final_fix: str
    category: str
    systems: list[str]
    problem: str
    version: int
    recorded_by: str
    created_at: datetime
    changed_by: str
    changed_at: datetime
    met: int


class MetCaseShape(Shape):
    """A case of a known error; `home` is the one it was made from."""

    number: str
    title: str
    level: int
    state: State
    reported_at: datetime
    home: bool


class WordingShape(Shape):
    """One wording, or the end: `deed` is worded or retired, `wording` holds the whole text, `reason` why it ended."""

    deed: str
    version: int
    by: str
    at: datetime
    problem: str
    wording: dict[str, Any]
    reason: str


class KnownErrorCourseShape(KnownErrorShape):
    """A known error with its cases, at most a hundred that met it, and its wordings, the last first."""

    cases: list[MetCaseShape]
    changes: list[WordingShape]
