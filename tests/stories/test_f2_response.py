"""F2: the coordinator responds, tells the manager, dispatches and supervises."""

from datetime import timedelta

import pytest

from tests.stories.desk import Desk, instant

LIMITS = {
    1: ("11-22 03:10", "11-22 05:00"),
    2: ("11-22 03:10", "11-22 06:00"),
    3: ("11-22 03:30", "11-22 13:00"),
    4: ("11-22 04:00", "11-23 03:00"),
    5: ("11-23 03:00", "11-29 03:00"),
}


@pytest.mark.parametrize("level", LIMITS)
def test_every_level_has_its_limits_around_the_clock(desk: Desk, level: int) -> None:
    # D14, D15: a day is 24 hours, nights and Sundays included
    response, resolution = LIMITS[level]
    desk.report(level=level)
    desk.owes("coordinator", "response", by=response)
    desk.owes("coordinator", "dispatch", by="11-22 06:00", clause="F2.6")
    desk.owes("coordinator", "resolution", by=resolution)
    desk.takes("coordinator", "respond")
    desk.met("response")
    assert desk.state == "awaiting_dispatch"


def test_response_is_an_act_of_its_own_with_a_judgement(desk: Desk) -> None:
    # D13
    desk.report()
    desk.forbids("handler", "respond")
    desk.rejects("coordinator", "respond", "judgement", judgement="")
    desk.takes("coordinator", "comment")
    desk.takes("coordinator", "supervise")
    desk.owes("coordinator", "response")
    case = desk.takes("coordinator2", "respond")
    assert case.coordinator.username == "coordinator2"
    desk.owes("coordinator2", "dispatch")  # who responds takes over what the roster's person owed (D75)
    desk.refuses("coordinator", "respond", clause="F2.2")


def test_without_a_roster_every_coordinator_owes_the_response(desk: Desk) -> None:
    desk.at += timedelta(days=60)
    desk.report()
    desk.owes("coordinator", "response")
    for who in ("coordinator", "coordinator2"):
        desk.expects_notice(who, "owed")


def test_the_manager_is_told_within_ten_minutes_responded_or_not(desk: Desk) -> None:
    # D28
    desk.report(level=2)
    desk.owes("coordinator", "manager_report", by="11-22 03:10", clause="F2.1")
    desk.takes("coordinator", "respond")
    desk.owes("coordinator", "manager_report")
    desk.pass_time(minutes=9)
    desk.forbids("manager", "brief_manager")
    desk.takes("coordinator", "brief_manager", content="主库宕机，正在切换")
    desk.met("manager_report")
    assert "主库宕机" in desk.expects_notice("manager", "briefed").args["content"]


def test_raising_into_level_2_calls_for_the_manager_again(desk: Desk) -> None:
    desk.handled(3)
    desk.owes_not("manager_report")
    desk.pass_time(minutes=30)
    desk.takes("coordinator", "change_level", level=2)
    desk.owes("coordinator", "manager_report", by="11-22 03:40")


def test_dispatching_straight_away_is_the_response_too(desk: Desk) -> None:
    desk.report()
    desk.refuses("coordinator", "dispatch", clause="S3")
    desk.pass_time(minutes=5)
    case = desk.takes("coordinator", "dispatch", judgement="主机故障", level=3)
    assert (case.state, case.coordinator.username) == ("handling", "coordinator")
    assert desk.events() == ["report", "dispatch"]
    desk.met("response", at="11-22 03:05")
    desk.met("dispatch", at="11-22 03:05")
    desk.refuses("coordinator", "dispatch", clause="L7", handler="handler2", level=4)


def test_confirming_a_lower_level_needs_a_reason_and_tells_the_manager(desk: Desk) -> None:
    # D7
    desk.report(level=2)
    desk.refuses("coordinator", "respond", clause="S3", level=4)
    desk.pass_time(minutes=12)
    case = desk.takes("coordinator", "respond", level=4, reason="备库可立即接管")
    assert (case.level, case.level_reported) == (4, 2)
    desk.expects_notice("manager", "level_lowered", old=2, new=4)
    desk.met("response", late=True)  # judged by the level that was reported
    desk.owes("coordinator", "resolution", by="11-23 03:00")
    desk.owes("coordinator", "manager_report")  # not waived by the lower level


def test_what_the_coordinator_can_solve_he_solves_on_an_order_of_his_own(desk: Desk) -> None:
    # D5, D19
    desk.report()
    desk.takes("coordinator", "dispatch", handler="coordinator", judgement="自行处理")
    assert [order.status for order in desk.parts.orders] == ["accepted"]
    desk.takes("coordinator", "plan_order", needs_change=True)
    desk.refuses("coordinator", "resolve", clause="F3.2")
    desk.takes("coordinator", "request_change")
    desk.takes("changer", "update_change", status="approved")
    desk.takes("changer", "update_change", status="implemented")
    desk.takes("coordinator", "resolve")
    assert desk.state == "awaiting_confirmation"


def test_at_level_1_the_handler_is_called_at_once_and_the_order_may_follow(desk: Desk) -> None:
    desk.report(by="clerk", level=1)
    desk.pass_time(minutes=3)
    desk.takes("coordinator", "respond")
    desk.owes("coordinator", "handler_contact", by="11-22 03:13", clause="F2.5")
    desk.takes("clerk", "log_call", callee="handler", purpose="handler")
    desk.owes("coordinator", "handler_contact")  # it is the coordinator's call
    desk.pass_time(minutes=2)
    desk.takes("coordinator", "log_call", callee="handler", purpose="handler", outcome="no_answer")
    desk.owes("coordinator", "handler_contact")
    desk.takes("coordinator", "log_call", callee="handler", purpose="handler")
    desk.met("handler_contact", at="11-22 03:05")
    desk.owes("coordinator", "dispatch", by="11-22 06:00")


def test_a_contact_named_on_a_late_order_counts_from_when_it_was_made(desk: Desk) -> None:
    desk.report(level=2)
    desk.takes("coordinator", "respond")
    desk.pass_time(hours=1)
    desk.takes("coordinator", "dispatch", contacted_at=instant("11-22 03:06"), backfilled=True)
    desk.met("handler_contact", at="11-22 03:06")
    assert desk.parts.orders[0].backfilled


def test_a_contact_cannot_lie_ahead_or_before_the_report(desk: Desk) -> None:
    desk.report(level=2)
    desk.takes("coordinator", "respond")
    desk.refuses("coordinator", "dispatch", clause="F2.5", contacted_at=instant("11-22 03:01"))
    desk.refuses("coordinator", "dispatch", clause="F2.5", contacted_at=instant("11-22 02:59"))


def test_every_problem_is_dispatched_within_three_hours(desk: Desk) -> None:
    desk.report(level=5)
    desk.takes("coordinator", "respond")
    desk.wait_until("11-22 06:01")
    desk.expects_notice("manager", "overdue", duty="dispatch")
    desk.takes("coordinator", "dispatch")
    desk.met("dispatch", late=True)


def test_several_orders_are_answered_before_the_problem_is_solved(desk: Desk) -> None:
    desk.handled()
    desk.takes("coordinator", "dispatch", handler="handler2", task="恢复采集链路")
    desk.refuses("coordinator", "dispatch", clause="D20", handler="handler2")
    lead, assisting = desk.parts.orders
    assert (lead.is_lead, assisting.is_lead) == (True, False)
    desk.takes("handler", "resolve", recovered_at=instant("11-22 03:00"))
    assert desk.state == "handling"
    desk.pass_time(minutes=30)
    desk.takes("handler2", "accept_order")
    desk.takes("handler2", "resolve", recovered_at=instant("11-22 03:20"))
    assert desk.state == "awaiting_confirmation"
    assert desk.case.resolved_at == instant("11-22 03:20")  # the latest of the recoveries (S1)
    desk.met("resolution", at="11-22 03:20")


def test_an_order_that_is_not_needed_is_cancelled(desk: Desk) -> None:
    desk.handled()
    desk.takes("coordinator", "dispatch", handler="handler2")
    desk.takes("handler", "resolve")
    desk.takes("coordinator", "cancel_order", order=desk.parts.orders[1].number)
    assert desk.state == "awaiting_confirmation"
    desk.expects_notice("handler2", "order_cancelled")


def test_without_an_order_left_it_awaits_dispatch_again(desk: Desk) -> None:
    desk.handled()
    desk.takes("coordinator", "cancel_order")
    assert desk.state == "awaiting_dispatch"
    assert desk.case.handler is None


def test_the_handler_asks_for_a_transfer_and_the_clock_goes_on(desk: Desk) -> None:
    desk.handled()
    due = desk.owing("resolution")[0].due_at
    desk.pass_time(minutes=20)
    desk.takes("handler", "ask_transfer")
    desk.expects_notice("coordinator", "transfer_asked")
    desk.refuses("coordinator", "transfer", clause="D20", handler="handler")
    desk.takes("coordinator", "transfer", handler="handler2")
    order = desk.parts.orders[0]
    assert (order.handler.username, order.status) == ("handler2", "issued")
    assert desk.case.handler.username == "handler2"
    desk.forbids("handler", "accept_order", order=order.number)
    desk.takes("handler2", "accept_order")
    assert desk.owing("resolution")[0].due_at == due


def test_only_members_handle(desk: Desk) -> None:
    desk.report()
    desk.takes("coordinator", "respond")
    for who in ("outsider", "marketing", "auditor"):
        desk.rejects("coordinator", "dispatch", "handler", handler=who)


def test_anybody_may_urge_once_in_ten_minutes(desk: Desk) -> None:
    desk.handled()
    desk.takes("reporter2", "urge", text="营业厅在等")
    desk.expects_notice("handler", "urged", text="营业厅在等")
    desk.pass_time(minutes=9)
    desk.refuses("reporter2", "urge", clause="R7")
    desk.takes("reporter", "urge")
    desk.pass_time(minutes=2)
    desk.takes("reporter2", "urge")


def test_interventions_are_logged(desk: Desk) -> None:
    desk.handled()
    desk.forbids("handler2", "supervise")
    desk.takes("manager", "supervise", text="每小时反馈")
    desk.expects_notice("handler", "supervised", text="每小时反馈")
    assert desk.events()[-1] == "supervise"


def test_a_step_may_be_entered_later_within_limits(desk: Desk) -> None:
    desk.report()
    desk.wait_until("11-22 03:25")
    desk.refuses("coordinator", "respond", clause="S6", occurred_at=instant("11-22 03:14"))
    desk.refuses("coordinator", "respond", clause="S6", occurred_at=instant("11-22 03:26"))
    desk.refuses(
        "coordinator", "respond", clause="S6", occurred_at=instant("11-22 02:59"), backdate_reason="补录"
    )
    desk.takes("coordinator", "respond", occurred_at=instant("11-22 03:12"), backdate_reason="电话中已响应")
    desk.met("response", at="11-22 03:12")
    desk.wait_until("11-24 09:00")
    late = instant("11-23 08:00")
    desk.refuses("coordinator", "dispatch", clause="S6", occurred_at=late, backdate_reason="补录")
    desk.holds()
