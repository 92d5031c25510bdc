"""Which channels a notice takes and when: a pure function of level, wishes and time.

The rules: levels 1 and 2 go at once, through all of a person's channels one after the other until one has
accepted, and heed neither quiet hours nor digest, mute nor throttle. Levels 3 to 5 take the first channel
that wakes nobody, at the time the person wishes. Whatever happens here, the inbox has the notice already.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bihuan.clock import SHANGHAI

URGENT_LEVELS = (1, 2)
PATIENCE = timedelta(seconds=28)
"""How long an urgent notice waits for one channel before the next is asked: half a minute less a worker's pace."""
TRY_FOR = timedelta(hours=24)
SMS_AT_MOST, SMS_WITHIN = 5, timedelta(minutes=15)
MANY_AT_ONCE = 3
"""More notices than this for one person in one go are told in one message."""
BUNDLE_WAIT = timedelta(seconds=20)
CATCH_UP_WAIT = timedelta(seconds=60)
"""After a standstill: long enough for the sweep to have told everything, so that it is one message a person."""
MORNING = time(8, 30)
DIGESTS = ("", "hourly", "daily")
CALLING = frozenset({"chain_asked"})
"""Kinds of notices that want an answer of this person, now; that one channel has taken them ends nothing."""
WAKING = ("voice", "manual")
"""Media that are used for urgent notices only."""
_URGENT_PAUSES = (5, 10, 20, 30, 60)
_PAUSES = (10, 20, 40, 60, 120, 300, 600, 1200, 1800)


@dataclass(frozen=True)
class Route:
    """One way to one person: the channel's code, its medium and the person's address in it."""

    channel: str
    media: str
    address: str


@dataclass(frozen=True)
class Wishes:
    """What a person asked for. `quiet` is a pair of minutes of the day in Shanghai, or None."""

    routes: tuple[Route, ...] = ()
    quiet: tuple[int, int] | None = None
    digest: str = ""
    muted: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Planned:
    """One delivery to be written."""

    route: Route
    position: int
    next_at: datetime
    give_up_at: datetime
    is_digest: bool = False


def plan(
    level: int,
    wishes: Wishes,
    at: datetime,
    *,
    in_one_go: int = 1,
    is_call: bool = False,
    is_missed: bool = False,
) -> list[Planned]:
    """The deliveries of one notice; `in_one_go` is how many this person gets together with it,
    `is_missed` that it should have been told while nobody swept: all of those are one message at levels 3 to 5.

    What calls a person goes by all his channels at the same moment: an answered mail server has woken nobody. Only
    a call by hand, which costs somebody else his time, waits its turn.
    """
    if level in URGENT_LEVELS and is_call:
        return [
            Planned(
                route,
                place,
                at + (place * PATIENCE if route.media == "manual" else timedelta()),
                at + TRY_FOR,
            )
            for place, route in enumerate(wishes.routes)
        ]
    if level in URGENT_LEVELS:
        return [
            Planned(route, place, at + place * PATIENCE, at + TRY_FOR)
            for place, route in enumerate(wishes.routes)
        ]
    if level in wishes.muted:
        return []
    route = next((route for route in wishes.routes if route.media not in WAKING), None)
    if route is None:
        return []
    is_bundled = in_one_go > MANY_AT_ONCE or is_missed
    when = after_quiet(_digest_time(wishes.digest, at), wishes.quiet)
    if when == at and is_bundled:
        when = at + (CATCH_UP_WAIT if is_missed else BUNDLE_WAIT)
    return [Planned(route, 0, when, when + TRY_FOR, is_digest=bool(wishes.digest) or is_bundled or when > at)]


def after_quiet(at: datetime, quiet: tuple[int, int] | None) -> datetime:
    """`at`, or the end of the quiet hours it falls into; they may span midnight."""
    if quiet is None or quiet[0] == quiet[1]:
        return at
    local = at.astimezone(SHANGHAI)
    minute = local.hour * 60 + local.minute
    start, end = quiet
    is_quiet = start <= minute < end if start < end else minute >= start or minute < end
    if not is_quiet:
        return at
    until = local.replace(hour=end // 60 % 24, minute=end % 60, second=0, microsecond=0)
    return (until if until > local else until + timedelta(days=1)).astimezone(at.tzinfo)


def _digest_time(digest: str, at: datetime) -> datetime:
    local = at.astimezone(SHANGHAI)
    if digest == "hourly":
        full = local.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    elif digest == "daily":
        full = local.replace(hour=MORNING.hour, minute=MORNING.minute, second=0, microsecond=0)
        full = full if full > local else full + timedelta(days=1)
    else:
        return at
    return full.astimezone(at.tzinfo)


def pause_after(attempts: int, *, is_urgent: bool) -> timedelta:
    """How long to wait after the given number of failed attempts."""
    pauses = _URGENT_PAUSES if is_urgent else _PAUSES
    return timedelta(seconds=pauses[min(max(attempts, 1), len(pauses)) - 1])


def sms_may_go_at(sent: Sequence[datetime], at: datetime) -> datetime:
    """When the next SMS of levels 3 to 5 may go to a person who got some at the times `sent`."""
    recent = sorted(moment for moment in sent if moment > at - SMS_WITHIN)
    return at if len(recent) < SMS_AT_MOST else recent[-SMS_AT_MOST] + SMS_WITHIN
