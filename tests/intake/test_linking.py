"""An alarm linked to a case by hand, and taken off it; from then on it counts like any other (F5.3, D73)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.api.cases import case_shape
from bihuan.intake.models import Alarm
from bihuan.intake.settling import settle_pending
from bihuan.problems.models import CaseAlarm, Problem
from tests.intake.alarms import alarm, comes_in, message, rule_of
from tests.stories.desk import Desk
from tests.stories.samples import NOT_HERE, SOLVED

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
MINUTE = timedelta(minutes=1)


def worked_on(desk: Desk) -> None:
    """A case that a person reported, in work, and an alarm that no rule is for."""
    desk.report(level=3, business_affected=False)
    desk.takes("coordinator", "respond")
    desk.takes("coordinator", "dispatch")
    desk.takes("handler", "accept_order")
    comes_in(desk, message(desk.at))


def test_linked_by_hand_it_blocks_and_then_proves_like_any_other(desk: Desk) -> None:
    # F5.3
    worked_on(desk)
    desk.takes("handler", "link_alarm", alarm=alarm().pk)
    assert alarm().problem == desk.case and desk.parts.alarms[0].fires
    desk.refuses("handler", "resolve", clause="F5.3", criteria=SOLVED)
    desk.refuses("handler", "resolve", clause="F5.3", criteria={**SOLVED, "alarm_cleared": NOT_HERE})
    desk.at += MINUTE
    comes_in(desk, message(desk.at - MINUTE, fires=False, ends_at=desk.at))
    desk.takes("handler", "resolve", criteria=SOLVED)
    user, basis = desk.people["coordinator"], []
    for minutes in (1, 11):
        found = case_shape(desk.fresh(), user, desk.at + minutes * MINUTE).alarm_evidence
        assert found is not None
        basis.append((found.basis, found.by))
    assert basis == [("attested", "handler"), ("verified", None)]
    desk.at += 5 * MINUTE
    comes_in(desk, message(desk.at))  # D73
    assert (desk.state, desk.fresh().fix_failed_at) == ("handling", desk.at)
    assert desk.events()[-4:] == ["link_alarm", "note_alarm", "resolve", "alarm_returned"]
    desk.holds()


def test_who_works_on_the_case_links_and_nobody_else(desk: Desk) -> None:
    worked_on(desk)
    for stranger in ("handler2", "manager", "lead", "outsider"):
        desk.forbids(stranger, "link_alarm", alarm=alarm().pk)
    desk.rejects("reporter", "link_alarm", "alarm", alarm=10**6)
    desk.rejects("reporter", "link_alarm", "alarm")
    desk.takes("reporter", "link_alarm", alarm=str(alarm().pk))
    told = desk.refuses("coordinator", "link_alarm", clause="F5.3", alarm=alarm().pk)
    assert "already" in told or "已关联" in told


def test_an_alarm_belongs_to_one_open_case(desk: Desk) -> None:
    worked_on(desk)
    first = desk.case
    desk.takes("handler", "link_alarm", alarm=alarm().pk)
    desk.report(level=3)
    told = desk.refuses("coordinator", "link_alarm", clause="F5.3", alarm=alarm().pk)
    assert first.number in told
    second, desk.case = desk.case, first
    desk.takes("coordinator", "release_alarm", reason="与本问题无关")
    assert alarm().problem is None
    desk.case = second
    desk.takes("coordinator", "link_alarm", alarm=alarm().pk)
    assert alarm().problem == second
    rows = CaseAlarm.objects.order_by("id").values_list("problem__number", "released_at")
    assert list(rows) == [(first.number, desk.at), (second.number, None)]
    desk.holds()


def test_taken_off_by_mistake_it_is_taken_on_again(desk: Desk) -> None:
    worked_on(desk)
    desk.takes("handler", "link_alarm", alarm=alarm().pk)
    desk.takes("coordinator", "release_alarm", reason="误操作")
    desk.takes("handler", "link_alarm", alarm=alarm().pk)
    row = CaseAlarm.objects.get()
    assert (row.released_at, row.released_by, row.reason) == (None, None, "")
    desk.refuses("handler", "resolve", clause="F5.3", criteria=SOLVED)


@pytest.mark.parametrize("confirmed", [False, True])
def test_an_alarm_that_fires_is_linked_after_the_solution_and_so_the_fix_did_not_hold(
    desk: Desk, confirmed: bool
) -> None:
    # D73, D39
    worked_on(desk)
    desk.takes("handler", "resolve")
    desk.takes("coordinator", "tell_reporter")
    if confirmed:
        desk.takes("reporter", "confirm")
    desk.takes("coordinator", "link_alarm", alarm=alarm().pk)
    if not confirmed:
        desk.refuses("reporter", "confirm", clause="F5.3")
    desk.at += MINUTE
    settle_pending(desk.at)
    assert desk.fresh().fix_failed_at == desk.at
    assert desk.state == ("summarising" if confirmed else "handling")
    assert desk.events()[-2:] == ["link_alarm", "doubt_result" if confirmed else "alarm_returned"]
    if confirmed:
        desk.owes("coordinator", "alarm_return")
    desk.at += MINUTE
    comes_in(desk, message(desk.at - 2 * MINUTE))  # the same firing, told again
    assert desk.events()[-1] in ("doubt_result", "alarm_returned")
    desk.holds()


def test_a_silent_alarm_is_linked_after_the_solution_as_evidence(desk: Desk) -> None:
    worked_on(desk)
    comes_in(desk, message(desk.at, fires=False))
    desk.takes("handler", "resolve")
    desk.at += 30 * MINUTE
    desk.takes("coordinator", "link_alarm", alarm=alarm().pk)
    settle_pending(desk.at + MINUTE)
    assert desk.state == "awaiting_confirmation"
    found = case_shape(desk.fresh(), desk.people["coordinator"], desk.at).alarm_evidence
    assert found is not None and found.basis == "verified"


def test_nothing_is_linked_to_what_is_over(desk: Desk) -> None:
    worked_on(desk)
    desk.takes("coordinator", "void", reason="测试")
    desk.refuses("coordinator", "link_alarm", alarm=alarm().pk)
    assert alarm().problem is None


def test_what_was_taken_off_stays_loose_until_it_fires_anew(desk: Desk) -> None:
    rule_of(desk.people["coordinator"], desk.at)
    comes_in(desk, message(desk.at))
    first = alarm().problem
    assert first is not None
    desk.case = first
    desk.takes("coordinator", "release_alarm", reason="演练")
    for _again in range(3):
        desk.at += MINUTE
        comes_in(desk, message(alarm().starts_at))
    assert (Problem.objects.count(), alarm().problem) == (1, None)
    desk.at += MINUTE
    comes_in(desk, message(desk.at))  # a new firing is nobody's yet: it is not lost
    assert Problem.objects.count() == 2 and alarm().problem not in (None, first)
    assert [row.number for row in desk.parts.links] == []


def waiting(desk: Desk, *names: str) -> None:
    """Alarms that may only join a case of billing, and find none."""
    rule_of(desk.people["coordinator"], desk.at, action="attach", level=4)
    comes_in(desk, *(message(desk.at, name) for name in names or ("a1",)))
    assert not Alarm.objects.exclude(problem=None).exists()


def test_what_waits_joins_the_case_that_opens_later(desk: Desk) -> None:
    waiting(desk, "a1", "a2", "a3")
    comes_in(desk, message(desk.at, "a3", fires=False))
    desk.at += MINUTE
    desk.report(system="settlement")
    assert settle_pending(desk.at) == 0 and not desk.parts.alarms
    desk.at += MINUTE
    desk.report(system="billing_run")
    assert settle_pending(desk.at) == 2
    assert [row.fingerprint for row in desk.parts.alarms] == ["a1", "a2"]
    assert desk.events() == ["report", "attach_alarm", "attach_alarm"]
    assert settle_pending(desk.at + MINUTE) == 0
    desk.holds()


def test_a_case_that_moves_to_the_system_draws_it_too(desk: Desk) -> None:
    waiting(desk)
    desk.report_by_phone(level=1)
    assert settle_pending(desk.at) == 0
    desk.at += MINUTE
    desk.takes("reporter", "complete_form", level=1)
    assert desk.fresh().system is not None and settle_pending(desk.at) == 1
    assert alarm().problem == desk.case


def test_what_was_taken_off_does_not_come_back_by_itself(desk: Desk) -> None:
    waiting(desk)
    desk.report(system="billing_run")
    desk.at += MINUTE
    settle_pending(desk.at)
    desk.takes("coordinator", "release_alarm", reason="与本问题无关")
    for step in ("respond", "dispatch"):
        desk.at += MINUTE
        desk.takes("coordinator", step)
        settle_pending(desk.at)
    assert alarm().problem is None and "attach_alarm" not in desk.events()[2:]


def test_a_sweep_asks_little_while_alarms_wait(desk: Desk) -> None:
    waiting(desk, *(f"a{n}" for n in range(30)))
    with CaptureQueriesContext(
        connection,
    ) as idle:
        assert settle_pending(desk.at + MINUTE) == 0
    assert len(idle) <= 4, [query["sql"] for query in idle]
