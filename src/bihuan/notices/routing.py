"""From a stored notice to its deliveries: reads what people wish, asks `planning`, writes the rows."""

from __future__ import annotations

import time
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bihuan.notices.channels import adapter_of
from bihuan.notices.models import Channel, Delivery, Notice, Preference
from bihuan.notices.planning import CALLING, Planned, Route, Wishes, plan
from bihuan.people.models import User

KNOWN_FOR = 5.0


@dataclass(frozen=True)
class Way:
    """An enabled channel as planning needs it."""

    code: str
    media: str
    address: str


_known: tuple[float, list[Way]] | None = None


def ways() -> list[Way]:
    """The enabled channels in the house's order; asked anew after five seconds, or when one was changed here."""
    global _known
    if _known is None or time.monotonic() > _known[0]:
        rows = Channel.objects.filter(is_enabled=True).values_list("code", "kind")
        found = [Way(code, adapter_of(kind).media, adapter_of(kind).address) for code, kind in rows]
        _known = (time.monotonic() + KNOWN_FOR, found)
    return _known[1]


def forget_ways() -> None:
    """A channel was changed: read them anew."""
    global _known
    _known = None


def queue_deliveries(notices: Sequence[Notice], *, is_missed: bool = False) -> int:
    """Write the deliveries of stored notices, in two statements; returns how many rows were given in.

    Only active people get any; without an enabled channel nothing is read at all.
    """
    enabled = ways() if notices else []
    if not enabled:
        return 0
    quiet = Counter(notice.to_id for notice in notices if notice.level > 2)
    wishes = {user.pk: wishes_of(user, enabled) for user in _people({n.to_id for n in notices if n.to_id})}
    rows = [
        _row(notice, planned)
        for notice in notices
        if notice.to_id in wishes
        for planned in plan(
            notice.level,
            wishes[notice.to_id],
            notice.created_at,
            in_one_go=quiet[notice.to_id],
            is_call=notice.kind in CALLING,
            is_missed=is_missed,
        )
    ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    return len(rows)


def wishes_of(user: User, enabled: Iterable[Way]) -> Wishes:
    """A person's wishes: his own order of verified addresses, then what the house knows of him.

    Mail address and telephone of the account are kept by the administrator and count as verified.
    """
    preference = _preference(user)
    by_code = {way.code: way for way in enabled}
    chosen = {route["channel"]: route for route in preference.routes} if preference else {}
    order = [by_code[code] for code in dict.fromkeys([*chosen, *by_code]) if code in by_code]
    every = {
        way.code: Route(way.code, way.media, _address(way, user, chosen.get(way.code, {}))) for way in order
    }
    reachable = [every[way.code] for way in order if every[way.code].address or not way.address]
    wanted = [route for route in reachable if chosen.get(route.channel, {}).get("is_used", True)]
    routes = tuple(wanted or reachable)  # nobody can make himself unreachable
    if preference is None:
        return Wishes(routes)
    quiet = None
    if preference.quiet_from is not None and preference.quiet_to is not None:
        quiet = (preference.quiet_from, preference.quiet_to)
    return Wishes(routes, quiet, preference.digest, frozenset(preference.muted))


def _address(way: Way, user: User, chosen: Mapping[str, Any]) -> str:
    if chosen.get("verified_at") and chosen.get("address"):
        return str(chosen["address"])
    return {"email": user.email, "phone": user.phone}.get(way.address, "")


def _people(ids: Iterable[int]) -> Iterable[User]:
    return User.objects.active().filter(pk__in=ids).select_related("notice_preference")


def _preference(user: User) -> Preference | None:
    try:
        found: Preference = user.notice_preference
    except Preference.DoesNotExist:
        return None
    return found


def _row(notice: Notice, planned: Planned) -> Delivery:
    return Delivery(
        notice_id=notice.pk,
        to_id=notice.to_id,
        channel=planned.route.channel,
        media=planned.route.media,
        address=planned.route.address,
        position=planned.position,
        is_urgent=notice.level <= 2,
        is_digest=planned.is_digest,
        key=uuid.uuid4().hex,
        next_at=planned.next_at,
        give_up_at=planned.give_up_at,
        created_at=notice.created_at,
    )
