"""F6.3, D36: corrective actions from their decision to the check of their effect, by somebody else."""

from datetime import date

from tests.stories.desk import Desk


def test_an_action_is_reminded_of_until_it_is_done_and_checked(desk: Desk) -> None:
    desk.answered(3)
    desk.refuses("coordinator", "open_action", clause="F6.3", due_on="2026-12-10", check_on="2026-12-09")
    desk.takes("coordinator", "open_action", owner="handler2", due_on="2026-12-10", check_on="2026-12-31",
               check_how="连续两周无告警")  # fmt: skip
    desk.owes("handler2", "action", by="12-10 23:59:59", clause="F6.3")
    desk.wait_until("12-07 12:00")
    desk.expects_notice("handler2", "due_soon", duty="action")
    desk.wait_until("12-11 00:30")
    desk.expects_notice("handler2", "overdue", duty="action")
    desk.expects_notice("manager", "overdue", duty="action")
    desk.rejects("handler2", "close_action", "evidence", evidence="")
    desk.takes("handler2", "close_action")
    desk.met("action", late=True)
    desk.owes("coordinator", "action_check", by="12-31 23:59:59")  # the day that was set
    desk.forbids("handler2", "check_action")
    desk.takes("coordinator", "check_action", verdict="ineffective")
    desk.owes("handler2", "action")
    desk.takes("handler2", "close_action")
    desk.takes("lead", "check_action")
    desk.owes_not("action", "action_check")
    desk.holds()


def test_a_check_without_a_day_is_owed_within_a_week(desk: Desk) -> None:
    desk.answered(3)
    desk.takes("coordinator", "open_action", owner="handler2", due_on="2026-12-10")
    desk.takes("handler2", "close_action")
    desk.owes("coordinator", "action_check", by="11-29 23:59:59")


def test_nobody_checks_his_own_action_whatever_his_roles(desk: Desk) -> None:
    desk.answered(3)
    desk.takes("lead", "open_action", owner="coordinator")
    desk.takes("coordinator", "close_action")
    desk.refuses("coordinator", "check_action", clause="F6.3")
    desk.owes("manager", "action_check")  # it is not owed by who may not do it
    desk.takes("manager", "check_action")


def test_a_decision_of_a_meeting_becomes_an_action(desk: Desk) -> None:
    desk.handled(2)
    desk.takes("coordinator", "convene_group")
    number = desk.parts.meetings[0].number
    desk.takes("lead", "open_action", owner="handler3", of_meeting=number)
    desk.rejects("lead", "open_action", "of_meeting", of_meeting="HY-1")
    desk.takes("lead", "decide_plan", actions=[
        {"owner": "handler2", "text": "更换", "due_on": "2026-12-10", "check_how": "巡检", "check_on": "2026-12-20"}
    ])  # fmt: skip
    assert [(a.owner.username, a.meeting.number, a.check_on) for a in desk.parts.actions if a.meeting] == [
        ("handler3", number, None),
        ("handler2", number, date(2026, 12, 20)),
    ]


def test_a_workaround_does_not_stand_without_an_action(desk: Desk) -> None:
    # F5.3, D36
    desk.handled(3)
    desk.takes("coordinator", "open_action", owner="handler2")
    desk.takes("handler2", "close_action")
    desk.refuses("handler", "resolve", clause="D36", workaround=True)  # a closed one is no final fix to come
    desk.takes("handler", "resolve", workaround=True, final_fix=[
        {"owner": "handler2", "text": "更换控制器", "due_on": "2026-12-10"}
    ])  # fmt: skip
    desk.owes("handler2", "action", by="12-10 23:59:59")
