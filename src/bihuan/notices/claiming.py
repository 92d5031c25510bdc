"""Which deliveries a worker takes next: a lease on a few rows, so that a killed worker loses nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from django.db import transaction
from django.db.models import F, Q, QuerySet

from bihuan.notices.channels import adapter_of, kinds
from bihuan.notices.circuit import begin_probe, may_take
from bihuan.notices.models import Attempt, Channel, Delivery
from bihuan.notices.models.delivery import ARRIVED, OPEN, QUEUED, SENDING
from bihuan.notices.planning import CATCH_UP_WAIT, SMS_AT_MOST, SMS_WITHIN, sms_may_go_at

GRACE = timedelta(seconds=5)
DIGEST_AT_MOST = 2000
LOOK_AHEAD = 30
LOST = "lost"


@dataclass(frozen=True)
class Claim:
    """Deliveries that go out as one message — several only in a digest —, held under `token`."""

    channel: Channel
    deliveries: tuple[Delivery, ...]
    token: str


def due(code: str, at: datetime) -> QuerySet[Delivery]:
    """The rows of a channel that are due at `at`, those of killed workers among them."""
    return Delivery.objects.filter(channel=code, status__in=OPEN, next_at__lte=at)


@transaction.atomic
def claim(code: str, at: datetime, free: int, token: str) -> list[Claim]:
    """Lease up to `free` messages of a channel, urgent ones first.

    The channel's row is the lock of its queue: workers on other machines wait for the few milliseconds that
    this takes, so the circuit, the throttle and the leases are read and written by one at a time.
    """
    channel = _locked(code)
    if channel is None:
        return []
    free = may_take(channel, at, free)
    adapter = adapter_of(channel.kind)
    groups = _groups(code, at, free, is_sms=adapter.media == "sms") if free else []
    if not groups:
        return []
    begin_probe(channel, at)
    rows = [row for group in groups for row in group]
    lost = [
        Attempt(delivery=row, at=at, status=LOST, detail=row.leased_by)
        for row in rows
        if row.status == SENDING
    ]
    if lost:
        Attempt.objects.bulk_create(lost)
    Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(
        status=SENDING,
        attempts=F("attempts") + 1,
        started_at=at,
        next_at=at + timedelta(seconds=adapter.seconds) + GRACE,
        leased_by=token,
    )
    return [Claim(channel, tuple(group), token) for group in groups]


@cache
def _sms_kinds() -> list[str]:
    return [kind for kind in kinds() if adapter_of(kind).media == "sms"]


def _locked(code: str) -> Channel | None:
    """The channel's row, held; of SMS all channels in their order, for a person's share counts over all of them."""
    found = Channel.objects.filter(code=code, is_enabled=True).first()
    if found is None:
        return None
    rows = Channel.objects.select_for_update().order_by("pk")
    held = rows.filter(kind__in=_sms_kinds()) if found.kind in _sms_kinds() else rows.filter(pk=found.pk)
    return next((row for row in held if row.pk == found.pk and row.is_enabled), None)


def _groups(code: str, at: datetime, free: int, *, is_sms: bool) -> list[list[Delivery]]:
    """Urgent rows before the others; of each those of killed workers first, which have waited longest."""
    groups: list[list[Delivery]] = []
    taken: set[int] = set()
    texted: Counter[int | None] = Counter()
    rows = due(code, at)
    left = rows.filter(status=SENDING)
    urgent = left.filter(is_urgent=True), rows.filter(is_urgent=True)
    for found in (*urgent, left, rows.filter(is_urgent=False)):
        if len(groups) == free:
            break
        look = LOOK_AHEAD if is_sms else free - len(groups)
        for row in found.order_by("next_at").select_related("notice", "to", "department")[:look]:
            if row.pk in taken or len(groups) == free:
                continue
            if is_sms and not row.is_urgent and _is_postponed(row, at, texted[row.to_id]):
                continue
            texted[row.to_id] += 1
            group = [row, *(_siblings(row, at) if row.is_digest else ())]
            taken |= {member.pk for member in group}
            groups.append(group)
    return groups


def _siblings(row: Delivery, at: datetime) -> list[Delivery]:
    """What else is due for this person in this channel's digest, or will be in a moment."""
    soon = Q(status=QUEUED, next_at__lte=at + CATCH_UP_WAIT)
    open_rows = Delivery.objects.filter(channel=row.channel, status__in=OPEN).filter(
        Q(next_at__lte=at) | soon
    )
    others = open_rows.filter(to=row.to_id, is_digest=True, is_urgent=False).exclude(pk=row.pk)
    return list(others.select_related("notice", "to").order_by("id")[: DIGEST_AT_MOST - 1])


def _is_postponed(row: Delivery, at: datetime, now: int) -> bool:
    """Whether this person has had his share of SMS, `now` of them in this go; if so the row waits its turn."""
    sent = Delivery.objects.filter(
        to=row.to_id, media="sms", started_at__gt=at - SMS_WITHIN, status__in=(SENDING, *ARRIVED)
    )
    moments = [
        moment
        for moment in sent.order_by("-started_at").values_list("started_at", flat=True)[:SMS_AT_MOST]
        if moment
    ]
    may_go = sms_may_go_at([*moments, *[at] * now], at)
    if may_go <= at:
        return False
    Delivery.objects.filter(pk=row.pk).update(next_at=may_go)
    return True
