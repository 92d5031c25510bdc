"""L: levels rise and fall, clocks never restart, cases rest and get more time only with the manager's consent."""

from datetime import timedelta

import pytest

from bihuan.problems.policy import change_figures, current_number
from bihuan.process.figures import DEFAULT_POLICY
from tests.stories.desk import Desk, instant


def test_raising_takes_effect_at_once_and_counts_from_the_original_start(desk: Desk) -> None:
    desk.handled(4)
    desk.rejects("coordinator", "change_level", "reason", level=3, reason="")
    desk.forbids("handler", "change_level", level=3)
    desk.refuses("coordinator", "change_level", clause="L7", level=4)
    desk.pass_time(minutes=30)
    desk.takes("coordinator", "change_level", level=3)
    desk.owes("coordinator", "resolution", by="11-22 13:00")
    desk.met("response")
    assert desk.case.level == 3


def test_what_a_higher_level_has_run_past_is_flagged(desk: Desk) -> None:
    desk.handled(3)
    desk.wait_until("11-22 06:00")
    desk.takes("coordinator", "change_level", level=1)
    desk.owes("coordinator", "resolution", by="11-22 05:00")
    duty = desk.owing("resolution")[0]
    assert (duty.cut_by_upgrade, duty.first_due_at) == (True, instant("11-22 05:00"))
    desk.pass_time(minutes=1)
    desk.expects_notice("manager", "overdue", duty="resolution")
    desk.pass_time(minutes=15)
    desk.expects_notice("handler", "still_overdue", duty="resolution")


def test_lowering_out_of_level_2_waits_for_the_manager(desk: Desk) -> None:
    # D8
    desk.handled(2)
    desk.takes("coordinator", "change_level", level=4, reason="备库已接管")
    assert desk.fresh().level == 2
    desk.owes("manager", "request_decision", by="11-22 07:00")
    desk.refuses("coordinator", "change_level", clause="L7", level=3)
    desk.forbids("coordinator", "approve_request")
    desk.takes("manager", "approve_request")
    desk.met("request_decision")
    assert desk.fresh().level == 4
    desk.owes("coordinator", "resolution", by="11-23 03:00")
    desk.expects_notice("coordinator", "request_decided", kind="downgrade", status="approved")
    desk.refuses("manager", "approve_request", clause="L7", request=desk.parts.requests[0].number)


def test_a_refused_lowering_leaves_the_level(desk: Desk) -> None:
    desk.handled(1)
    desk.takes("coordinator", "change_level", level=3)
    desk.rejects("manager", "refuse_request", "reason", reason="")
    desk.takes("manager", "refuse_request")
    assert desk.fresh().level == 1
    desk.owes_not("request_decision")
    desk.takes("coordinator", "change_level", level=3)


def test_between_1_and_2_and_below_nobody_is_asked(desk: Desk) -> None:
    desk.handled(1)
    desk.takes("coordinator", "change_level", level=2)
    assert desk.fresh().level == 2
    desk.owes("coordinator", "resolution", by="11-22 06:00")


def test_raising_waits_for_no_request(desk: Desk) -> None:
    desk.handled(2)
    desk.takes("coordinator", "change_level", level=3)
    desk.takes("coordinator", "change_level", level=1)
    assert desk.fresh().level == 1


def test_a_manager_who_coordinates_does_not_decide_his_own_request(desk: Desk) -> None:
    person = desk.people["manager"]
    person.role_codes = ["coordinator", "manager"]
    person.save()
    desk.handled(2)
    desk.takes("manager", "change_level", level=4)
    desk.refuses("manager", "approve_request", clause="L9")


def test_a_request_is_void_once_the_case_is_solved(desk: Desk) -> None:
    desk.handled(4)
    desk.takes("coordinator", "suspend")
    desk.takes("handler", "resolve")
    desk.is_void("request_decision")
    assert desk.parts.requests[0].status == "refused"


@pytest.mark.parametrize("level", [1, 2, 3])
def test_levels_1_to_3_never_rest_nor_get_more_time(desk: Desk, level: int) -> None:
    desk.handled(level)
    desk.refuses("coordinator", "suspend", clause="L9")
    desk.refuses("coordinator", "extend", clause="L9")


def test_a_suspension_moves_no_limit_and_stops_the_repeats(desk: Desk) -> None:
    # D21
    desk.handled(4)
    due = desk.owing("resolution")[0].due_at
    desk.refuses("coordinator", "suspend", clause="L9", until=desk.at)
    desk.takes("coordinator", "suspend", until=instant("11-23 12:00"))
    desk.refuses("coordinator", "suspend", clause="L9")
    assert desk.fresh().suspended_at is None
    desk.takes("manager", "approve_request")
    assert desk.fresh().suspended_until == instant("11-23 12:00")
    assert desk.owing("resolution")[0].due_at == due
    desk.wait_until("11-23 03:30")
    desk.expects_notice("manager", "overdue", duty="resolution")
    desk.wait_until("11-23 08:00")
    desk.hears_nothing("handler", "still_overdue")
    desk.takes("coordinator", "resume")
    assert desk.fresh().suspended_seconds == 29 * 3600
    desk.refuses("coordinator", "resume", clause="L9")
    desk.wait_until("11-23 09:05")
    desk.expects_notice("handler", "still_overdue", duty="resolution")


def test_a_suspension_ends_by_itself_at_its_planned_end(desk: Desk) -> None:
    desk.handled(5)
    desk.takes("coordinator", "suspend", until=instant("11-24 12:00"))
    desk.takes("manager", "approve_request")
    desk.wait_until("11-24 11:59")
    assert desk.fresh().suspended_at is not None
    desk.wait_until("11-24 12:30")
    case = desk.fresh()
    assert (case.suspended_at, case.suspended_until) == (None, None)
    assert case.suspended_seconds == int(timedelta(days=2, hours=9).total_seconds())
    desk.expects_notice("coordinator", "suspension_ended")
    assert desk.events()[-1] == "end_suspension"
    desk.takes("coordinator", "suspend", until=instant("11-25 12:00"))
    desk.holds()


def test_raising_a_resting_case_ends_its_rest(desk: Desk) -> None:
    desk.handled(4)
    desk.takes("coordinator", "suspend")
    desk.takes("manager", "approve_request")
    desk.pass_time(hours=1)
    desk.takes("coordinator", "change_level", level=3)
    case = desk.fresh()
    assert (case.suspended_at, case.suspended_seconds) == (None, 3600)


def test_a_request_that_the_level_has_outrun_is_not_approved(desk: Desk) -> None:
    desk.handled(4)
    desk.takes("coordinator", "suspend")
    desk.takes("coordinator", "extend")
    desk.takes("coordinator", "change_level", level=2)
    suspend, extend = desk.parts.requests
    desk.refuses("manager", "approve_request", clause="L9", request=suspend.number)
    desk.refuses("manager", "approve_request", clause="L9", request=extend.number)
    desk.takes("manager", "refuse_request", request=suspend.number)
    desk.takes("manager", "refuse_request", request=extend.number)


def test_solving_a_resting_case_ends_its_rest(desk: Desk) -> None:
    desk.handled(5)
    desk.takes("coordinator", "suspend")
    desk.takes("manager", "approve_request")
    desk.pass_time(hours=2)
    desk.takes("handler", "resolve")
    case = desk.fresh()
    assert (case.suspended_at, case.suspended_seconds) == (None, 7200)


def test_an_extension_leaves_the_limit_that_counts(desk: Desk) -> None:
    desk.handled(4)
    desk.refuses("coordinator", "extend", clause="L9", until=instant("11-23 02:00"))
    desk.takes("coordinator", "extend", until=instant("11-25 03:00"))
    desk.takes("manager", "approve_request")
    duty = desk.owing("resolution")[0]
    assert (duty.due_at, duty.first_due_at) == (instant("11-25 03:00"), instant("11-23 03:00"))
    desk.wait_until("11-24 10:00")
    desk.hears_nothing("manager", "overdue", duty="resolution")
    desk.takes("handler", "resolve")
    desk.met("resolution", late=True)  # by the original limit


def test_an_extension_is_asked_and_approved_before_the_limit(desk: Desk) -> None:
    desk.handled(4)
    desk.takes("coordinator", "extend")
    desk.wait_until("11-23 03:00")
    desk.refuses("manager", "approve_request", clause="L9")
    desk.takes("manager", "refuse_request")
    desk.refuses("coordinator", "extend", clause="L9")


def test_a_running_case_keeps_the_figures_of_its_report(desk: Desk) -> None:
    desk.handled(4)
    first = desk.case
    figures = {**DEFAULT_POLICY, "resolution_4": timedelta(hours=5), "resolution_3": timedelta(hours=2)}
    change_figures(
        figures, reason="试行", by=desk.people["coordinator"], at=desk.at, based_on=current_number()
    )
    desk.owes("coordinator", "resolution", by="11-23 03:00")
    desk.takes("coordinator", "change_level", level=3)
    desk.owes("coordinator", "resolution", by="11-22 13:00")
    desk.report(level=3)
    desk.owes("coordinator", "resolution", by="11-22 05:00")
    assert (first.policy_version, desk.case.policy_version) == (0, 1)
    desk.holds()
