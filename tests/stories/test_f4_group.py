"""F4: the group must give a concrete final plan."""

from datetime import timedelta

import pytest

from tests.stories.desk import Desk, instant


@pytest.mark.parametrize(("level", "due"), [(2, "11-22 05:00"), (3, "11-23 23:59:59")])
def test_the_group_owes_a_plan(desk: Desk, level: int, due: str) -> None:
    desk.handled(level)
    desk.takes("handler", "give_up")
    desk.takes("coordinator", "convene_group")
    assert desk.state == "in_group"
    desk.owes("lead", "group_plan", by=due, clause="F4.1")
    for who in ("lead", "lead2"):
        desk.expects_notice(who, "group_convened")
    desk.refuses("handler", "resolve", order=desk.parts.orders[0].number)
    for field in ("cause", "plan", "executor", "due_at"):
        desk.rejects("lead", "decide_plan", field, **{field: ""})
    desk.refuses("lead", "decide_plan", clause="F4.1", due_at=desk.at)
    desk.takes("lead", "decide_plan")
    desk.met("group_plan")
    assert desk.state == "handling"


def test_the_coordinator_records_what_two_leads_decided_and_decides_nothing_alone(desk: Desk) -> None:
    desk.handled()
    desk.takes("coordinator", "convene_group")
    desk.refuses("coordinator", "decide_plan", clause="D31", attendees=["coordinator", "handler"])
    desk.refuses("coordinator", "decide_plan", clause="D31", attendees=["lead", "handler"])
    desk.refuses("lead", "decide_plan", clause="D31", attendees=["handler"])
    desk.takes("coordinator", "decide_plan", attendees=["lead", "lead2"])


def test_without_a_change_the_executor_gets_an_order(desk: Desk) -> None:
    # D77
    desk.handled()
    desk.takes("handler", "give_up")
    desk.takes("coordinator", "convene_group")
    desk.takes("lead", "decide_plan", executor="handler2", plan="更换备件")
    old, new = desk.parts.orders
    assert (old.status, new.status, new.handler.username, new.plan) == (
        "cancelled", "issued", "handler2", "更换备件",
    )  # fmt: skip
    assert new.is_lead
    desk.expects_notice("handler2", "order_issued")
    desk.takes("handler2", "accept_order")
    desk.takes("handler2", "resolve")
    assert desk.state == "awaiting_confirmation"


def test_the_executor_who_gave_up_takes_his_order_up_again(desk: Desk) -> None:
    desk.handled()
    desk.takes("handler", "give_up")
    desk.takes("coordinator", "convene_group")
    desk.takes("lead", "decide_plan", executor="handler")
    assert [order.status for order in desk.parts.orders] == ["issued"]
    desk.takes("handler", "accept_order")
    desk.takes("handler", "resolve")
    assert desk.state == "awaiting_confirmation"


def test_a_group_convened_before_any_order_dispatches_by_its_plan(desk: Desk) -> None:
    desk.report(level=1)
    desk.takes("coordinator", "respond")
    desk.takes("coordinator", "convene_group")
    desk.owes("coordinator", "dispatch")
    desk.takes("lead", "decide_plan")
    desk.met("dispatch")
    desk.owes("coordinator", "handler_contact")


def test_a_joint_meeting_with_the_board_names_the_change(desk: Desk) -> None:
    # D32, D77
    desk.handled(2)
    desk.takes("handler", "give_up")
    desk.takes("coordinator", "convene_group", joint_with_cab=True)
    desk.expects_notice("board", "group_convened")
    desk.refuses("lead", "decide_plan", clause="F4.2")
    desk.takes("lead", "decide_plan", change_no="BG-20", executor="handler")
    meeting = desk.parts.meetings[0]
    assert (meeting.kind, meeting.joint_with_cab, meeting.record["change_no"]) == ("joint", True, "BG-20")
    desk.takes("handler", "accept_order")
    desk.refuses("handler", "resolve", clause="F3.2")
    desk.takes("changer", "update_change", status="approved")
    desk.takes("changer", "update_change", status="implemented", executor="changer")
    desk.takes("handler", "resolve")


def test_a_change_that_has_ended_is_not_named_again(desk: Desk) -> None:
    desk.handled()
    desk.takes("handler", "request_change", change_no="BG-1")
    desk.takes("changer", "update_change", status="rejected")
    desk.takes("coordinator", "convene_group")
    desk.refuses("lead", "decide_plan", clause="F4.2", change_no="BG-1")
    desk.takes("lead", "decide_plan", change_no="BG-2")


def test_the_minutes_are_signed_by_who_chaired(desk: Desk) -> None:
    desk.handled()
    desk.takes("coordinator", "convene_group")
    desk.forbids("lead", "sign_minutes")
    desk.takes("lead", "decide_plan", guests=[{"name": "甲工", "organisation": "厂商"}])
    desk.owes("lead", "minutes", by="11-25 23:59:59", clause="D46")
    desk.forbids("lead2", "sign_minutes")
    desk.takes("lead", "sign_minutes", text="纪要")
    desk.met("minutes")
    desk.forbids("lead2", "sign_minutes", meeting=desk.parts.meetings[0].number)
    desk.refuses("lead", "sign_minutes", clause="D46", meeting=desk.parts.meetings[0].number)


def test_nobody_signs_the_minutes_of_a_meeting_another_chaired(desk: Desk) -> None:
    desk.handled(2)
    desk.takes("coordinator", "convene_group")
    desk.takes("lead", "decide_plan")
    desk.takes("handler", "resolve")
    desk.takes("lead2", "hold_review")
    first, second = desk.parts.meetings
    desk.refuses("lead2", "sign_minutes", clause="D46", meeting=first.number)
    desk.takes("lead2", "sign_minutes", meeting=second.number)


def test_a_plan_may_bring_corrective_actions(desk: Desk) -> None:
    desk.handled()
    desk.takes("coordinator", "convene_group")
    action = {"owner": "handler3", "text": "更换同批次控制器", "due_on": "2026-12-10"}
    desk.takes("lead", "decide_plan", actions=[action])
    desk.owes("handler3", "action", by="12-10 23:59:59", clause="F6.3")


def test_the_group_takes_longer_than_it_may(desk: Desk) -> None:
    desk.handled(1)
    desk.takes("handler", "give_up")
    desk.pass_time(minutes=40)
    desk.expects_notice("manager", "overdue", duty="convene")
    desk.takes("coordinator", "convene_group", starts_at=desk.at + timedelta(minutes=10))
    desk.met("convene", late=True)
    desk.wait_until("11-22 05:41")
    for who in ("lead", "lead2", "manager"):
        desk.expects_notice(who, "overdue", duty="group_plan")
    assert desk.state == "in_group"  # nothing is closed because time ran out
    desk.takes("lead", "decide_plan", due_at=instant("11-22 09:00"))
    desk.met("group_plan", late=True)
    desk.holds()
