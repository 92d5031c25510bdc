"""The tokens of the monitoring: issued once, kept as a digest, good for handing in alarms and nothing else."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from bihuan.intake.models import Sender
from bihuan.people.models import User
from bihuan.people.permissions import require
from bihuan.people.prepared import Prepared
from bihuan.people.record import record_change
from bihuan.people.tokens import bearer_of, digest_of

PREFIX = "bhi_"
USED_EVERY = timedelta(minutes=1)
NAME_LENGTH = 64
SCOPE = "intake"

_LOOK_UP = Prepared(
    lambda: Sender.objects.filter(digest="").values_list("pk", "name", "last_used_at", "revoked_at"), places=1
)


class WrongScope(PermissionError):
    """A person's token that is valid, and not for handing in alarms."""


@transaction.atomic
def add_sender(name: str, *, by: User | None, at: datetime) -> tuple[Sender, str]:
    """A monitoring system with its token, which can be read this once. ValueError without a name; NotYours."""
    require(by, "edit_senders")
    if not name.strip():
        raise ValueError("a sender has a name")
    secret = PREFIX + secrets.token_urlsafe(32)
    sender = Sender.objects.create(
        name=name.strip()[:NAME_LENGTH], digest=digest_of(secret), created_at=at, created_by=by
    )
    record_change("add_sender", sender.name, {}, {"name": sender.name}, by=by, at=at)
    return sender, secret


@transaction.atomic
def revoke_sender(sender: Sender, *, by: User | None, at: datetime) -> None:
    """End a token at once; twice changes nothing. Raises NotYours."""
    require(by, "edit_senders")
    if Sender.objects.filter(pk=sender.pk, revoked_at__isnull=True).update(revoked_at=at):
        record_change("revoke_sender", sender.name, {"name": sender.name}, {}, by=by, at=at)


def sender_of(secret: str, at: datetime) -> str | None:
    """The name of whoever hands in alarms with this secret; None if it is good for nothing.

    A person's API token is taken too if it holds the scope `intake`; WrongScope if it does not. One query; the time
    of use is noted once a minute.
    """
    if not secret.startswith(PREFIX):
        bearer = bearer_of(secret, at)
        if bearer is not None and SCOPE not in bearer.scopes:
            raise WrongScope
        return bearer.user.username if bearer else None
    found = _LOOK_UP.rows(digest_of(secret))
    if not found or found[0][3] is not None:
        return None
    pk, name, last_used_at, _revoked = found[0]
    stale = at - USED_EVERY
    if last_used_at is None or last_used_at <= stale:
        unused = Q(last_used_at__isnull=True) | Q(last_used_at__lte=stale)
        Sender.objects.filter(unused, pk=pk).update(last_used_at=at)
    return str(name)
