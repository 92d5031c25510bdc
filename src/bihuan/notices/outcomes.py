"""What becomes of a delivery after an attempt: recorded, repeated, handed to the next channel or given up."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from bihuan.notices import byhand
from bihuan.notices.channels.base import DOWN, RETRY, Outcome
from bihuan.notices.circuit import note_failure, note_success
from bihuan.notices.claiming import Claim, due
from bihuan.notices.giveup import give_up
from bihuan.notices.models import Attempt, Delivery
from bihuan.notices.models.delivery import ARRIVED, DROPPED, FAILED, OPEN, QUEUED, SENDING
from bihuan.notices.planning import CALLING, pause_after

PASSED_AT_ONCE, LOOK_AGAIN = 50, timedelta(seconds=4)


@transaction.atomic
def record(claim: Claim, outcome: Outcome, at: datetime) -> None:
    """Store the outcome of one message for each delivery in it, and what follows from it.

    A worker that comes back after its lease was taken over records a success all the same — the message is out —
    but leaves a failure to the new holder.
    """
    Attempt.objects.bulk_create(
        Attempt(delivery=row, at=at, status=outcome.status, detail=outcome.detail[:300])
        for row in claim.deliveries
    )
    if outcome.status == DOWN:
        note_failure(claim.channel.code, at, outcome.detail, outcome.after)
    else:
        note_success(claim.channel.code, at)
    for row in claim.deliveries:
        row.attempts += 1  # as the claim has stored it
        if outcome.is_success:
            _arrived(row, outcome, at)
        else:
            _failed(row, outcome, at, claim.token)


def drop(rows: tuple[Delivery, ...], at: datetime, reason: str) -> None:
    """These need not or must not go out any more; the reason is kept."""
    Delivery.objects.filter(pk__in=[row.pk for row in rows], status__in=OPEN).update(
        status=DROPPED, ended_at=at, error=reason[:300]
    )


def _arrived(row: Delivery, outcome: Outcome, at: datetime) -> None:
    Delivery.objects.filter(pk=row.pk).exclude(status__in=ARRIVED).update(
        status=outcome.status, provider_id=outcome.provider_id, error="", ended_at=at
    )
    if row.media == "manual":
        byhand.ask_somebody(row, at)
    if row.is_urgent and row.notice.kind not in CALLING:
        later = Delivery.objects.filter(notice=row.notice_id, position__gt=row.position, status=QUEUED)
        later.update(status=DROPPED, ended_at=at, error="not needed")


def _failed(row: Delivery, outcome: Outcome, at: datetime, token: str) -> None:
    held = Delivery.objects.filter(pk=row.pk, status=SENDING, leased_by=token)
    pause = max(pause_after(row.attempts, is_urgent=row.is_urgent), timedelta(seconds=outcome.after))
    next_at = at + pause
    if outcome.status in (DOWN, RETRY) and next_at < row.give_up_at:
        changed = held.update(status=QUEUED, next_at=next_at, error=outcome.detail[:300])
    else:
        changed = held.update(status=FAILED, ended_at=at, error=outcome.detail[:300])
        if changed:
            give_up(row, outcome.detail, at)
    if changed and row.is_urgent:
        _ask_next_channel(row, at)


def _ask_next_channel(row: Delivery, at: datetime) -> None:
    """The person's next channel does not wait any longer."""
    waiting = Delivery.objects.filter(
        notice=row.notice_id, position__gt=row.position, status=QUEUED, attempts=0
    )
    following = waiting.order_by("position").first()
    if following is not None and following.next_at > at:
        Delivery.objects.filter(pk=following.pk).update(next_at=at)


@transaction.atomic
def pass_by(code: str, at: datetime) -> int:
    """Urgent rows of a channel that is known not to work do not wait for it; returns how many."""
    rows = list(due(code, at).filter(is_urgent=True, status=QUEUED)[:PASSED_AT_ONCE])
    for row in rows:
        _ask_next_channel(row, at)
        Delivery.objects.filter(pk=row.pk, status=QUEUED).update(next_at=at + LOOK_AGAIN)
    return len(rows)
