"""An alarm fires, clears, comes back and falls silent in whatever order: no dead end, and no way round F5.3 and D73."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bihuan.intake.models import Alarm
from bihuan.intake.receipt import receive
from bihuan.intake.settling import settle_now, settle_pending
from bihuan.problems.gate import take_step
from bihuan.problems.models import Event, Problem
from bihuan.problems.parts import Parts
from bihuan.problems.refusals import BadInput, Refused
from bihuan.process.facts import Facts
from tests.exploration.explorer import Explorer, Map, Move
from tests.exploration.test_life_cycle import BRIEF, ENDS
from tests.exploration.test_life_cycle import look as looked
from tests.intake.alarms import comes_in, message, rule_of
from tests.stories.desk import Desk
from tests.stories.samples import NOT_HERE, SOLVED, sample

MINUTE, AFTER_THE_WINDOW = timedelta(minutes=1), timedelta(days=8)


def fires(at: datetime) -> None:
    _hears(at, at)


def clears(at: datetime) -> None:
    _hears(at, Alarm.objects.get().starts_at, fires=False)


def _hears(at: datetime, began: datetime, *, fires: bool = True) -> None:
    told = message(began, fires=fires, ends_at=None if fires else at)
    settle_now(receive("alertmanager", [told], sender="prometheus", at=at).pending, at)


def is_heard(facts: Facts) -> bool:
    return any(alarm.is_heard for alarm in facts.alarms)


def is_silent(facts: Facts) -> bool:
    """The alarm is linked, does not fire, and may come back in this case."""
    return facts.round < 3 and any(not alarm.fires and not alarm.released for alarm in facts.alarms)


def may_return(facts: Facts) -> bool:
    """Once, before anything was summed up or after all of it was, so that the situations stay few."""
    return is_silent(facts) and facts.round < 3 and (facts.analysis == "" or facts.registered)


def is_summed_up(facts: Facts) -> bool:
    return may_return(facts) and facts.registered


def is_loose(facts: Facts) -> bool:
    return not facts.linked_alarms


def look(facts: Facts, parts: Parts, seen: set[str]) -> None:
    """What holds in every situation, however it was reached; `seen` gathers the steps that the log holds."""
    looked(facts, parts)
    case = parts.problem
    steps = list(Event.objects.filter(stream=case.number).order_by("seq").values_list("step", "data__state"))
    seen.update(step for step, _states in steps)
    failed = False
    for step, states in steps:
        if step in ("alarm_returned", "doubt_result"):
            failed = True
        elif step == "stand_by_result" or states[1] == "awaiting_confirmation" != states[0]:
            failed = False
    assert (case.fix_failed_at is not None) is failed, steps  # D73
    if is_heard(facts) and facts.state in ("handling", "awaiting_confirmation"):
        _nobody_says_that_it_is_silent(case)
    if is_heard(facts) and facts.state == "summarising":  # D73, D39
        told = {step for step, _states in steps}
        is_settled = Alarm.objects.get().pending_at is None
        is_elsewhere = Alarm.objects.get().problem_id != case.pk
        assert facts.owes("alarm_return") or "stand_by_result" in told or is_elsewhere or not is_settled


def _nobody_says_that_it_is_silent(case: Problem) -> None:
    """F5.3: while it fires no order is answered with "met" nor "not applicable", and no result is confirmed."""
    at, handler, officer = case.changed_at, case.handler, case.reporter
    for cleared in ("met", NOT_HERE):
        data = sample("resolve", at) | {"criteria": {**SOLVED, "alarm_cleared": cleared}}
        with pytest.raises((Refused, BadInput)):
            take_step("resolve", actor=handler, at=at, problem=case, data=data)
    with pytest.raises((Refused, BadInput)):
        take_step("confirm", actor=officer, at=at, problem=case, data={})


def explored(desk: Desk, moves: list[Move], stops: tuple[str, ...]) -> tuple[Map, set[str]]:
    """The map, and every step that was ever taken on the way."""
    seen: set[str] = set()
    explorer = Explorer(desk.people, moves, lambda facts, parts: look(facts, parts, seen), stops)
    explorer.explore(desk.fresh(), desk.at)
    assert explorer.map.dead_ends((*ENDS, *stops)) == []
    return explorer.map, seen


def test_an_alarm_does_as_it_likes_while_people_work(desk: Desk) -> None:
    rule_of(desk.people["coordinator"], desk.at)
    comes_in(desk, message(desk.at))
    desk.case = Problem.objects.get()
    officer, alarm = desk.case.reporter.username, {"alarm": Alarm.objects.get().pk}
    found, seen = explored(
        desk,
        [
            Move("system", "clears", when=is_heard, passes=MINUTE, does=clears),
            Move("system", "fires", when=is_silent, passes=MINUTE, does=fires),
            Move("system", "settles", when=is_heard, passes=MINUTE, does=settle_pending),
            Move(officer, "confirm_alarm"),
            Move(officer, "dismiss_alarm", {"reason": "演练"}),
            Move("coordinator", "respond"),
            Move("coordinator", "dispatch", when=lambda facts: not facts.orders),
            Move("handler", "accept_order"),
            Move("handler", "resolve", {"criteria": SOLVED}),
            Move("coordinator", "release_alarm", {"reason": "监控侧主机已下线"}, when=lambda facts: facts.round < 3),
            Move("coordinator", "link_alarm", alarm, when=lambda facts: is_loose(facts) and facts.round < 3),
            Move("coordinator", "tell_reporter"),
            Move(officer, "confirm"),
        ],
        stops=("summarising",),
    )  # fmt: skip
    assert {"alarm_returned", "note_alarm", "release_alarm", "link_alarm", "dismiss_alarm"} <= seen
    assert found.count("summarising") > 1 and found.count("void") >= 1


def test_an_alarm_comes_back_after_the_verification(desk: Desk) -> None:
    rule_of(desk.people["coordinator"], desk.at)
    comes_in(desk, message(desk.at))
    desk.case = Problem.objects.get()
    officer = desk.case.reporter.username
    desk.takes(officer, "confirm_alarm")
    desk.takes("coordinator", "respond")
    desk.takes("coordinator", "dispatch")
    desk.takes("handler", "accept_order")
    desk.at += MINUTE
    clears(desk.at)
    desk.takes("handler", "resolve")
    desk.takes("coordinator", "tell_reporter")
    desk.takes(officer, "confirm")
    found, seen = explored(
        desk,
        [
            Move("system", "fires", when=may_return, passes=MINUTE, does=fires),
            Move("system", "late", when=is_summed_up, passes=AFTER_THE_WINDOW, does=fires),
            Move("system", "clears", when=is_heard, passes=MINUTE, does=clears),
            Move("coordinator", "reopen", {"reason": "同一告警再现"}, when=lambda facts: facts.round < 3),
            Move("coordinator", "stand_by_result", {"reason": "割接引起"}),
            Move("handler", "resolve", {"late_reason": "等待备件"}),
            BRIEF,
            Move("coordinator", "tell_reporter"),
            Move(officer, "confirm"),
            Move(officer, "notify_departments", when=lambda facts: facts.owes("departments_told")),
            Move("handler", "submit_analysis"),
            Move("coordinator", "accept_analysis"),
            Move("coordinator", "enter_register", when=lambda facts: facts.analysis == "accepted"),
            Move("coordinator", "hand_over"),
            Move("clerk", "accept_archive"),
        ],
        stops=(),
    )
    assert found.count("archived") >= 1
    assert {"doubt_result", "reopen", "stand_by_result", "alarm_returned"} <= seen
