"""F5.1–F5.3: what counts as solved, who is told, and the way back of a result that does not hold."""

from typing import Any

import pytest

from bihuan.problems.models import Problem
from tests.stories.desk import Desk, instant
from tests.stories.samples import NOT_HERE, SOLVED


def test_result_method_and_advice_are_all_needed(desk: Desk) -> None:
    desk.handled()
    for field in ("result", "method", "advice", "criteria", "recovered_at"):
        desk.rejects("handler", "resolve", field, **{field: ""})
    desk.takes("handler", "resolve")
    desk.expects_notice("coordinator", "order_answered")
    desk.owes("coordinator", "reporter_told", by="11-22 03:30", clause="F5.1")


@pytest.mark.parametrize(
    ("level", "business", "alarm", "open_to", "not_open_to"),
    [
        (3, True, False, ["alarm_cleared", "risk_removed"], ["business_normal", "work_resumed"]),
        (3, False, True, ["business_normal", "work_resumed", "risk_removed"], ["alarm_cleared"]),
        (4, False, False, ["business_normal", "work_resumed", "alarm_cleared"], ["risk_removed"]),
        (5, False, False, ["business_normal"], ["risk_removed"]),
        (3, False, False, ["business_normal", "work_resumed", "alarm_cleared"], []),
    ],
)
def test_which_criteria_may_be_not_applicable(
    desk: Desk, level: int, business: bool, alarm: bool, open_to: list[str], not_open_to: list[str]
) -> None:
    # D34
    desk.handled(level, business_affected=business)
    Problem.objects.filter(pk=desk.case.pk).update(alarm_raised=alarm)
    for name in not_open_to:
        desk.refuses("handler", "resolve", clause="F5.3", criteria={**SOLVED, name: NOT_HERE})
    desk.takes("handler", "resolve", criteria={**SOLVED, **dict.fromkeys(open_to, NOT_HERE)})
    assert desk.state == "awaiting_confirmation"


def test_at_least_one_criterion_is_met_and_each_is_judged(desk: Desk) -> None:
    desk.handled(business_affected=False)
    desk.refuses("handler", "resolve", clause="F5.3", criteria=dict.fromkeys(SOLVED, NOT_HERE))
    wrong: list[Any] = [
        {"business_normal": "met"},
        {**SOLVED, "alarm_cleared": {"not_applicable": " "}},
        {**SOLVED, "risk_removed": "no"},
        {**SOLVED, "more": "met"},
        "met",
        [],
    ]
    for criteria in wrong:
        desk.rejects("handler", "resolve", "criteria", criteria=criteria)


def test_the_recovery_counts_and_lies_between_discovery_and_answer(desk: Desk) -> None:
    desk.handled()
    desk.wait_until("11-22 12:00")
    desk.refuses("handler", "resolve", clause="D35", recovered_at=instant("11-22 12:01"))
    desk.refuses("handler", "resolve", clause="D35", recovered_at=instant("11-22 02:54"))
    desk.takes("handler", "resolve", recovered_at=instant("11-22 09:30"))
    assert desk.case.resolved_at == instant("11-22 09:30")
    desk.met("resolution", at="11-22 09:30")
    desk.owes("coordinator", "reporter_told", by="11-22 12:30")  # telling counts from the answer


def test_a_late_answer_says_why(desk: Desk) -> None:
    desk.handled(1)
    desk.wait_until("11-22 05:20")
    desk.refuses("handler", "resolve", clause="D26")
    desk.takes("handler", "resolve", late_reason="备件凌晨才到")
    desk.met("resolution", late=True)


def test_solved_before_it_was_reported_is_in_time(desk: Desk) -> None:
    desk.handled(3, discovered_at=instant("11-22 01:00"))
    desk.takes("handler", "resolve", recovered_at=instant("11-22 02:10"))
    desk.met("resolution", at="11-22 02:10")


def test_a_workaround_counts_only_with_an_action_for_the_final_fix(desk: Desk) -> None:
    desk.handled()
    desk.refuses("handler", "resolve", clause="D36", workaround=True)
    fix = [{"owner": "handler2", "text": "更换控制器", "due_on": "2026-12-01"}]
    desk.takes("handler", "resolve", workaround=True, final_fix=fix)
    desk.owes("handler2", "action", by="12-01 23:59:59")
    desk.expects_notice("handler2", "action_opened")
    assert desk.parts.orders[0].workaround


def test_the_reporter_is_told_once_and_then_he_confirms(desk: Desk) -> None:
    desk.answered()
    desk.refuses("reporter", "confirm", clause="F5.4")
    desk.refuses("reporter", "reject_result", clause="F5.4")
    desk.forbids("handler", "tell_reporter")
    desk.takes("coordinator", "tell_reporter", text="已恢复，请验证")
    desk.expects_notice("reporter", "reporter_told", text="已恢复，请验证")
    desk.refuses("coordinator", "tell_reporter", clause="F5.1")
    desk.owes("reporter", "confirmation", by="11-23 03:00", clause="F5.4")
    desk.forbids("reporter2", "confirm")
    desk.takes("reporter", "confirm")
    desk.met("confirmation")
    assert desk.state == "summarising"


def test_affected_departments_are_told_by_the_reporter_at_once(desk: Desk) -> None:
    desk.answered()
    desk.refuses("reporter", "notify_departments", clause="F5.2")
    desk.takes("coordinator", "tell_reporter")
    desk.owes("reporter", "departments_told", by="11-22 03:30", clause="F5.2")
    desk.refuses("coordinator", "notify_departments", clause="F5.2")
    desk.takes("reporter", "notify_departments", departments=["marketing", "customer_service"])
    desk.met("departments_told")
    desk.expects_notice("marketing", "department_told")
    desk.hears_nothing("outsider")


def test_the_coordinator_tells_the_departments_only_if_the_reporter_is_absent(desk: Desk) -> None:
    # D42
    desk.answered()
    desk.takes("coordinator", "tell_reporter")
    desk.takes("coordinator", "notify_departments", absence="值班员交接班", departments="it")
    desk.met("departments_told")
    for who in ("outsider", "admin", "security", "auditor"):
        desk.hears_nothing(who)


def test_no_department_is_told_where_no_business_was_affected(desk: Desk) -> None:
    desk.answered(business_affected=False)
    desk.takes("coordinator", "tell_reporter")
    desk.owes_not("departments_told")
    desk.refuses("reporter", "notify_departments", clause="F5.2")


def test_a_rejected_result_goes_back_on_the_original_clock(desk: Desk) -> None:
    # D38
    desk.confirmed_up_to_the_reporter()
    due = desk.duties("resolution")[0].due_at
    desk.pass_time(hours=1)
    desk.rejects("reporter", "reject_result", "reason", reason="")
    case = desk.takes("reporter", "reject_result", reason="仍有积压")
    assert (case.state, case.round, case.resolved_at, case.criteria) == ("handling", 2, None, {})
    order = desk.parts.orders[0]
    assert (order.status, order.round, order.handler.username) == ("accepted", 2, "handler")
    assert (order.result, order.answers[0]["result"]) == ("", "主库恢复，批价追平")
    assert [duty.due_at for duty in desk.owing("resolution")] == [due]
    desk.is_void("confirmation")
    desk.is_void("reporter_told")
    desk.is_void("departments_told")
    desk.is_void("analysis")
    desk.is_void("register")
    desk.is_void("archive")
    desk.expects_notice("handler", "order_again", reason="仍有积压")
    desk.takes("handler", "resolve", recovered_at=desk.at)
    for key in ("reporter_told", "analysis", "register", "archive"):
        assert len(desk.owing(key)) == 1
    desk.holds()


def test_a_second_rejection_suggests_the_group(desk: Desk) -> None:
    desk.confirmed_up_to_the_reporter()
    desk.takes("reporter", "reject_result")
    desk.hears_nothing("coordinator", "group_suggested")
    desk.takes("handler", "resolve")
    desk.takes("coordinator", "tell_reporter")
    desk.takes("reporter", "reject_result")
    desk.expects_notice("coordinator", "group_suggested", round=3)


def test_only_the_named_order_is_worked_on_again(desk: Desk) -> None:
    # D40
    desk.handled()
    desk.takes("coordinator", "dispatch", handler="handler2")
    desk.takes("handler2", "accept_order")
    desk.takes("handler", "resolve")
    desk.takes("handler2", "resolve")
    desk.takes("coordinator", "tell_reporter")
    second = desk.parts.orders[1]
    desk.rejects("reporter", "reject_result", "orders", orders=["GD-0"])
    desk.takes("reporter", "reject_result", orders=[second.number])
    assert [order.status for order in desk.parts.orders] == ["done", "accepted"]
    desk.takes("handler2", "resolve", recovered_at=desk.at)
    assert desk.state == "awaiting_confirmation"


def test_a_result_rejected_after_the_limit_is_told_to_the_manager(desk: Desk) -> None:
    desk.confirmed_up_to_the_reporter(3)
    desk.wait_until("11-22 14:00")
    desk.owes_not("manager_report")
    desk.takes("reporter", "reject_result")
    desk.owes("coordinator", "manager_report", by="11-22 16:00", clause="D29")
    desk.pass_time(minutes=1)
    desk.expects_notice("manager", "overdue", duty="resolution")
    assert len(desk.owing("manager_report")) == 1
