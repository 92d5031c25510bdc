"""What pages and programs read of the alarms: a list by keyset, one with its firings, the rules with their versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from bihuan.intake.models import WAITING, Alarm, AlarmRule, Occurrence, RuleVersion
from bihuan.problems.models import CaseAlarm, Problem
from bihuan.problems.queries.case import no_such_system
from bihuan.problems.queries.cursor import Page, page_of
from bihuan.process.lifecycle import CARE

SHOWN = 50
"""Firings and cases of one alarm that are shown, the newest first."""
LATELY = timedelta(days=1)
"""How long an alarm that has cleared is still offered for a case."""
VIEWS: dict[str, Q] = {
    "": Q(),
    "firing": Q(fires=True),
    "loose": Q(fires=True, problem__isnull=True),
    "waiting": WAITING,
    "unmatched": Q(fires=True, problem__isnull=True, rule__isnull=True),
    "linked": Q(problem__isnull=False),
}
STATUSES = ("firing", "cleared")
CASES = {"none": Q(problem__isnull=True), "any": VIEWS["linked"]}
"""Words in the place of a case's number."""


@dataclass(frozen=True, slots=True)
class AlarmFilters:
    """What the list is narrowed to: a view of the desk, a status, a sender by name, a system by its code (of the rule
    that took the alarm), the number of a case or a word of CASES, words in name, summary or fingerprint."""

    view: str = ""
    status: str = ""
    sender: str = ""
    system: str = ""
    case: str = ""
    q: str = ""


def read_alarm_filters(given: Mapping[str, Sequence[str]]) -> tuple[AlarmFilters, dict[str, list[str]]]:
    """The filters from a query, with what was wrong by field; a wrong one narrows nothing. One query for a system."""
    names = AlarmFilters.__slots__
    found = {name: [*given.get(name, ()), ""][0].strip()[:100].replace("\x00", "") for name in names}
    errors = {}
    for name, known in (("view", VIEWS), ("status", STATUSES)):
        if found[name] and found[name] not in known:
            errors[name] = [_("“{value}” is not a choice.").format(value=found[name][:40])]
            found[name] = ""
    if wrong := no_such_system(found["system"]):
        errors["system"], found["system"] = wrong, ""
    return AlarmFilters(**found), errors


def alarm_page(filters: AlarmFilters, cursor: str, limit: int) -> Page[Alarm]:
    """One page, the newest firing first. One query, two with a system. Raises BadCursor."""
    found = Alarm.objects.filter(VIEWS[filters.view]).select_related("problem", "rule__system")
    if filters.status:
        found = found.filter(fires=filters.status == "firing")
    if filters.sender:
        found = found.filter(sender=filters.sender)
    if filters.system:
        rules = AlarmRule.objects.filter(system__code=filters.system).values_list("pk", flat=True)
        found = found.filter(rule__in=list(rules))
    if filters.case in CASES:
        found = found.filter(CASES[filters.case])
    elif filters.case:
        linked = CaseAlarm.objects.filter(problem__number=filters.case, released_at=None)
        found = found.filter(pk__in=linked.values("alarm"))
    if filters.q:
        words = (
            Q(name__icontains=filters.q)
            | Q(summary__icontains=filters.q)
            | Q(fingerprint__icontains=filters.q)
        )
        found = found.filter(words)
    return page_of(found, "-starts_at", cursor, limit)


def loose_alarms(most: int = 100) -> int:
    """How many alarms fire that no case has, as far as `most`. One query over the firing ones."""
    return Alarm.objects.filter(VIEWS["loose"]).order_by()[:most].count()


def firings_of(alarm: Alarm) -> list[Occurrence]:
    """The newest firings of an alarm."""
    return list(Occurrence.objects.filter(alarm=alarm).order_by("-starts_at")[:SHOWN])


def cases_of(alarm: Alarm) -> list[CaseAlarm]:
    """Every case that the alarm is or was linked to, the newest first."""
    return list(CaseAlarm.objects.filter(alarm=alarm.pk).select_related("problem").order_by("-id")[:SHOWN])


def alarms_to_link(at: datetime, named: str = "") -> list[Alarm]:
    """Alarms that a case can be given: those that no case has, the firing ones first, and the one that is named.

    Two queries, three with a name.
    """
    firing = Alarm.objects.filter(VIEWS["loose"]).order_by("-starts_at", "-id")[:SHOWN]
    lately = Alarm.objects.filter(fires=False, problem__isnull=True, starts_at__gte=at - LATELY)
    found = [*firing, *lately.order_by("-starts_at", "-id")[:SHOWN]]
    if named.isdecimal() and len(named) < 18 and int(named) not in {alarm.pk for alarm in found}:
        found = [*Alarm.objects.filter(pk=int(named)), *found]
    return found


def cases_to_link(alarm: Alarm) -> list[Problem]:
    """Cases that an alarm can be linked to, those of its rule's system first. One query."""
    rows = Problem.objects.filter(state__in=sorted(CARE)).select_related("system")
    found = list(rows.order_by("-reported_at", "-id")[:SHOWN])
    system = alarm.rule.system_id if alarm.rule else None
    return sorted(found, key=lambda case: system is None or case.system_id != system)


def all_rules() -> list[AlarmRule]:
    """Every rule in the order in which they are asked, those out of use included."""
    return list(AlarmRule.objects.select_related("system"))


def versions_of(rule: AlarmRule) -> list[RuleVersion]:
    """The versions of a rule, the newest first."""
    return list(
        RuleVersion.objects.filter(rule=rule).select_related("changed_by").order_by("-version")[:SHOWN]
    )
