"""Calls that somebody makes by hand: asked of whoever is on duty, and what came of them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from bihuan.notices.giveup import coordinators
from bihuan.notices.models import Attempt, Delivery
from bihuan.notices.models.delivery import FAILED, READ, SENT
from bihuan.notices.outbox import Message, draft, post
from bihuan.people.models import User
from bihuan.people.permissions import NotYours

KIND = "call_by_hand"


def ask_somebody(row: Delivery, at: datetime) -> None:
    """Put the call on the list of the coordinator on duty; never of the person to be called."""
    notice = row.notice
    if notice.kind == KIND:
        return
    post(
        draft(
            [Message(user.pk, KIND) for user in coordinators(at, but=row.to)],
            stream=notice.stream,
            cause=f"call:{row.pk}",
            at=at,
            level=notice.level,
            args={
                "person": row.to_name,
                "phone": row.address,
                "about": notice.kind,
                "title": notice.args.get("title", ""),
                "delivery": row.pk,
            },
        )
    )


@transaction.atomic
def record_call(row: Delivery, *, reached: bool, by: User, at: datetime) -> None:
    """Record what came of a call by hand. NotYours for the person called, ValueError if it is not waiting."""
    if by.pk == row.to_id or not by.is_member:
        raise NotYours(f"{by.username} may not attest this call")
    status = READ if reached else FAILED
    if not Delivery.objects.filter(pk=row.pk, media="manual", status=SENT).update(status=status, ended_at=at):
        raise ValueError("this call is not waiting for an outcome")
    Attempt.objects.create(delivery=row, at=at, status=status, by=by)
