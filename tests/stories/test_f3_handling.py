"""F3: the handler finds cause and plan; what changes a system goes through change management."""

import pytest

from tests.stories.desk import Desk


def test_cause_and_plan_stand_on_the_order(desk: Desk) -> None:
    desk.handled()
    desk.forbids("handler2", "plan_order")
    desk.takes("handler", "plan_order", cause="控制器故障", plan="切换")
    order = desk.parts.orders[0]
    assert (order.cause, order.plan) == ("控制器故障", "切换")
    desk.takes("handler", "interim_reply", text="正在切换")
    desk.expects_notice("coordinator", "interim_reply", text="正在切换")


def test_an_order_is_accepted_before_it_is_worked_on(desk: Desk) -> None:
    desk.report()
    desk.takes("coordinator", "respond")
    desk.takes("coordinator", "dispatch")
    desk.expects_notice("handler", "order_issued")
    for step in ("plan_order", "resolve", "give_up"):
        desk.refuses("handler", step, order=desk.parts.orders[0].number)
    desk.takes("handler", "accept_order")
    desk.refuses("handler", "accept_order", clause="F2.4", order=desk.parts.orders[0].number)


def test_an_order_with_a_change_waits_until_it_is_implemented(desk: Desk) -> None:
    desk.handled()
    desk.takes("handler", "plan_order", needs_change=True)
    desk.refuses("handler", "resolve", clause="F3.2")
    desk.takes("handler", "request_change", change_no="BG-7")
    desk.expects_notice("changer", "change_requested", change="BG-7")
    assert "BG-7" in desk.refuses("handler", "resolve", clause="F3.2")
    desk.forbids("handler", "update_change")
    desk.refuses("changer", "update_change", clause="F3.2", status="implemented")
    desk.takes("changer", "update_change", status="approved")
    desk.expects_notice("handler", "change_moved", status="approved")
    desk.refuses("handler", "resolve", clause="F3.2")
    desk.refuses("coordinator", "cancel_order", clause="F3.2")
    desk.takes("changer", "update_change", status="implemented", executor="handler2", result="成功")
    desk.refuses("changer", "update_change", clause="F3.2", change_no="BG-7", status="failed")
    assert [entry[0] for entry in desk.parts.changes[0].history] == ["requested", "approved", "implemented"]
    desk.takes("handler", "resolve")
    assert desk.state == "awaiting_confirmation"


@pytest.mark.parametrize(
    "path", [["rejected"], ["cancelled"], ["approved", "failed"], ["approved", "cancelled"]]
)
def test_a_change_that_comes_to_nothing_is_asked_for_anew_or_planned_away(
    desk: Desk, path: list[str]
) -> None:
    desk.handled()
    desk.takes("handler", "request_change", change_no="BG-1")
    for status in path:
        desk.takes("changer", "update_change", status=status)
    desk.refuses("handler", "resolve", clause="F3.2")
    desk.refuses("handler", "request_change", clause="F3.2", change_no="BG-1")
    desk.takes("handler", "request_change", change_no="BG-2")
    desk.refuses("handler", "plan_order", clause="F3.2")  # without a change, while one runs
    desk.takes("changer", "update_change", status="cancelled")
    desk.takes("handler", "plan_order")
    desk.takes("handler", "resolve")


def test_the_coordinator_is_the_counterpart_of_every_change(desk: Desk) -> None:
    desk.handled()
    desk.takes("coordinator", "request_change", change_no="BG-3")
    assert desk.parts.changes[0].order_id == desk.parts.orders[0].pk
    desk.refuses("handler", "resolve", clause="F3.2")
    desk.takes("changer", "update_change", status="approved")
    desk.expects_notice("coordinator", "change_moved", change="BG-3")


def test_nobody_approves_a_change_he_asked_for(desk: Desk) -> None:
    desk.report()
    desk.takes("coordinator", "respond")
    desk.takes("coordinator", "dispatch", handler="changer")
    desk.takes("changer", "accept_order")
    desk.takes("changer", "request_change")
    desk.refuses("changer", "update_change", clause="R6", status="approved")


def test_an_emergency_change_goes_first_with_the_managers_consent(desk: Desk) -> None:
    desk.handled(1)
    desk.takes("handler", "request_change", emergency=True)
    desk.expects_notice("manager", "emergency_change")
    desk.refuses("changer", "update_change", clause="D33", status="implemented")
    desk.forbids("coordinator", "approve_emergency_change")
    desk.takes("manager", "approve_emergency_change")
    desk.refuses("manager", "approve_emergency_change", clause="D33")
    desk.takes("changer", "update_change", status="implemented")
    desk.takes("handler", "resolve")


def test_below_level_2_no_change_is_an_emergency(desk: Desk) -> None:
    desk.handled(3)
    desk.refuses("handler", "request_change", clause="D33", emergency=True)
    desk.takes("handler", "request_change")
    desk.refuses("manager", "approve_emergency_change", clause="D33")


def test_the_other_handlers_order_is_not_mine(desk: Desk) -> None:
    desk.handled()
    desk.takes("coordinator", "dispatch", handler="handler2")
    theirs = desk.parts.orders[0].number
    for step in ("accept_order", "plan_order", "resolve", "give_up", "request_change", "ask_transfer"):
        desk.forbids("handler2", step, order=theirs)
    desk.takes("handler2", "request_change")  # left out, it is his own
    assert desk.parts.changes[0].order_id == desk.parts.orders[1].pk


@pytest.mark.parametrize(("level", "due"), [(1, "11-22 03:30"), (3, "11-22 07:00")])
def test_who_cannot_solve_it_says_so_and_the_group_is_to_be_convened(
    desk: Desk, level: int, due: str
) -> None:
    desk.handled(level)
    desk.rejects("handler", "give_up", "kind", kind="tired")
    desk.takes("handler", "give_up")
    assert (desk.state, desk.parts.orders[0].status) == ("handling", "returned")
    desk.owes("coordinator", "convene", by=due, clause="F3.5")
    desk.refuses("handler", "resolve", clause="F2.4", order=desk.parts.orders[0].number)
    desk.takes("coordinator", "convene_group")
    desk.met("convene")


def test_another_handler_may_be_tried_instead_of_the_group(desk: Desk) -> None:
    desk.handled()
    desk.takes("handler", "give_up", kind="unsolved")
    desk.takes("coordinator", "transfer", handler="handler2")
    desk.met("convene")
    desk.takes("handler2", "accept_order")
    desk.takes("handler2", "resolve")
    assert desk.state == "awaiting_confirmation"


def test_while_an_order_is_returned_the_group_stays_owed(desk: Desk) -> None:
    desk.handled()
    desk.takes("coordinator", "dispatch", handler="handler2")
    desk.takes("handler2", "accept_order")
    desk.takes("handler", "give_up")
    desk.takes("handler2", "give_up")
    mine, theirs = (order.number for order in desk.parts.orders)
    desk.takes("coordinator", "transfer", order=mine, handler="handler3")
    desk.owes("coordinator", "convene")
    desk.takes("coordinator", "cancel_order", order=theirs)
    desk.met("convene")
