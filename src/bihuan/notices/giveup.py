"""What nobody could deliver is itself told to the coordinator."""

from __future__ import annotations

from datetime import datetime

from bihuan.clock import SHANGHAI
from bihuan.notices.models import Attempt, Channel, Delivery
from bihuan.notices.models.delivery import ARRIVED, FAILED, OPEN
from bihuan.notices.outbox import Message, draft, post
from bihuan.people.models import User
from bihuan.people.roster import on_duty

KIND = "undelivered"
BATCH = 200


def give_up(row: Delivery, reason: str, at: datetime) -> None:
    """Tell the coordinator on duty, or all without a roster, once an hour for a person and channel.

    Not for a notice that has left by another channel or still may, and not for this notice itself.
    """
    notice = row.notice
    others = Delivery.objects.filter(notice=notice).exclude(pk=row.pk)
    if notice.kind == KIND or others.filter(status__in=(*OPEN, *ARRIVED)).exists():
        return
    hour = at.astimezone(SHANGHAI).strftime("%Y%m%d%H")
    args = {
        "person": row.to_name,
        "channel": Channel.objects.filter(code=row.channel).values_list("name", flat=True).first()
        or row.channel,
        "reason": reason[:120],
        "title": notice.args.get("title", ""),
    }
    post(
        draft(
            [Message(user.pk, KIND) for user in coordinators(at, but=row.to)],
            stream=notice.stream,
            cause=f"{row.channel}:{_whom(row)}:{hour}",
            at=at,
            level=notice.level,
            args=args,
            topic=f"{KIND}:{row.channel}:{_whom(row)}",
        )
    )


def _whom(row: Delivery) -> str:
    return str(row.to_id) if row.to_id else f"d{row.department_id}"


def coordinators(at: datetime, *, but: User | None = None) -> list[User]:
    """Who is told: the coordinator on duty, else every coordinator, else the managers; `but` only if nobody else is."""
    duty = on_duty("coordinator", at)
    if duty is not None and duty != but:
        return [duty]
    for role in ("coordinator", "manager"):
        found = [user for user in User.objects.holding(role) if user != but]
        if found:
            return found
    return [but] if but else []


def expire(at: datetime) -> int:
    """Fail what has waited its 24 hours, or whose channel was switched off; returns how many. Runs in a transaction."""
    enabled = list(Channel.objects.filter(is_enabled=True).values_list("code", flat=True))
    rows = Delivery.objects.filter(status__in=OPEN, next_at__lte=at)
    failed = 0
    for found, reason in (
        (rows.filter(give_up_at__lte=at), "24 h without success"),
        (rows.exclude(channel__in=enabled), "the channel is switched off"),
    ):
        for row in found.select_related("notice", "to", "department")[:BATCH]:
            error = f"{reason}: {row.error}" if row.error else reason
            held = Delivery.objects.filter(pk=row.pk, status=row.status, next_at=row.next_at)
            if held.update(status=FAILED, ended_at=at, error=error[:300]):
                Attempt.objects.create(delivery=row, at=at, status=FAILED, detail=error[:300])
                give_up(row, error, at)
                failed += 1
    return failed
