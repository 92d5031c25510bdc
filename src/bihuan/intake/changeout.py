"""Messages to the change system go out, signed as Standard Webhooks ask, until each has arrived."""

from __future__ import annotations

import binascii
import json
from datetime import datetime, timedelta

import structlog
from django.conf import settings

from bihuan.notices.channels.base import REJECTED, Outcome, accepted, rejected
from bihuan.notices.channels.http import call
from bihuan.notices.channels.webhook.adapter import sign
from bihuan.problems.models import ChangeMessage

BATCH = 50
LEASE = timedelta(minutes=2)
PAUSES = (10, 30, 60, 300, 900, 3600)
TRY_FOR = timedelta(days=3)
LOG = structlog.get_logger(__name__)


def send_due(at: datetime) -> int:
    """Send what is due and not yet sent; returns how many arrived. Any number of workers may run.

    A message is claimed by moving its next attempt on, so a killed worker loses nothing and sends nothing for ever.
    """
    if not settings.CHANGE_SYSTEM_URL:
        return 0
    due = ChangeMessage.objects.filter(sent_at__isnull=True, given_up_at__isnull=True, next_at__lte=at)
    sent = 0
    for message in due.order_by("next_at", "id")[:BATCH]:
        mine = ChangeMessage.objects.filter(pk=message.pk, next_at=message.next_at, sent_at__isnull=True)
        if mine.update(next_at=at + LEASE):
            sent += _send(message, at)
    return sent


def _send(message: ChangeMessage, at: datetime) -> bool:
    outcome = _post(message, at)
    row = ChangeMessage.objects.filter(pk=message.pk)
    if outcome.is_success:
        row.update(sent_at=at, detail="", tries=message.tries + 1)
        return True
    is_over = outcome.status == REJECTED or at - message.created_at > TRY_FOR
    pause = timedelta(seconds=PAUSES[min(message.tries, len(PAUSES) - 1)])
    row.update(
        tries=message.tries + 1,
        detail=outcome.detail[:300],
        next_at=at + pause,
        given_up_at=at if is_over else None,
    )
    LOG.warning("change system not reached", key=message.key, detail=outcome.detail, given_up=is_over)
    return False


def _post(message: ChangeMessage, at: datetime) -> Outcome:
    moment = str(int(at.timestamp()))
    data = {"type": message.kind, "timestamp": at.isoformat(), "data": message.body}
    body = json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()
    try:
        signature = sign(settings.CHANGE_SYSTEM_SECRET, message.key, moment, body)
    except binascii.Error:
        return rejected("the signing secret is not Base64")
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "webhook-id": message.key,
        "webhook-timestamp": moment,
        "webhook-signature": signature,
    }
    return call("POST", settings.CHANGE_SYSTEM_URL, lambda answer: accepted(), body=body, headers=headers)
