"""Tokens for programs: issued once, kept as a digest, revocable at any time."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from bihuan.people.models import ApiToken, User
from bihuan.people.permissions import NotYours, may
from bihuan.people.prepared import Prepared
from bihuan.people.record import record_change
from bihuan.process.words import N_

SCOPES: dict[str, str] = {
    "read": N_("Read cases and figures"),
    "write": N_("Take steps"),
    "intake": N_("Hand in alarms"),
}
"""What a token may be good for: code → label."""

PREFIX = "bh_"
USED_EVERY = timedelta(minutes=1)
LONGEST_DAYS = 3650
NAME_LENGTH = 64


USER = [column.attname for column in User._meta.concrete_fields]
_LOOK_UP = Prepared(
    lambda: ApiToken.objects.filter(digest="").values_list(
        "pk", "scopes", "expires_at", "last_used_at", "revoked_at", *(f"user__{name}" for name in USER)
    ),
    places=1,
)


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whoever sent a valid token, and what it is good for."""

    user: User
    scopes: frozenset[str]


class BadToken(ValueError):
    """A token cannot be issued like this; `message` is for the reader."""

    @property
    def message(self) -> str:
        """The fault in the reader's language."""
        return _(str(self))


@transaction.atomic
def issue_token(
    user: User,
    *,
    by: User | None,
    at: datetime,
    scopes: Iterable[str] = (),
    name: str = "",
    days: int | None = None,
) -> str:
    """Make a token for `user` and return it, the only time it can be read; on record without its secret.

    No scopes means all of them, no `days` that it never ends. People issue tokens to themselves only, `by`
    None is the command line on the server. Raises NotYours or BadToken, and then stores nothing.
    """
    if by is not None and by != user:
        raise NotYours(f"{by.username} may not issue a token for {user.username}")
    wanted = list(dict.fromkeys(scopes)) or list(SCOPES)
    if set(wanted) - SCOPES.keys():
        raise BadToken(N_("There is no such scope."))
    if days is not None and not 1 <= days <= LONGEST_DAYS:
        raise BadToken(N_("A token lives from 1 to 3650 days."))
    if not user.is_active:
        raise BadToken(N_("This account is closed."))
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user,
        name=name.strip()[:NAME_LENGTH] or "API",
        digest=digest_of(secret),
        scopes=sorted(wanted),
        created_at=at,
        created_by=by,
        expires_at=at + timedelta(days=days) if days else None,
    )
    record_change("issue_token", user.username, {}, _as_record(token), by=by, at=at)
    return secret


@transaction.atomic
def revoke_token(token: ApiToken, *, by: User | None, at: datetime) -> None:
    """End a token at once; twice changes nothing. Its owner may, and who keeps the accounts; else NotYours."""
    if by is not None and by.pk != token.user_id and not may(by, "manage_accounts"):
        raise NotYours(f"{by.username} may not revoke this token")
    if ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=at):
        record_change("revoke_token", token.user.username, _as_record(token), {}, by=by, at=at)


def tokens_of(user: User) -> list[ApiToken]:
    """Everything ever issued to `user`, the newest first."""
    return list(ApiToken.objects.filter(user=user))


def bearer_of(secret: str, at: datetime) -> Bearer | None:
    """Whom a secret stands for and what for; None for anything that is no valid token of an active user. One query.

    The secret is looked up by its digest, so how long it takes tells nothing of it. The time of use is
    noted at most once a minute, by whoever of several requests comes first.
    """
    found = _LOOK_UP.rows(digest_of(secret))
    if not found:
        return None
    pk, scopes, expires_at, last_used_at, revoked_at, *columns = found[0]
    user = User.from_db("default", USER, columns)
    if revoked_at is not None or (expires_at is not None and expires_at <= at) or not user.is_active:
        return None
    stale = at - USED_EVERY
    if last_used_at is None or last_used_at <= stale:
        unused = Q(last_used_at__isnull=True) | Q(last_used_at__lte=stale)
        ApiToken.objects.filter(unused, pk=pk).update(last_used_at=at)
    return Bearer(user, frozenset(scopes))


def digest_of(secret: str) -> str:
    """What is kept of a secret: SHA-256, which is enough for 256 random bits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _as_record(token: ApiToken) -> dict[str, object]:
    ends = token.expires_at.isoformat() if token.expires_at else None
    return {"name": token.name, "scopes": token.scopes, "expires_at": ends}
