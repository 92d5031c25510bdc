"""The one writer of the append-only record of changes to people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bihuan.people.models import PeopleChange, User


def record_change(
    kind: str, subject: str, before: dict[str, Any], after: dict[str, Any], *, by: User | None, at: datetime
) -> dict[str, Any]:
    """Append one change and return it as `{kind, who, before, after}` for whoever keeps a wider log."""
    PeopleChange.objects.create(at=at, by=by, kind=kind, subject=subject, before=before, after=after)
    return {"kind": kind, "who": subject, "before": before, "after": after}
