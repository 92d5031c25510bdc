"""The rules for alarms: who may change them, what they may say, and every version kept (R1, D71)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bihuan.intake.matching import group_key, rule_for
from bihuan.intake.models import Alarm, AlarmRule, RuleVersion
from bihuan.people.models import User
from bihuan.people.permissions import require
from bihuan.people.prepared import Prepared
from bihuan.people.record import record_change
from bihuan.process import terms
from bihuan.process.facts import SERIOUS

TRIED = 500
"""Recent alarms that a rule is tried against."""
SAID = ("name", "order", "matchers", "category", "level", "action", "grouping", "group_by", "is_active")


class StaleRule(Exception):
    """Somebody else changed the rule since the form was opened."""


_LAST = Prepared(lambda: RuleVersion.objects.order_by("-id").values_list("id")[:1], places=0)


def active_rules() -> Sequence[AlarmRule]:
    """The rules in force, in the order in which they are asked. One index look-up while none was changed."""
    last = _LAST.rows()
    return rules_at(int(last[0][0])) if last else ()


@lru_cache(maxsize=4)
def rules_at(last_version: int) -> tuple[AlarmRule, ...]:
    """The rules as they are after a version; a process keeps them until there is another one."""
    return tuple(AlarmRule.objects.filter(is_active=True).select_related("system"))


def faults_of(rule: AlarmRule) -> dict[str, str]:
    """What is wrong with a rule, by field, in the reader's language; nothing silences levels 1 and 2."""
    found = {}
    if not rule.name.strip():
        found["name"] = _("This field is required.")
    if not rule.matchers:
        found["matchers"] = _("A rule needs at least one condition.")
    if rule.category not in terms.CATEGORIES or rule.category == "unclassified":
        found["category"] = _("This field is required.")
    if rule.level not in terms.LEVELS:
        found["level"] = _("This field is required.")
    if rule.action == "attach" and rule.level in SERIOUS:
        found["action"] = _(
            "At levels 1 and 2 an alarm always opens a case: nobody can silence these levels."
        )
    if rule.action == "attach" and rule.system is None:
        found["system"] = _("Alarms that only attach need the system whose cases they belong to.")
    if rule.grouping == "labels" and not rule.group_by:
        found["group_by"] = _("Name the labels that make one problem.")
    return found


def save_rule(rule: AlarmRule, *, reason: str, by: User | None, at: datetime, based_on: int = 0) -> AlarmRule:
    """Store a rule as its next version, in force at once; earlier cases stay as they are.

    `based_on` is the version that was edited, 0 for a new rule. Raises NotYours, ValidationError by field, or
    StaleRule, and then stores nothing.
    """
    require(by, "edit_alarm_rules")
    faults = faults_of(rule)
    if not reason.strip():
        faults["reason"] = _("Say why; the reason stays with the version.")
    if faults:
        raise ValidationError(faults)
    try:
        with transaction.atomic():
            before = _locked(rule, based_on)
            rule.version = based_on + 1
            rule.save()
            said = said_by(rule)
            RuleVersion.objects.create(
                rule=rule, version=rule.version, said=said, reason=reason.strip()[:2000], changed_by=by, at=at
            )
            record_change(
                "alarm_rule", rule.name, before, {**said, "reason": reason.strip()[:2000]}, by=by, at=at
            )
    except IntegrityError:
        raise ValidationError({"name": _("There is a rule of this name.")}) from None
    return rule


def _locked(rule: AlarmRule, based_on: int) -> dict[str, Any]:
    if based_on == 0:
        return {}
    current = AlarmRule.objects.select_for_update(of=("self",)).select_related("system").get(pk=rule.pk)
    if current.version != based_on:
        raise StaleRule
    return said_by(current)


def said_by(rule: AlarmRule) -> dict[str, Any]:
    """The rule as it is kept in its versions."""
    return {**{name: getattr(rule, name) for name in SAID}, "system": rule.system.code if rule.system else ""}


@dataclass
class Outcome:
    """What a set of rules would make of recent alarms: for one rule, which it takes and what they would become."""

    alarms: list[Alarm] = field(default_factory=list)
    cases: int = 0
    attached: int = 0
    taken_from: Mapping[str, int] = field(default_factory=dict)
    looked_at: int = 0


def try_rule(rule: AlarmRule, alarms: Sequence[Alarm] | None = None) -> Outcome:
    """What would happen with this rule among the others, over recent alarms. Stores nothing; two or three queries."""
    recent = list(alarms if alarms is not None else Alarm.objects.order_by("-starts_at", "-id")[:TRIED])
    others = [other for other in active_rules() if other.pk != rule.pk]
    together = sorted([*others, rule], key=lambda one: (one.order, one.pk or 10**9))
    names, keys = {other.pk: other.name for other in others}, set()
    taken: dict[str, int] = {}
    outcome = Outcome(looked_at=len(recent))
    for alarm in recent:
        if rule_for(together, alarm.labels) is not rule:
            continue
        outcome.alarms.append(alarm)
        keys.add(group_key(rule, alarm.kind, alarm.fingerprint, alarm.labels))
        was = rule_for(others, alarm.labels)
        if was is not None:
            taken[names[was.pk]] = taken.get(names[was.pk], 0) + 1
    outcome.taken_from = taken
    if rule.action == "open":
        outcome.cases = len(keys)
    else:
        outcome.attached = len(outcome.alarms)
    return outcome
