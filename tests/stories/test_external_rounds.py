"""X4–X7: no plan, a faulty plan, a notice too early: round by round until it is really solved."""

import pytest

from bihuan.problems.models import CalendarDay
from tests.stories.desk import Desk, instant
from tests.stories.test_external import branch, opened, write_again, written


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
    assert (branch(desk).round, branch(desk).status) == (2, "open")
    assert branch(desk).rounds[0]["plan"] == "两日内更换板卡"
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
