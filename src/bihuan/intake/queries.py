"""What the pages of the alarms read: a list by keyset, one alarm with its firings, the rules with their versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import Q, QuerySet

from bihuan.intake.models import Alarm, AlarmRule, Occurrence, RuleVersion
from bihuan.problems.models import CaseAlarm

PAGE = 50
SHOWN = 50
"""Firings of one alarm that are shown, the newest first."""

VIEWS: dict[str, Q] = {
    "": Q(),
    "firing": Q(fires=True),
    "loose": Q(fires=True, problem__isnull=True),
    "unmatched": Q(fires=True, problem__isnull=True, rule__isnull=True),
    "linked": Q(problem__isnull=False),
}
_START = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class AlarmPage:
    """Rows, the newest firing first, and the place after which the next page begins; empty at the end."""

    rows: list[Alarm]
    next: str


def alarm_page(view: str, words: str, after: str, limit: int = PAGE) -> AlarmPage:
    """One page of a view; `words` stand in name, summary or fingerprint. One query; a bad place is the beginning."""
    found = Alarm.objects.filter(VIEWS.get(view, Q())).select_related("problem", "rule")
    if words:
        found = found.filter(
            Q(name__icontains=words) | Q(summary__icontains=words) | Q(fingerprint__icontains=words)
        )
    rows = list(_after(found, after).order_by("-starts_at", "-id")[: limit + 1])
    last = rows[limit - 1] if len(rows) > limit else None
    return AlarmPage(rows[:limit], f"{(last.starts_at - _START) // _TICK}-{last.pk}" if last else "")


def _after(rows: QuerySet[Alarm], place: str) -> QuerySet[Alarm]:
    ticks, dash, pk = place.partition("-")
    if not dash or not (ticks.isdecimal() and pk.isdecimal() and len(ticks) < 18 and len(pk) < 18):
        return rows
    at = _START + int(ticks) * _TICK
    return rows.filter(Q(starts_at__lt=at) | Q(starts_at=at, id__lt=int(pk)))


def firings_of(alarm: Alarm) -> list[Occurrence]:
    """The newest firings of an alarm."""
    return list(Occurrence.objects.filter(alarm=alarm).order_by("-starts_at")[:SHOWN])


def cases_of(alarm: Alarm) -> list[CaseAlarm]:
    """Every case that the alarm is or was linked to, the newest first."""
    return list(CaseAlarm.objects.filter(alarm=alarm.pk).select_related("problem").order_by("-id")[:SHOWN])


def all_rules() -> list[AlarmRule]:
    """Every rule in the order in which they are asked, those out of use included."""
    return list(AlarmRule.objects.select_related("system"))


def versions_of(rule: AlarmRule) -> list[RuleVersion]:
    """The versions of a rule, the newest first."""
    return list(
        RuleVersion.objects.filter(rule=rule).select_related("changed_by").order_by("-version")[:SHOWN]
    )
