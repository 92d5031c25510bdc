"""Sends one claim: the adapter of its channel, the message composed for its reader."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import datetime

from bihuan.notices import compose, vault
from bihuan.notices.channels import adapter_of
from bihuan.notices.channels.base import Adapter, Outcome, down, retry
from bihuan.notices.claiming import Claim
from bihuan.notices.enclosures import NotMade
from bihuan.notices.models import Channel, Delivery
from bihuan.notices.models.delivery import SENDING

_adapters: dict[str, tuple[str, Adapter]] = {}
_lock = threading.Lock()


def adapter_for(channel: Channel) -> Adapter:
    """The adapter of a channel with its secrets, kept while its settings stay. Raises vault.Locked."""
    seen = json.dumps([channel.kind, channel.settings, channel.secrets], sort_keys=True)
    with _lock:
        kept = _adapters.get(channel.code)
        if kept is None or kept[0] != seen:
            secrets = {name: vault.resolve(value) for name, value in vault.unlock(channel.secrets).items()}
            kept = _adapters[channel.code] = (seen, adapter_of(channel.kind)(channel.settings | secrets))
        return kept[1]


def send(claim: Claim, at: datetime) -> Outcome:
    """Compose and send once; what the other side does is in the outcome."""
    try:
        adapter = adapter_for(claim.channel)
    except (vault.Locked, LookupError) as error:
        return down(str(error))
    try:
        message = compose.outgoing(claim.deliveries, at)
    except (NotMade, OSError) as error:
        return retry(f"enclosure: {error}")
    return adapter.send(replace(message, is_wanted=lambda: is_held(claim)))


def is_held(claim: Claim) -> bool:
    """Whether these deliveries are still to go out by this sender: nobody has answered, no lease ran out."""
    ids = [row.pk for row in claim.deliveries]
    return Delivery.objects.filter(pk__in=ids, status=SENDING, leased_by=claim.token).exists()


def reason_to_drop(row: Delivery) -> str:
    """Why this must not go out any more, empty if it may: gone, no longer a reader, or read meanwhile."""
    if row.to is None:
        return ""
    if not row.to.is_active:
        return "the account is closed"
    is_of_case = row.notice.stream.startswith("WT-")
    if is_of_case and not (row.to.reads_all_cases or "marketing" in row.to.roles):
        return "may not read the case"
    if row.notice.read_at and not row.is_urgent:
        return "read meanwhile"
    return ""
