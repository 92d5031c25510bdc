"""The administrator's side of channels: set up, switch on and off, try. On record without their secrets."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bihuan.notices import compose, vault
from bihuan.notices.channels import adapter_of
from bihuan.notices.channels.base import Outcome, down
from bihuan.notices.models import Channel
from bihuan.notices.routing import forget_ways
from bihuan.notices.senders import adapter_for
from bihuan.people.models import User
from bihuan.people.permissions import require
from bihuan.people.record import record_change


@transaction.atomic
def save_channel(
    code: str,
    kind: str,
    values: Mapping[str, str],
    *,
    name: str,
    position: int,
    is_enabled: bool,
    by: User | None,
    at: datetime,
) -> Channel:
    """Store a channel; an empty secret keeps the one that is there. NotYours for others than the administrator."""
    require(by, "edit_channels")
    channel = Channel.objects.filter(code=code).first() or Channel(code=code, kind=kind)
    before = _as_record(channel) if channel.pk else {}
    known = adapter_of(channel.kind).settings
    channel.settings = {
        found.name: values.get(found.name, "").strip() for found in known if not found.is_secret
    }
    kept = _secrets_of(channel)
    given = {found.name: values.get(found.name, "").strip() for found in known if found.is_secret}
    secrets = kept | {key: value for key, value in given.items() if value}
    channel.secrets = vault.lock(secrets)
    channel.name, channel.position, channel.is_enabled = name, position, is_enabled
    channel.failures, channel.open_until, channel.failing_since = 0, None, None
    channel.save()
    after = _as_record(channel) | {"secrets_changed": sorted(key for key, value in given.items() if value)}
    record_change("save_channel", code, before, after, by=by, at=at)
    transaction.on_commit(forget_ways)
    return channel


def try_channel(channel: Channel, user: User, address: str, text: str, at: datetime) -> Outcome:
    """Send one message now, outside of the queue, and say what the provider said."""
    try:
        adapter = adapter_for(channel)
    except (vault.Locked, LookupError) as error:
        return down(str(error))
    return adapter.send(compose.sample(user, address, uuid.uuid4().hex, text, at))


def test_channel(channel: Channel, address: str, *, by: User, at: datetime) -> Outcome:
    """The administrator's test message, on record. NotYours for others."""
    require(by, "edit_channels")
    outcome = try_channel(
        channel, by, address, _("This is a test of the channel {name}.").format(name=channel.name), at
    )
    record_change(
        "test_channel", channel.code, {}, {"outcome": outcome.status, "detail": outcome.detail}, by=by, at=at
    )
    return outcome


def stored_secrets(channel: Channel) -> frozenset[str]:
    """Which secrets are there, by name; never what they are."""
    return frozenset(_secrets_of(channel))


def _secrets_of(channel: Channel) -> dict[str, str]:
    try:
        return vault.unlock(channel.secrets)
    except vault.Locked:
        return {}


def _as_record(channel: Channel) -> dict[str, Any]:
    return {
        "kind": channel.kind,
        "name": channel.name,
        "position": channel.position,
        "is_enabled": channel.is_enabled,
        **channel.settings,
    }
