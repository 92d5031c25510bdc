"""To the change system: what it must know of a change is written in the transaction of the step that causes it."""

from __future__ import annotations

import secrets

from django.conf import settings

from bihuan.problems.models import Change, ChangeMessage
from bihuan.problems.work import Work


def hand_off(work: Work, change: Change, kind: str) -> None:
    """One message to the change system, `change.requested` or `change.consented`; none if no system is set.

    The worker sends it; a step never waits for another system.
    """
    if not settings.CHANGE_SYSTEM_URL:
        return
    ChangeMessage.objects.create(
        change=change, key=f"bihuan-{secrets.token_urlsafe(24)}", kind=kind, created_at=work.at, next_at=work.at,
        body={
            "change_no": change.number,
            "problem": work.case.number,
            "level": work.case.level,
            "title": work.case.title,
            "system": work.case.system.code if work.case.system else "",
            "plan": change.plan,
            "emergency": change.emergency,
            "consented": change.consented_at is not None,
            "asked_by": change.asked_by.username,
            "at": work.at.isoformat(),
        },
    )  # fmt: skip
