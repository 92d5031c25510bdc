"""What a stored alarm means for the process: it opens a case, joins one, clears, or comes back (D71, F5.3, D73).

Everything of one alarm happens in one transaction with its row locked, through the one door; so it happens once, and
an alarm whose case could not be opened stays pending for the next sweep.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Max

from bihuan.intake.matching import group_key, rule_for
from bihuan.intake.models import PENDING, WAITING, Alarm, AlarmGroup, AlarmRule
from bihuan.intake.rules import active_rules
from bihuan.intake.signals import signal_of, since_of
from bihuan.people.models import User
from bihuan.people.roster import on_duty
from bihuan.problems.gate import take_step
from bihuan.problems.models import CaseAlarm, Problem
from bihuan.problems.policy import limits_of
from bihuan.process.lifecycle import CARE
from bihuan.process.terms import OPEN

AT_ONCE = 20
"""Alarms that the request which brought them looks at itself; the others are left to the worker."""
PAUSE = timedelta(seconds=10)
"""An alarm that fires and clears all the time is looked at no oftener; its counts are exact all the same."""
BATCH = 200
LOG = structlog.get_logger(__name__)


def settle_now(alarms: Iterable[int], at: datetime) -> int:
    """Look at alarms that have just come in; returns how many. A fault leaves its alarm to the worker."""
    chosen = list(alarms)[:AT_ONCE]
    if not chosen:
        return 0
    ready = Alarm.objects.filter(PENDING, pk__in=chosen).exclude(noted_at__gt=at - PAUSE)
    return _settle_each(list(ready.order_by("id").values_list("pk", flat=True)), at)


def settle_pending(at: datetime) -> int:
    """Look at all alarms that wait, in batches; for the sweep. Two or three index look-ups if none does."""
    wake_waiting(at)
    done = 0
    seen: set[int] = set()
    while True:
        waiting = Alarm.objects.filter(PENDING).exclude(noted_at__gt=at - PAUSE).exclude(pk__in=seen)
        batch = list(waiting.order_by("pending_at", "id").values_list("pk", flat=True)[:BATCH])
        seen.update(batch)
        done += _settle_each(batch, at)
        if len(batch) < BATCH:
            return done


def wake_waiting(at: datetime) -> int:
    """Alarms that may only join a case, and found none, are looked at again once a case of their system is open.

    Whatever opened it, and whatever moved it later: a report, a reopening, a system that was amended. In bulk, one
    update a system that has both; a single look-up if no such alarm waits. Returns how many were woken.
    """
    rules: dict[int, list[AlarmRule]] = {}
    for rule in active_rules():
        if rule.action == "attach" and rule.system_id is not None:
            rules.setdefault(rule.system_id, []).append(rule)
    if (
        not rules
        or not Alarm.objects.filter(WAITING, rule__in=[r for each in rules.values() for r in each]).exists()
    ):
        return 0
    cases = Problem.objects.filter(state__in=sorted(OPEN), system__in=rules).order_by()
    woken = 0
    for system, moved_at in cases.values_list("system").annotate(Max("changed_at")):
        waiting = Alarm.objects.filter(
            WAITING, rule__in=rules[system], noted_at__lte=moved_at, pending_at=None
        )
        woken += waiting.update(pending_at=at)
    return woken


def _settle_each(ids: list[int], at: datetime) -> int:
    rules = active_rules() if ids else []
    done = 0
    for pk in ids:
        try:
            done += _settle(pk, rules, at)
        except Exception:
            LOG.exception("an alarm waits: it could not be looked at", alarm=pk)
    return done


@transaction.atomic
def _settle(pk: int, rules: Sequence[AlarmRule], at: datetime) -> bool:
    """One alarm; False if another process was faster."""
    rows = Alarm.objects.filter(PENDING, pk=pk).select_for_update(of=("self",))
    alarm = rows.select_related("problem").first()
    if alarm is None:
        return False
    if alarm.fires:
        _fires(alarm, rules, at)
    elif alarm.problem is not None:
        _tell(alarm, alarm.problem, at)
    alarm.pending_at, alarm.noted_at, alarm.settled_start = None, at, alarm.starts_at
    alarm.save(update_fields=["pending_at", "noted_at", "settled_start", "rule", "problem"])
    return True


def _fires(alarm: Alarm, rules: Sequence[AlarmRule], at: datetime) -> None:
    """Tell the case that it has, else find or open one by its rule."""
    case, is_same = _case_of(alarm), alarm.settled_start == alarm.starts_at
    if case is not None and _is_released(alarm, case):  # while this row was held
        case = alarm.problem = None
    if case is not None and _is_within_reach(case, at):
        _tell(alarm, case, at)
        return
    if is_same and (case is not None or _was_taken_off(alarm)):
        return  # the same firing, whose case people ended, or which they took off it
    alarm.rule = rule = rule_for(rules, alarm.labels)
    if rule is None:
        return
    if rule.action == "attach":
        found = _open_case_of(rule)
        if found is not None and not _is_released(alarm, found):
            _join(alarm, found, at)
        return
    group = _group(rule, alarm)
    main = None if group.problem is None or _is_released(alarm, group.problem) else group.problem
    if main is not None and main != case and _is_within_reach(main, at):
        _join(alarm, main, at)
        return
    alarm.problem = group.problem = _opened(alarm, rule, main or case, at)
    group.save(update_fields=["problem"])


def _is_released(alarm: Alarm, case: Problem) -> bool:
    """Did people take the alarm off this case, because it is not about it or the monitoring has lost it?"""
    return CaseAlarm.objects.filter(problem=case, alarm=alarm.pk, released_at__isnull=False).exists()


def _was_taken_off(alarm: Alarm) -> bool:
    """Did people take this very firing off a case?"""
    off = CaseAlarm.objects.filter(alarm=alarm.pk, released_at__isnull=False)
    return off.filter(since=alarm.starts_at).exists()


def _case_of(alarm: Alarm) -> Problem | None:
    """The case of an alarm; of a merged one, the case it was merged into."""
    case = alarm.problem
    while case is not None and case.state == "merged" and case.main is not None:
        case = alarm.problem = case.main
    return case


def _is_within_reach(case: Problem, at: datetime) -> bool:
    """May an alarm still join this case: it is open, or was solved so lately that it can be reopened (D39)."""
    if case.state in OPEN:
        return True
    if case.state not in CARE or case.resolved_at is None:
        return False
    window = limits_of(case.policy_version).policy["reopen_window"]
    return bool(at - case.resolved_at <= timedelta(days=window))


def _join(alarm: Alarm, case: Problem, at: datetime) -> None:
    """One more alarm of a problem that is known; after the solution it is the problem that comes back (D73)."""
    take_step("attach_alarm", actor=None, at=at, problem=case, data={"signal": signal_of(alarm)})
    alarm.problem = case
    _come_back(alarm, case, at)


def _tell(alarm: Alarm, case: Problem, at: datetime) -> None:
    """Put on record that a linked alarm cleared or fires again, and draw the consequences."""
    row = CaseAlarm.objects.filter(problem=case, alarm=alarm.pk).first()
    if case.state not in CARE:
        return
    if row is None:  # of a case that was merged into this one
        if alarm.fires:
            _join(alarm, case, at)
        return
    if row.released_at is not None or (row.noted_fires, row.noted_since) == (alarm.fires, since_of(alarm)):
        return
    if not _come_back(alarm, case, at):
        take_step("note_alarm", actor=None, at=at, problem=case, data={"signal": signal_of(alarm)})


def _come_back(alarm: Alarm, case: Problem, at: datetime) -> bool:
    """D73: an alarm that fires after the solution says that the fix did not hold."""
    step = {"awaiting_confirmation": "alarm_returned", "summarising": "doubt_result"}.get(case.state)
    if step is None or not alarm.fires:
        return False
    take_step(step, actor=None, at=at, problem=case, data={"signal": signal_of(alarm)})
    return True


def _open_case_of(rule: AlarmRule) -> Problem | None:
    """The open case of the rule's system that an alarm can join: of its category if there is one."""
    found = Problem.objects.filter(system=rule.system, state__in=sorted(OPEN)).order_by("-reported_at", "-id")
    return found.filter(category=rule.category).first() or found.first()


def _group(rule: AlarmRule, alarm: Alarm) -> AlarmGroup:
    """The row of the problem, locked: two processes with two alarms of one problem open one case."""
    key = group_key(rule, alarm.kind, alarm.fingerprint, alarm.labels)
    AlarmGroup.objects.bulk_create([AlarmGroup(rule=rule, key=key)], ignore_conflicts=True)
    return (
        AlarmGroup.objects.select_for_update(of=("self",)).select_related("problem").get(rule=rule, key=key)
    )


def _opened(alarm: Alarm, rule: AlarmRule, before: Problem | None, at: datetime) -> Problem:
    officer = duty_officer(at)
    data: dict[str, Any] = {
        "reporter": officer, "discovered_at": min(alarm.starts_at, at), "category": rule.category, "level": rule.level,
        "title": alarm.name[:80], "symptom": "\n".join(filter(None, (alarm.name, alarm.summary)))[:4000],
        "field_data": "\n".join(f"{key}: {value}" for key, value in sorted(alarm.labels.items()))[:4000],
        "signal": signal_of(alarm),
    }  # fmt: skip
    if rule.system is not None:
        data["system"] = rule.system
    if before is not None and before.state not in ("void", "withdrawn"):
        data["repeats"] = before
    case = take_step("report_by_alarm", actor=None, at=at, data=data)
    assert isinstance(case, Problem)
    return case


class NobodyOnDuty(LookupError):
    """No account is left that could answer for an alarm."""


def duty_officer(at: datetime) -> User:
    """Who answers for an alarm (D71): the duty officer by the roster, else the coordinator on duty, else any."""
    found = on_duty("duty_officer", at) or on_duty("coordinator", at)
    found = found or User.objects.holding("coordinator").order_by("pk").first()
    if found is None:
        raise NobodyOnDuty("no duty officer and no coordinator")
    return found
