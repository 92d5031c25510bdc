"""What people set for themselves: addresses with proof, the order of channels, quiet hours, digest, mute."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from bihuan.notices.channels import adapter_of
from bihuan.notices.channels.base import Outcome
from bihuan.notices.configuring import try_channel
from bihuan.notices.models import AddressCode, Channel, Preference
from bihuan.notices.planning import DIGESTS
from bihuan.people.models import User
from bihuan.process.words import N_

LIVES = timedelta(minutes=15)
TRIES = 5
CODES_AN_HOUR = 5
PHONE = re.compile(r"\+?[0-9]{5,20}")
MUTABLE = frozenset({3, 4, 5})


class CannotDo(ValueError):
    """A wish that cannot be met; `message` is for the reader."""

    @property
    def message(self) -> str:
        """The fault in the reader's language."""
        return _(str(self))


@dataclass(frozen=True)
class OwnRoute:
    """One channel as its person sees it; `is_given` if the address is the account's own."""

    channel: Channel
    address: str
    is_verified: bool
    is_given: bool
    is_used: bool
    needs_address: bool


def preference_of(user: User) -> Preference:
    """What the person chose, or an unsaved row with the defaults."""
    return Preference.objects.filter(user=user).first() or Preference(user=user)


def routes_of(user: User) -> list[OwnRoute]:
    """Every enabled channel in the person's order, with the address it would use."""
    chosen = {route["channel"]: route for route in preference_of(user).routes}
    found = []
    for channel in Channel.objects.filter(is_enabled=True):
        kind = adapter_of(channel.kind).address
        given = {"email": user.email, "phone": user.phone}.get(kind, "")
        route = chosen.get(channel.code, {})
        address = route.get("address") or given
        own = bool(route.get("address")) and bool(route.get("verified_at"))
        is_given = not route.get("address") and bool(given)
        is_verified = own or is_given or not kind
        found.append(
            OwnRoute(channel, address, is_verified, is_given, route.get("is_used", True), bool(kind))
        )
    order = {code: place for place, code in enumerate(chosen)}
    return sorted(found, key=lambda route: order.get(route.channel.code, len(order) + route.channel.position))


def send_code(user: User, channel: Channel, address: str, at: datetime) -> Outcome:
    """Send a code to an address that the person says is his. CannotDo for a bad address or too many codes."""
    address = _clean(adapter_of(channel.kind).address, address)
    if adapter_of(channel.kind).media in ("voice", "manual"):
        raise CannotDo(N_("Verify this number by SMS; or have the administrator enter it in your account."))
    if AddressCode.objects.filter(user=user, sent_at__gt=at - timedelta(hours=1)).count() >= CODES_AN_HOUR:
        raise CannotDo(N_("Too many codes were asked for; try again in an hour."))
    code = f"{secrets.randbelow(1_000_000):06}"
    AddressCode.objects.create(
        user=user, channel=channel.code, address=address, digest=_digest(user, code), sent_at=at
    )
    text = _("{code} is your code for problem management. It is good for 15 minutes.").format(code=code)
    return try_channel(channel, user, address, text, at)


def confirm_code(user: User, channel: str, code: str, at: datetime) -> str:
    """The code came back: the address is the person's from now on. Returns it; CannotDo for a wrong code.

    A try is counted before it is looked at, so that guessing in parallel gains nothing.
    """
    asked = AddressCode.objects.filter(
        user=user, channel=channel, used_at__isnull=True, sent_at__gt=at - LIVES
    )
    row = asked.order_by("-sent_at").first()
    if row is None or not asked.filter(pk=row.pk, tries__lt=TRIES).update(tries=F("tries") + 1):
        raise CannotDo(N_("There is no code to confirm; ask for a new one."))
    if not hmac.compare_digest(row.digest, _digest(user, code.strip())):
        raise CannotDo(N_("This is not the code that was sent."))
    with transaction.atomic():
        if not asked.filter(pk=row.pk).update(used_at=at):
            raise CannotDo(N_("There is no code to confirm; ask for a new one."))
        route = {"channel": channel, "address": row.address, "verified_at": at.isoformat(), "is_used": True}
        _keep_route(user, route, at)
    return row.address


def choose(
    user: User,
    *,
    order: Iterable[str],
    unused: Iterable[str],
    quiet: tuple[int, int] | None,
    digest: str,
    muted: Iterable[int],
    at: datetime,
) -> Preference:
    """Store order, quiet hours, digest and mute. CannotDo for a level that may not be muted."""
    levels = frozenset(muted)
    if levels - MUTABLE or digest not in DIGESTS:
        raise CannotDo(N_("Levels 1 and 2 cannot be muted."))
    row = preference_of(user)
    chosen: dict[str, dict[str, Any]] = {route["channel"]: route for route in row.routes}
    off = set(unused)
    codes = [*dict.fromkeys(order), *(code for code in chosen if code not in set(order))]
    row.routes = [
        {
            "address": "",
            "verified_at": None,
            **chosen.get(code, {}),
            "channel": code,
            "is_used": code not in off,
        }
        for code in codes
    ]
    row.quiet_from, row.quiet_to = quiet if quiet else (None, None)
    row.digest, row.muted, row.changed_at = digest, sorted(levels), at
    row.save()
    return row


def _keep_route(user: User, route: dict[str, Any], at: datetime) -> None:
    row = preference_of(user)
    places = [known["channel"] for known in row.routes]
    if route["channel"] in places:
        row.routes[places.index(route["channel"])] = route
    else:
        row.routes = [*row.routes, route]
    row.changed_at = at
    row.save()


def _clean(kind: str, address: str) -> str:
    address = address.strip().replace(" ", "").replace("-", "") if kind == "phone" else address.strip()
    try:
        if kind == "email":
            validate_email(address)
    except ValidationError:
        raise CannotDo(N_("This is no mail address.")) from None
    if kind == "phone" and not PHONE.fullmatch(address):
        raise CannotDo(N_("This is no telephone number."))
    if not address or len(address) > 100:
        raise CannotDo(N_("An address is needed."))
    return address


def _digest(user: User, code: str) -> str:
    return hashlib.sha256(f"{user.pk}:{code}".encode()).hexdigest()
