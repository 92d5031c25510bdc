"""What a gateway or a provider says later about a message: it reached the telephone, or it did not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.core import signing
from django.db import transaction

from bihuan.notices.channels.base import Receipt
from bihuan.notices.compose import RECEIPTS, REPORTS
from bihuan.notices.giveup import give_up
from bihuan.notices.models import Attempt, Channel, Delivery
from bihuan.notices.models.delivery import ACCEPTED, DELIVERED, DROPPED, FAILED, QUEUED, SENDING
from bihuan.notices.senders import adapter_for
from bihuan.notices.vault import Locked

ARRIVED_AT_PHONE, FAILED_AT_PHONE, REFUSED_BY_CENTRE = "1", "2", "16"
SAID = "receipt of the gateway"


@transaction.atomic
def note_receipt(signed: str, kind: str, at: datetime) -> bool:
    """Record a receipt; False for one that is not ours. A repeated receipt changes nothing."""
    try:
        key = signing.Signer(salt=RECEIPTS).unsign(signed)
    except signing.BadSignature:
        return False
    row = Delivery.objects.filter(key=key).select_related("notice", "to").first()
    if row is not None and kind in (ARRIVED_AT_PHONE, FAILED_AT_PHONE, REFUSED_BY_CENTRE):
        _note(row, Receipt(kind == ARRIVED_AT_PHONE), at)
    return row is not None


@transaction.atomic
def note_reports(signed: str, body: bytes, at: datetime) -> Mapping[str, object] | None:
    """Record the reports that a provider pushed; returns what it wants to hear, None for an address that is not ours.

    ValueError for a body that holds no reports, and nothing is stored. Reports of other messages are passed over.
    """
    try:
        code = signing.Signer(salt=REPORTS).unsign(signed)
        channel = Channel.objects.filter(code=code).first()
        adapter = adapter_for(channel) if channel else None
    except (signing.BadSignature, Locked, LookupError):
        return None
    if adapter is None or adapter.receipt_answer is None:
        return None
    for receipt in adapter.receipts(body):
        for row in _meant(code, receipt):
            _note(row, receipt, at)
    return adapter.receipt_answer


def _meant(code: str, receipt: Receipt) -> list[Delivery]:
    """The deliveries of one message: one by its key, all of a digest by the id that the provider gave them."""
    rows = Delivery.objects.filter(channel=code).select_related("notice", "to")
    found = list(rows.filter(key=receipt.key)) if receipt.key else []
    if receipt.provider_id:
        found += rows.filter(media="sms", provider_id=receipt.provider_id[:128])
    return list({row.pk: row for row in found}.values())


def _note(row: Delivery, receipt: Receipt, at: datetime) -> None:
    """A report may overtake the answer of the provider, so a message that is still being sent may have arrived."""
    status = DELIVERED if receipt.is_delivered else FAILED
    awaits = (ACCEPTED, SENDING) if receipt.is_delivered else (ACCEPTED,)
    error = "" if receipt.is_delivered else receipt.detail or SAID
    changed = Delivery.objects.filter(pk=row.pk, status__in=awaits)
    if not changed.update(status=status, ended_at=at, error=error[:300]):
        return
    Attempt.objects.create(delivery=row, at=at, status=status, detail=(receipt.detail or SAID)[:300])
    if not receipt.is_delivered:
        if row.is_urgent:
            _ask_by_another(row, at)
        give_up(row, error, at)


def _ask_by_another(row: Delivery, at: datetime) -> None:
    """An urgent message did not arrive after all: the next channel of this person, spared before, is used now."""
    spared = Delivery.objects.filter(notice=row.notice_id, position__gt=row.position, status=DROPPED)
    following = spared.filter(error="not needed", notice__read_at__isnull=True).order_by("position").first()
    if following is not None:
        Delivery.objects.filter(pk=following.pk).update(status=QUEUED, next_at=at, ended_at=None, error="")
