"""F1.3 where no machine can call: a person phones whom the chain asks, from the call page."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from bihuan.notices.models import Channel
from bihuan.notices.routing import ways
from bihuan.people.models import User
from bihuan.problems.models import CHAIN, OPEN_DUTY, Call, ChainAttempt, Duty, Problem

MOST = 20
JUST_NOW = timedelta(minutes=2)
"""Who was phoned by hand so shortly before the chain asks him need not be phoned again for that."""


class CallToMake(NamedTuple):
    """One person whom somebody has to phone for a case, and by when."""

    number: str
    title: str
    level: int
    person: str
    phone: str
    soon_at: datetime
    due_at: datetime


def lacks_voice(channels: Iterable[str]) -> bool:
    """Whether none of these channels rings a telephone now: none is of that kind, or each of them fails."""
    voice = {way.code for way in ways() if way.media == "voice"} & set(channels)
    return not voice or not Channel.objects.filter(code__in=voice, failing_since__isnull=True).exists()


def asks_by_hand(case: Problem | None = None) -> list[ChainAttempt]:
    """Whom the chains ask now, no machine can ring, and nobody has just phoned by hand or owes a call to.

    Of one case or of all. One query, and one for each person who has a telephone channel.
    """
    asked = ChainAttempt.objects.filter(
        outcome="asked", escalation__kind=CHAIN, escalation__ended_at__isnull=True
    )
    if case is not None:
        asked = asked.filter(escalation__problem=case)
    of_case = {"problem": OuterRef("escalation__problem")}
    owed = Duty.objects.filter(
        OPEN_DUTY | Q(start_at__gte=OuterRef("at")), key="call_now", subject=OuterRef("user"), **of_case
    )
    made = Call.objects.filter(
        callee=OuterRef("user"), caller__isnull=False, occurred_at__gt=OuterRef("at") - JUST_NOW, **of_case
    )
    rows = asked.exclude(Exists(owed)).exclude(Exists(made))
    return [
        row
        for row in rows.select_related("escalation__problem", "user").order_by("id")
        if lacks_voice(row.channels)
    ]


def calls_to_make(owner: User | None = None) -> list[CallToMake]:
    """Whom `owner`, or anybody at all, owes a call by hand; the most pressing first. Two queries."""
    duties = Duty.objects.filter(OPEN_DUTY, key="call_now")
    if owner is not None:
        duties = duties.filter(owed_by=owner)
    rows = list(duties.select_related("problem").order_by("due_at", "id")[:MOST])
    people = User.objects.in_bulk({row.subject for row in rows}) if rows else {}
    return [
        CallToMake(case.number, case.title, case.level, person.name, person.phone, row.warn_at, row.due_at)
        for row in rows
        if (case := row.problem) is not None and (person := people.get(row.subject)) is not None
    ]
