"""F1.3 where no machine can call: the person on duty phones whom the chain asks, from the call page."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from bihuan.notices.models import Channel
from bihuan.notices.routing import ways
from bihuan.problems.models import CHAIN, ChainAttempt

MOST = 20


class CallToMake(NamedTuple):
    """One person whom the chain of a case asks now and whom no machine calls."""

    number: str
    title: str
    level: int
    person: str
    phone: str
    asked_at: datetime
    next_at: datetime


def lacks_voice(channels: Iterable[str]) -> bool:
    """Whether none of these channels rings a telephone now: none is of that kind, or each of them fails."""
    voice = {way.code for way in ways() if way.media == "voice"} & set(channels)
    return not voice or not Channel.objects.filter(code__in=voice, failing_since__isnull=True).exists()


def calls_to_make() -> list[CallToMake]:
    """Who is to be phoned by hand now, over all cases; the longest asked first. One query, one a person with voice."""
    asked = ChainAttempt.objects.filter(
        outcome="asked", escalation__kind=CHAIN, escalation__ended_at__isnull=True
    )
    rows = asked.select_related("escalation__problem", "user").order_by("id")[:MOST]
    return [
        CallToMake(
            case.number, case.title, case.level, row.user.name, row.number, row.at, row.escalation.next_at
        )
        for row in rows
        for case in [row.escalation.problem]
        if lacks_voice(row.channels)
    ]
