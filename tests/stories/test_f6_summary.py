"""F6: analysis report, register, incident review, corrective actions."""

from datetime import date

import pytest

from bihuan.problems.models import RegisterRow
from bihuan.problems.queries.lookback import earlier_cases, other_systems
from tests.stories.desk import Desk, instant


def test_the_analysis_is_due_three_days_after_the_resolution(desk: Desk) -> None:
    desk.confirmed()
    desk.owes("handler", "analysis", by="11-25 23:59:59", clause="F6.1")
    desk.forbids("handler2", "submit_analysis")
    for field in ("cause", "method", "prevention"):
        desk.rejects("handler", "submit_analysis", field, **{field: ""})
    desk.wait_until("11-25 23:59")
    desk.takes("handler", "submit_analysis")
    desk.met("analysis")
    desk.owes("coordinator", "analysis_check", by="11-27 23:59:59")
    desk.refuses("handler", "submit_analysis", clause="F6.1")


def test_it_may_be_submitted_while_the_reporter_still_looks(desk: Desk) -> None:
    desk.answered()
    desk.takes("handler", "submit_analysis")
    desk.takes("coordinator", "accept_analysis")
    desk.takes("coordinator", "enter_register")
    assert desk.state == "awaiting_confirmation"


def test_an_analysis_is_sent_back_and_owed_again_within_a_day(desk: Desk) -> None:
    desk.confirmed()
    desk.refuses("coordinator", "return_analysis", clause="F6.1")
    desk.takes("handler", "submit_analysis", cause="不详")
    desk.pass_time(hours=20)
    desk.takes("coordinator", "return_analysis", reason="原因不具体")
    desk.met("analysis_check")
    desk.owes("handler", "analysis", by="11-23 23:59:59")
    desk.expects_notice("handler", "analysis_checked", status="returned")
    desk.takes("handler", "submit_analysis", cause="固件缺陷")
    desk.takes("coordinator", "accept_analysis")
    assert [row.status for row in desk.parts.analyses] == ["returned", "accepted"]
    desk.owes_not("analysis", "analysis_check")


def test_nobody_checks_his_own_analysis(desk: Desk) -> None:
    desk.report()
    desk.takes("coordinator", "dispatch", handler="coordinator", judgement="自行处理")
    desk.takes("coordinator", "resolve")
    desk.takes("coordinator", "submit_analysis")
    desk.refuses("coordinator", "accept_analysis", clause="F6.1")
    desk.refuses("coordinator", "return_analysis", clause="F6.1")
    desk.takes("coordinator2", "accept_analysis")


def test_the_lead_orders_handler_writes_the_one_report(desk: Desk) -> None:
    desk.handled()
    desk.takes("coordinator", "dispatch", handler="handler2", lead=True)
    desk.takes("handler2", "accept_order")
    desk.takes("handler", "resolve")
    desk.takes("handler2", "resolve")
    assert desk.case.handler.username == "handler2"
    desk.owes("handler2", "analysis")
    desk.forbids("handler", "submit_analysis")
    desk.takes("handler2", "submit_analysis")


def test_analysis_reports_are_urged(desk: Desk) -> None:
    desk.confirmed()
    desk.takes("coordinator", "urge", text="请按时提交分析报告")
    desk.expects_notice("handler", "urged")


def test_the_register_row_is_confirmed_within_three_days(desk: Desk) -> None:
    desk.confirmed()
    desk.owes("coordinator", "register", by="11-25 23:59:59", clause="F6.2")
    desk.forbids("handler", "enter_register")
    desk.takes("coordinator", "enter_register", row={"备注": "首次"})
    desk.met("register")
    row = RegisterRow.objects.get(problem=desk.case)
    assert (row.corrections, row.confirmed_by.username) == ({"备注": "首次"}, "coordinator")
    desk.refuses("coordinator", "enter_register", clause="F6.2")


def test_after_a_rejection_analysis_and_register_begin_anew(desk: Desk) -> None:
    desk.answered()
    desk.takes("handler", "submit_analysis")
    desk.takes("coordinator", "accept_analysis")
    desk.takes("coordinator", "enter_register")
    desk.takes("coordinator", "tell_reporter")
    desk.takes("reporter", "reject_result")
    desk.takes("handler", "resolve")
    desk.owes("handler", "analysis")
    desk.owes("coordinator", "register")
    desk.takes("handler", "submit_analysis")
    desk.takes("coordinator", "accept_analysis")
    desk.takes("coordinator", "enter_register")
    assert len(desk.parts.analyses) == 2  # the earlier one stays as a version


def test_a_review_held_in_time_may_be_written_down_later(desk: Desk) -> None:
    desk.confirmed(2)
    desk.owes("lead", "review", by="11-29 23:59:59", clause="F6.3")
    desk.wait_until("11-30 09:00")
    desk.refuses("lead", "hold_review", clause="F6.3", held_at=instant("11-30 10:00"))
    desk.refuses("lead", "hold_review", clause="F6.3", held_at=instant("11-22 02:00"))
    for item in ("root_cause_avoidable", "recurrence", "similar", "lessons"):
        desk.rejects("lead", "hold_review", item, **{item: ""})
    desk.takes("lead", "hold_review", held_at=instant("11-28 15:00"))
    desk.met("review", at="11-28 15:00")
    desk.owes("lead", "minutes", by="12-01 23:59:59")
    desk.refuses("lead2", "hold_review", clause="F6.3")
    desk.takes("lead", "sign_minutes")


def test_the_coordinator_only_records_the_groups_review(desk: Desk) -> None:
    desk.confirmed(1)
    desk.forbids("handler", "hold_review")
    desk.refuses("coordinator", "hold_review", clause="R11", attendees=["handler"])
    desk.takes("coordinator", "hold_review", attendees=["lead"])


@pytest.mark.parametrize("level", [3, 4, 5])
def test_below_level_2_no_review_is_owed(desk: Desk, level: int) -> None:
    desk.confirmed(level, business_affected=False)
    desk.owes_not("review")
    desk.refuses("lead", "hold_review", clause="F6.3")


def test_the_level_in_force_at_the_resolution_calls_for_the_review(desk: Desk) -> None:
    # D47
    desk.handled(3)
    desk.takes("coordinator", "change_level", level=2)
    desk.takes("handler", "resolve")
    desk.owes("lead", "review", by="11-29 23:59:59")
    desk.owes("coordinator", "archive", by="12-06 23:59:59")


def test_corrective_actions_are_tracked_to_the_end(desk: Desk) -> None:
    desk.confirmed(1)
    actions = [{"owner": "handler2", "text": "扩容", "due_on": "2026-12-20"}]
    desk.takes("lead", "hold_review", actions=actions)
    desk.owes("handler2", "action", by="12-20 23:59:59", clause="F6.3")
    desk.forbids("handler", "close_action")
    desk.rejects("handler2", "close_action", "evidence", evidence="")
    desk.takes("handler2", "close_action")
    desk.met("action")
    desk.owes("coordinator", "action_check", by="11-29 23:59:59")
    desk.forbids("handler2", "check_action")
    desk.takes("lead", "check_action", effect="未再出现")
    assert desk.parts.actions[0].status == "checked"
    desk.owes_not("action", "action_check")


def test_an_action_without_effect_is_its_owners_again(desk: Desk) -> None:
    desk.confirmed()
    desk.takes("lead", "open_action", owner="handler2", due_on="2026-12-01")
    desk.takes("handler2", "close_action")
    desk.takes("coordinator", "check_action", effect="昨日再次出现", verdict="ineffective")
    assert desk.parts.actions[0].status == "open"
    desk.owes("handler2", "action", by="12-01 23:59:59")
    desk.owes_not("action_check")
    desk.takes("handler2", "close_action", evidence="再次更换")
    desk.takes("coordinator", "check_action")
    desk.holds()


def test_nobody_checks_his_own_action(desk: Desk) -> None:
    desk.confirmed()
    desk.takes("lead", "open_action", owner="lead")
    desk.takes("lead", "close_action")
    desk.refuses("lead", "check_action", clause="F6.3")
    desk.takes("lead2", "check_action")


def test_an_action_lies_ahead_and_has_an_owner(desk: Desk) -> None:
    desk.confirmed()
    desk.refuses("lead", "open_action", clause="F6.3", due_on=date(2026, 11, 21))
    desk.rejects("lead", "open_action", "owner", owner="outsider")
    desk.forbids("handler", "open_action")


def test_a_level_1_case_whose_review_finds_two_earlier_ones(desk: Desk) -> None:
    # F6.3, D72: same system and category within 90 days; were the actions done?
    numbers = []
    for _place in range(2):
        desk.answered(3, business_affected=False)
        desk.takes("coordinator", "open_action", owner="handler2", text="固件升级")
        numbers.append(desk.case.number)
        desk.pass_time(days=20)
    desk.answered(1)
    found = earlier_cases(desk.fresh())
    assert [row.number for row in found] == numbers[::-1]
    assert [(row.open_actions, row.all_actions) for row in found] == [(1, 1), (1, 1)]
    assert other_systems(desk.fresh()) == []
    desk.takes("coordinator", "link", number=numbers[0], kind="repeat")
    desk.takes("lead", "hold_review", recurrence="固件升级两次未完成", actions=[
        {"owner": "handler3", "text": "月底前全部升级", "due_on": "2027-01-31", "check_how": "抽查版本"}
    ])  # fmt: skip
    desk.owes("handler3", "action")
    desk.takes("lead", "sign_minutes")
    desk.met("review")
    desk.holds()


def test_a_case_longer_ago_or_of_another_kind_is_no_repeat(desk: Desk) -> None:
    desk.answered(3, business_affected=False)
    desk.pass_time(days=91)
    desk.answered(3, business_affected=False, category="host")
    desk.answered(1)
    assert earlier_cases(desk.fresh()) == []
