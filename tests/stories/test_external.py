"""X: a problem that another department must solve, until it is really solved."""

from datetime import timedelta
from typing import Any

import pytest

from bihuan.problems.access import visible_to
from bihuan.problems.models import Branch, CalendarDay, Letter
from tests.stories.desk import Desk, instant


def branch(desk: Desk) -> Branch:
    return desk.parts.branches[-1]


def letter(desk: Desk) -> Letter:
    return desk.parts.letters[-1]


def opened(desk: Desk, level: int = 3, **fields: Any) -> None:
    desk.handled(level, **fields)
    desk.takes("coordinator", "open_external")


def written(desk: Desk, level: int = 3, **fields: Any) -> None:
    """A letter is out; its reply is due a day later."""
    opened(desk, level, **fields)
    write_again(desk)


def write_again(desk: Desk, **fields: Any) -> None:
    desk.takes("coordinator", "draft_letter", **fields)
    desk.takes("manager", "sign_letter")
    desk.takes("coordinator", "send_letter")


def test_the_manager_hears_of_an_external_department_within_two_hours(desk: Desk) -> None:
    # D55
    desk.handled(3)
    desk.forbids("handler", "open_external")
    desk.refuses("coordinator", "open_external", clause="X1", department="billing")
    desk.pass_time(minutes=10)
    desk.takes("coordinator", "open_external")
    assert desk.fresh().external
    desk.owes("coordinator", "manager_report", by="11-22 05:10", clause="X1")
    desk.refuses("coordinator", "open_external", clause="X1")
    desk.takes("coordinator", "open_external", department="transmission")
    desk.takes("coordinator", "brief_manager")
    desk.owes_not("manager_report")  # one report meets all that are open


def test_a_letter_is_drafted_signed_numbered_and_sent(desk: Desk) -> None:
    opened(desk)
    desk.rejects("coordinator", "draft_letter", "reply_by", reply_by="")
    desk.refuses("coordinator", "draft_letter", clause="X4", reply_by=desk.at)
    desk.takes("coordinator", "draft_letter")
    desk.expects_notice("manager", "letter_to_sign")
    desk.rejects("coordinator", "send_letter", "letter")
    desk.rejects("manager", "sign_letter", "copy_executives", copy_executives=None)
    desk.forbids("coordinator", "sign_letter")
    desk.takes("manager", "sign_letter")
    assert letter(desk).number == "计费函〔2026〕1号"
    desk.forbids("manager", "send_letter")
    desk.takes("coordinator", "send_letter")
    desk.owes("coordinator", "letter_reply", by="11-23 03:00", clause="X4")
    desk.takes("coordinator", "confirm_delivery", delivered_to="网络部值班")
    assert letter(desk).status == "delivered"


def test_nobody_signs_a_letter_he_drafted(desk: Desk) -> None:
    person = desk.people["manager"]
    person.role_codes = ["coordinator", "manager"]
    person.save()
    opened(desk)
    desk.takes("manager", "draft_letter")
    desk.refuses("manager", "sign_letter", clause="D56")


def test_a_letter_whose_deadline_passed_unsent_is_drafted_anew(desk: Desk) -> None:
    opened(desk)
    desk.takes("coordinator", "draft_letter")
    desk.takes("manager", "sign_letter")
    desk.pass_time(days=2)
    desk.refuses("coordinator", "send_letter", clause="X4")
    desk.refuses("coordinator", "send_letter", clause="S6", sent_at=desk.at + timedelta(minutes=1))


def test_market_departments_are_copied_while_users_are_affected(desk: Desk) -> None:
    opened(desk, users_affected="some")
    desk.takes("coordinator", "draft_letter", copies=["it"])
    assert letter(desk).copies == ["it", "customer_service", "marketing"]
    desk.takes("manager", "sign_letter", copy_executives=True)
    assert not visible_to(desk.people["marketing"]).exists()
    desk.takes("coordinator", "send_letter")
    desk.expects_notice("marketing", "letter_copied", letter="计费函〔2026〕1号")
    desk.expects_notice("executive", "letter_copied")
    desk.hears_nothing("outsider")
    assert [case.number for case in visible_to(desk.people["marketing"])] == [desk.case.number]


def test_if_users_become_affected_later_the_copies_go_then(desk: Desk) -> None:
    written(desk)
    assert letter(desk).copies == []
    desk.hears_nothing("marketing")
    desk.pass_time(hours=1)
    desk.takes("coordinator", "amend", field="users_affected", value="some", reason="营业厅反映受影响")
    assert letter(desk).copies == ["customer_service", "marketing"]
    desk.expects_notice("marketing", "letter_copied", times=1)
    desk.takes("coordinator", "amend", field="users_affected", value="large", reason="扩大")
    desk.expects_notice("marketing", "letter_copied", times=1)


def test_the_form_that_follows_brings_the_copies_too(desk: Desk) -> None:
    desk.report_by_phone()
    desk.takes("coordinator", "respond")
    desk.takes("coordinator", "open_external")
    write_again(desk)
    desk.hears_nothing("marketing")
    case = desk.takes("reporter", "complete_form", users_affected="large", external=False)
    desk.expects_notice("marketing", "letter_copied")
    assert case.external  # a branch is open, whatever the form says


def test_a_clear_plan_is_followed_up_again_and_again(desk: Desk) -> None:
    written(desk)
    desk.pass_time(hours=5)
    desk.refuses("coordinator", "follow_up", clause="X6")
    desk.takes("coordinator", "record_reply", verdict="clear", text="明日更换板卡")
    desk.met("letter_reply")
    desk.owes("coordinator", "external_follow_up", by="11-25 23:59:59", clause="X6")
    desk.wait_until("11-24 10:00")
    desk.takes("coordinator", "follow_up", informed_manager=True)
    desk.expects_notice("manager", "external_progress")
    desk.owes("coordinator", "external_follow_up", by="11-27 23:59:59")


def test_at_levels_1_and_2_it_is_followed_up_daily(desk: Desk) -> None:
    written(desk, 2)
    desk.takes("coordinator", "record_reply")
    desk.owes("coordinator", "external_follow_up", by="11-23 23:59:59")


def test_without_a_reply_the_centre_convenes_the_departments(desk: Desk) -> None:
    written(desk)
    desk.refuses("coordinator", "verify_external", clause="X7")
    desk.wait_until("11-23 03:05")
    desk.expects_notice("manager", "overdue", duty="letter_reply")
    desk.owes("coordinator", "special_meeting", by="11-26 23:59:59", clause="X4")  # Monday, so Thursday
    desk.wait_until("11-25 10:00")
    desk.rejects("coordinator", "hold_special_meeting", "plan", plan="")
    desk.takes("coordinator", "hold_special_meeting", held_at=instant("11-25 09:00"))
    desk.met("special_meeting", at="11-25 09:00")
    desk.owes("coordinator", "minutes", by="11-28 23:59:59")
    desk.owes("coordinator", "external_follow_up")
    assert branch(desk).status == "planned"
    desk.takes("coordinator", "sign_minutes")
    desk.holds()


def test_working_days_know_holidays_and_the_log_keeps_what_was_counted(desk: Desk) -> None:
    CalendarDay.objects.create(day="2026-11-24", is_working=False, label="临时停电")
    written(desk)
    desk.wait_until("11-23 03:05")
    desk.owes("coordinator", "special_meeting", by="11-27 23:59:59")
    CalendarDay.objects.all().delete()
    desk.holds()


def test_an_unclear_reply_may_be_mended_until_the_deadline(desk: Desk) -> None:
    written(desk)
    desk.pass_time(hours=2)
    desk.takes("coordinator", "record_reply", verdict="unclear", text="正在核查")
    desk.owes("coordinator", "letter_reply")
    desk.owes_not("special_meeting")
    desk.takes("coordinator", "record_reply", verdict="clear", text="明日更换")
    desk.owes("coordinator", "external_follow_up")
    desk.wait_until("11-23 04:00")
    desk.owes_not("special_meeting")


def test_an_unclear_reply_that_is_not_mended_counts_as_none(desk: Desk) -> None:
    written(desk)
    desk.takes("coordinator", "record_reply", verdict="unclear")
    desk.wait_until("11-23 03:05")
    desk.owes("coordinator", "special_meeting", by="11-26 23:59:59")
    desk.takes("coordinator", "record_reply", verdict="clear")  # too late: the meeting is held all the same
    desk.owes("coordinator", "special_meeting")
    desk.takes("coordinator", "hold_special_meeting")
    desk.owes_not("special_meeting")


def test_not_ours_counts_as_no_plan_unless_a_letter_goes_elsewhere(desk: Desk) -> None:
    written(desk)
    desk.takes("coordinator", "record_reply", verdict="not_theirs")
    desk.owes("coordinator", "special_meeting", by="11-25 23:59:59")
    write_again(desk, department="transmission")
    desk.is_void("special_meeting")
    desk.owes("coordinator", "letter_reply")
    desk.takes("coordinator", "record_reply", verdict="clear")
    desk.owes("coordinator", "external_follow_up")


def test_a_later_reply_that_takes_the_plan_back_calls_the_meeting(desk: Desk) -> None:
    written(desk)
    write_again(desk)
    first, second = desk.parts.letters
    desk.takes("coordinator", "record_reply", letter=first.number, verdict="clear")
    desk.owes("coordinator", "external_follow_up")
    desk.takes("coordinator", "record_reply", letter=second.number, verdict="faulty", text="方案无法实施")
    desk.is_void("external_follow_up")
    desk.owes("coordinator", "special_meeting")
    assert branch(desk).status == "open"
    desk.takes("coordinator", "hold_special_meeting")
    desk.owes("coordinator", "external_follow_up")
    desk.holds()


def test_three_rounds_until_it_is_really_solved(desk: Desk) -> None:
    # D54: the order is answered, the branch runs on beside it
    written(desk, business_affected=False)  # round 1: no reply, special meeting, notice, still there
    desk.takes("coordinator", "brief_manager")
    desk.wait_until("11-23 10:00")
    desk.takes("coordinator", "hold_special_meeting")
    desk.refuses("coordinator", "verify_external", clause="X7")
    desk.rejects("coordinator", "record_notice", "document", document="")
    desk.takes("coordinator", "record_notice")
    desk.owes("coordinator", "external_check", by="11-24 23:59:59", clause="X7")
    desk.owes_not("letter_reply", "external_follow_up")
    desk.refuses("coordinator", "record_notice", clause="X7")
    desk.takes("handler", "resolve", late_reason="等待网络部", recovered_at=instant("11-23 09:00"))
    assert desk.state == "handling"  # answered, but the branch is open
    desk.takes("coordinator", "verify_external", solved=False, evidence="整点仍有中断")
    assert (branch(desk).round, branch(desk).status, branch(desk).rounds[0]["plan"]) == (
        2,
        "open",
        "两日内更换板卡",
    )
    desk.owes("coordinator", "manager_report", by="11-23 12:00", clause="X1")
    old = desk.parts.letters[0]
    desk.refuses("coordinator", "record_notice", clause="X7")  # a new round begins with a letter
    desk.refuses("coordinator", "hold_special_meeting", clause="X4")

    write_again(desk)  # round 2: a faulty plan, special meeting, notice, still there
    desk.refuses("coordinator", "record_reply", clause="X7", letter=old.number)
    desk.takes("coordinator", "record_reply", verdict="faulty", text="方案影响其他业务")
    desk.owes("coordinator", "special_meeting", by="11-26 23:59:59")
    desk.takes("coordinator", "hold_special_meeting")
    desk.takes("coordinator", "record_notice")
    desk.takes("coordinator", "verify_external", solved=False, evidence="备用出口仍中断")
    assert branch(desk).round == 3

    write_again(desk)  # round 3: a clear plan, notice, solved
    desk.takes("coordinator", "record_reply")
    desk.pass_time(days=1)
    desk.takes("coordinator", "record_notice")
    desk.takes("coordinator", "verify_external", evidence="连续 24 小时无中断")
    assert (branch(desk).status, desk.state) == ("ended", "awaiting_confirmation")
    assert desk.fresh().resolved_at == desk.at  # the later of recovery and verification
    desk.met("resolution", late=True)  # the internal limit ran on beside it (D61)
    desk.holds()


def test_what_has_ended_is_not_taken_up_again(desk: Desk) -> None:
    written(desk)
    desk.takes("coordinator", "record_notice")
    desk.takes("coordinator", "verify_external")
    ended = branch(desk).number
    desk.takes("coordinator", "open_external", department="transmission")
    desk.refuses("coordinator", "verify_external", clause="X7", branch=ended, solved=False)
    desk.refuses("coordinator", "draft_letter", clause="X7", branch=ended)
    desk.refuses("coordinator", "follow_up", clause="X7", branch=ended)
    desk.refuses("coordinator", "record_reply", clause="X7", letter=desk.parts.letters[0].number)


def test_several_branches_run_beside_each_other(desk: Desk) -> None:
    opened(desk)
    desk.takes("coordinator", "open_external", department="transmission")
    desk.rejects("coordinator", "draft_letter", "branch")
    first, second = desk.parts.branches
    write_again(desk, branch=second.number)
    desk.takes("coordinator", "record_notice", branch=second.number)
    desk.takes("coordinator", "verify_external", branch=second.number)
    desk.takes("handler", "resolve")
    assert desk.state == "handling"
    assert first.status == "open"


@pytest.mark.parametrize("step", ["void", "merge"])
def test_a_case_with_an_open_branch_does_not_end_unsolved(desk: Desk, step: str) -> None:
    desk.handled()
    main = desk.case.number
    opened(desk)
    more = {"main_number": main} if step == "merge" else {}
    desk.refuses("coordinator", step, clause="X7", **more)
