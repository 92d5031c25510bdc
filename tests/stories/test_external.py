"""X1–X6: a problem that another department must solve: the manager hears of it, letters go out, plans are followed."""

from datetime import timedelta
from typing import Any

from bihuan.problems.access import visible_to
from bihuan.problems.models import Branch, Event, Letter
from tests.stories.desk import Desk


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


def test_the_manager_decides_on_every_letter_whether_executives_are_copied(desk: Desk) -> None:
    # X3, D58: the decision is on record with its reason, whichever it is
    opened(desk, 2)
    desk.takes("coordinator", "draft_letter")
    desk.rejects("manager", "sign_letter", "copy_executives", copy_executives=None)
    desk.takes("manager", "sign_letter", copy_executives=False, reason="影响可控，暂不抄送")
    desk.takes("coordinator", "send_letter")
    desk.hears_nothing("executive", "letter_copied")
    desk.takes("coordinator", "draft_letter", reply_by=desk.at + timedelta(days=2))
    desk.takes("manager", "sign_letter", copy_executives=True, reason="影响扩大，抄送主管老总")
    desk.hears_nothing("executive", "letter_copied")  # the copy goes with the letter, not before it
    desk.takes("coordinator", "send_letter")
    desk.expects_notice("executive", "letter_copied")
    assert [row.copy_executives for row in desk.parts.letters] == [False, True]
    said = Event.objects.filter(stream=desk.case.number, step="sign_letter").order_by("seq")
    assert [event.data["fields"]["reason"] for event in said] == [
        "影响可控，暂不抄送",
        "影响扩大，抄送主管老总",
    ]


def test_a_change_that_the_plan_needs_goes_through_change_management(desk: Desk) -> None:
    # X5: while the department works on its part, ours is a change like any other
    written(desk)
    desk.takes("coordinator", "record_reply", verdict="clear")
    desk.takes("coordinator", "request_change", change_no="BG-5", plan="改用备用出口")
    desk.refuses("handler", "resolve", clause="F3.2")
    desk.refuses("changer", "update_change", clause="F3.2", status="implemented")
    desk.takes("changer", "update_change", status="approved")
    desk.takes("changer", "update_change", status="implemented", result="成功")
    desk.takes("handler", "resolve")
    assert desk.state == "handling"  # answered, but the department's part is still open
    desk.takes("coordinator", "record_notice")
    desk.takes("coordinator", "verify_external")
    assert desk.state == "awaiting_confirmation"
    desk.holds()


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
