"""What an alarm means for a case: raised (D71), joined, cleared and proved so (F5.3), come back (D73)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bihuan.api.cases import case_shape
from bihuan.intake.models import Alarm, AlarmGroup
from bihuan.intake.settling import settle_pending
from bihuan.people.models import DutyShift, User
from bihuan.problems.models import CaseAlarm, Event, Problem
from tests.intake.alarms import alarm, comes_in, message, rule_of
from tests.stories.desk import Desk
from tests.stories.samples import NOT_HERE, SOLVED

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
MINUTE = timedelta(minutes=1)


def raised(desk: Desk, **rule: object) -> Problem:
    """A case that the alarm `a1` has just raised, in the hand of the desk."""
    rule_of(desk.people["coordinator"], desk.at, **rule)
    comes_in(desk, message(desk.at))
    found = alarm().problem
    assert found is not None
    desk.case = found
    return found


def answered(desk: Desk) -> None:
    """The case of the alarm, worked on and ready to be answered."""
    raised(desk)
    desk.takes(officer(desk), "confirm_alarm")
    desk.takes("coordinator", "respond")
    desk.takes("coordinator", "dispatch")
    desk.takes("handler", "accept_order")


def officer(desk: Desk) -> str:
    return desk.fresh().reporter.username


def test_an_alarm_raises_a_case_of_the_duty_officer(desk: Desk) -> None:
    # D71
    case = raised(desk)
    shift = DutyShift.objects.get(role="duty_officer", starts_at__lte=desk.at, ends_at__gt=desk.at)
    assert (case.reporter, case.state, case.level, case.source) == (
        shift.person, "awaiting_response", 3, "monitoring",
    )  # fmt: skip
    assert case.alarm_raised and case.alarm_confirmed_at is None and case.discovered_at == desk.at
    assert "billing-db-1" in case.field_data and case.system is not None
    desk.owes(officer(desk), "alarm_check")
    desk.owes("coordinator", "response")
    desk.forbids("coordinator", "confirm_alarm")
    desk.takes(officer(desk), "confirm_alarm")
    desk.owes_not("alarm_check")
    desk.holds()


def test_more_of_the_same_alarm_stays_one_case(desk: Desk) -> None:
    raised(desk)
    desk.at += MINUTE
    comes_in(desk, message(desk.at), message(desk.at - MINUTE))
    assert Problem.objects.count() == 1 and alarm().count == 2
    assert desk.events() == ["report_by_alarm", "note_alarm"]


def test_a_serious_alarm_starts_the_call_chain(desk: Desk) -> None:
    # F1.2, F1.3
    case = raised(desk, level=1)
    assert case.chain_since is not None
    desk.owes("coordinator", "manager_report")
    desk.refuses(officer(desk), "dismiss_alarm", clause="F5.4", reason="误报")


def test_a_false_alarm_is_declared_void_and_stays_so_while_it_fires(desk: Desk) -> None:
    # D71, D52
    raised(desk)
    desk.takes(officer(desk), "dismiss_alarm", reason="演练产生的告警")
    assert desk.state == "void"
    desk.at += MINUTE
    comes_in(desk, message(desk.at - MINUTE))
    assert Problem.objects.count() == 1
    comes_in(desk, message(desk.at))  # a new firing is a new matter
    assert Problem.objects.count() == 2
    assert alarm().problem_id != desk.case.pk


def test_a_firing_alarm_blocks_the_criterion(desk: Desk) -> None:
    # F5.3
    answered(desk)
    told = desk.refuses("handler", "resolve", clause="F5.3", criteria=SOLVED)
    assert "DatabaseDown" in told
    desk.refuses("handler", "resolve", clause="F5.3", criteria={**SOLVED, "alarm_cleared": NOT_HERE})
    desk.at += MINUTE
    comes_in(desk, message(desk.at - MINUTE, fires=False, ends_at=desk.at))
    assert not CaseAlarm.objects.get().fires
    desk.takes("handler", "resolve", criteria=SOLVED)
    assert desk.state == "awaiting_confirmation"
    desk.holds()


def test_cleared_is_attested_until_the_monitoring_was_silent_long_enough(desk: Desk) -> None:
    # F5.3
    answered(desk)
    comes_in(desk, message(desk.at, fires=False, ends_at=desk.at + MINUTE))
    desk.at += 2 * MINUTE
    desk.takes("handler", "resolve", criteria=SOLVED)
    user = desk.people["coordinator"]
    early = case_shape(desk.fresh(), user, desk.at).alarm_evidence
    assert early is not None and (early.basis, early.by) == ("attested", "handler")
    late = case_shape(desk.fresh(), user, desk.at + 9 * MINUTE).alarm_evidence
    assert late is not None and (late.basis, late.by, late.since) == ("verified", None, desk.at - MINUTE)


def test_an_alarm_taken_off_the_case_blocks_nothing_and_proves_nothing(desk: Desk) -> None:
    answered(desk)
    desk.forbids("handler", "release_alarm", reason="监控误配")
    desk.takes("coordinator", "release_alarm", reason="监控侧主机已下线，不会再恢复")
    desk.takes("handler", "resolve", criteria=SOLVED)
    found = case_shape(desk.fresh(), desk.people["coordinator"], desk.at + 60 * MINUTE).alarm_evidence
    assert found is not None and found.basis == "attested"
    desk.at += MINUTE
    comes_in(desk, message(desk.at))
    assert desk.state == "awaiting_confirmation"  # it is none of this case any more


def test_back_during_verification_goes_back_to_handling(desk: Desk) -> None:
    # D73
    answered(desk)
    comes_in(desk, message(desk.at, fires=False))
    desk.takes("handler", "resolve", criteria=SOLVED)
    due = desk.duties("resolution")[0].due_at
    desk.at += 5 * MINUTE
    comes_in(desk, message(desk.at))
    case = desk.fresh()
    assert (case.state, case.round, case.fix_failed_at) == ("handling", 2, desk.at)
    assert [duty.due_at for duty in desk.owing("resolution")] == [due]
    desk.expects_notice("coordinator", "alarm_returned")
    desk.refuses("handler", "resolve", clause="F5.3", criteria=SOLVED)
    desk.holds()


def test_nobody_confirms_while_it_fires(desk: Desk) -> None:
    answered(desk)
    comes_in(desk, message(desk.at, fires=False))
    desk.takes("handler", "resolve", criteria=SOLVED)
    desk.takes("coordinator", "tell_reporter")
    CaseAlarm.objects.update(fires=True)
    desk.refuses(officer(desk), "confirm", clause="F5.3")


def verified(desk: Desk) -> None:
    answered(desk)
    comes_in(desk, message(desk.at, fires=False))
    desk.takes("handler", "resolve", criteria=SOLVED)
    desk.takes("coordinator", "tell_reporter")
    if desk.fresh().business_affected:
        desk.takes(officer(desk), "notify_departments")
    desk.takes(officer(desk), "confirm")


def test_back_after_the_verification_is_judged_by_the_coordinator(desk: Desk) -> None:
    # D73, D39
    verified(desk)
    desk.refuses("coordinator", "stand_by_result", clause="D73", reason="x")
    desk.at += 60 * MINUTE
    comes_in(desk, message(desk.at))
    assert (desk.state, desk.fresh().fix_failed_at) == ("summarising", desk.at)
    desk.owes("coordinator", "alarm_return")
    desk.takes("coordinator", "reopen", reason="告警再次出现")
    desk.owes_not("alarm_return")
    assert (desk.state, Problem.objects.count()) == ("handling", 1)
    desk.holds()


def test_the_result_may_stand_with_a_reason(desk: Desk) -> None:
    # D39
    verified(desk)
    desk.at += 60 * MINUTE
    comes_in(desk, message(desk.at))
    desk.takes("coordinator", "stand_by_result", reason="割接引起，另行处理")
    desk.owes_not("alarm_return")
    assert (desk.state, desk.fresh().fix_failed_at) == ("summarising", None)
    desk.holds()


def test_back_after_the_window_is_a_new_case_linked_as_a_repeat(desk: Desk) -> None:
    # D39, D72
    verified(desk)
    desk.at += timedelta(days=8)
    comes_in(desk, message(desk.at))
    new = alarm().problem
    assert new is not None and new.pk != desk.case.pk
    desk.case, old = new, desk.case
    assert [(link.kind, link.number) for link in desk.parts.links] == [("repeat", old.number)]


def test_alarms_of_one_group_are_one_case(desk: Desk) -> None:
    raised(desk, grouping="labels", group_by=["instance"])
    comes_in(desk, message(desk.at, "a2"), message(desk.at, "a3", instance="billing-db-2"))
    assert Problem.objects.count() == 2 and AlarmGroup.objects.count() == 2
    assert [row.fingerprint for row in desk.parts.alarms] == ["a1", "a2"]
    assert desk.events() == ["report_by_alarm", "attach_alarm"]
    desk.holds()


def test_only_attach_waits_for_an_open_case_of_the_system(desk: Desk) -> None:
    rule_of(desk.people["coordinator"], desk.at, action="attach", level=4)
    comes_in(desk, message(desk.at))
    assert alarm().problem is None and alarm().rule is not None and alarm().pending_at is None
    desk.report(system="billing_run")
    desk.at += MINUTE
    comes_in(desk, message(desk.at))
    assert alarm().problem == desk.case and desk.events() == ["report", "attach_alarm"]


def test_an_alarm_no_rule_is_for_is_kept_and_opens_nothing(desk: Desk) -> None:
    comes_in(desk, message(desk.at))
    assert (Problem.objects.count(), alarm().rule, alarm().pending_at) == (0, None, None)


def test_with_nobody_to_answer_for_it_the_alarm_waits(desk: Desk) -> None:
    rule_of(desk.people["coordinator"], desk.at)
    DutyShift.objects.all().delete()
    holders = [user.pk for user in User.objects.holding("coordinator")]
    User.objects.filter(pk__in=holders).update(is_active=False)
    comes_in(desk, message(desk.at))
    assert Problem.objects.count() == 0 and alarm().pending_at == desk.at
    User.objects.filter(pk__in=holders).update(is_active=True)
    assert settle_pending(desk.at + MINUTE) == 1
    assert alarm().pending_at is None and alarm().problem is not None


def test_a_restless_alarm_is_looked_at_every_ten_seconds_only(desk: Desk) -> None:
    raised(desk)
    for n in range(6):
        desk.at += timedelta(seconds=1)
        comes_in(desk, message(desk.at, fires=n % 2 == 0, ends_at=desk.at))
    assert alarm().count == 7 and Event.objects.filter(stream=desk.case.number).count() == 1
    assert settle_pending(desk.at + timedelta(seconds=10)) == 1
    assert Event.objects.filter(stream=desk.case.number).count() == 2
    assert Alarm.objects.filter(pending_at__isnull=False).count() == 0
