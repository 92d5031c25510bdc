"""What a gateway says later about a message: it reached the telephone, or it did not."""

from __future__ import annotations

from datetime import datetime

from django.core import signing
from django.db import transaction

from bihuan.notices.compose import RECEIPTS
from bihuan.notices.models import Attempt, Delivery
from bihuan.notices.models.delivery import ACCEPTED, DELIVERED, FAILED

ARRIVED_AT_PHONE, FAILED_AT_PHONE, REFUSED_BY_CENTRE = "1", "2", "16"


@transaction.atomic
def note_receipt(signed: str, kind: str, at: datetime) -> bool:
    """Record a receipt; False for one that is not ours. A repeated receipt changes nothing."""
    try:
        key = signing.Signer(salt=RECEIPTS).unsign(signed)
    except signing.BadSignature:
        return False
    status = {ARRIVED_AT_PHONE: DELIVERED, FAILED_AT_PHONE: FAILED, REFUSED_BY_CENTRE: FAILED}.get(kind)
    row = Delivery.objects.filter(key=key).first()
    if row is None or status is None:
        return row is not None
    if Delivery.objects.filter(pk=row.pk, status=ACCEPTED).update(status=status, ended_at=at):
        Attempt.objects.create(delivery=row, at=at, status=status, detail="receipt of the gateway")
    return True
