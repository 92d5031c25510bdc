"""F7: the file goes to the records clerk with every paper, and is read-only once accepted."""

import pytest

from bihuan.problems.gate import Refused
from bihuan.process.lifecycle import STEPS
from tests.stories.desk import Desk, instant

CAST = ("reporter", "coordinator", "handler", "lead", "manager", "changer", "clerk", "executive")
ALIVE_BESIDE_THE_FILE = {
    "open_action", "close_action", "check_action", "link", "record_known_error", "retire_known_error",
    "link_known_error", "unlink_known_error",
}  # fmt: skip
OFFERED = ALIVE_BESIDE_THE_FILE | {"shelve_file", "hold_file"}


@pytest.mark.parametrize(("level", "due"), [(1, "12-06 23:59:59"), (3, "11-29 23:59:59")])
def test_the_file_is_handed_over_within_one_or_two_weeks(desk: Desk, level: int, due: str) -> None:
    desk.confirmed(level)
    desk.owes("coordinator", "archive", by=due, clause="F7.1")


def test_the_gate_names_each_paper_that_is_missing(desk: Desk) -> None:
    desk.confirmed(1)
    told = desk.refuses("coordinator", "hand_over", clause="D50")
    for missing in ("分析", "登记", "总结会"):
        assert missing in told
    desk.takes("handler", "submit_analysis")
    desk.takes("coordinator", "accept_analysis")
    desk.takes("coordinator", "enter_register")
    desk.takes("lead", "hold_review")
    assert "纪要" in desk.refuses("coordinator", "hand_over", clause="S5")
    desk.takes("lead", "sign_minutes")
    desk.takes("coordinator", "hand_over")
    assert desk.state == "awaiting_archive"


def test_an_open_duty_keeps_the_file_back(desk: Desk) -> None:
    desk.report(level=1)
    desk.takes("coordinator", "dispatch", judgement="切换", contacted_at=desk.at)
    desk.takes("handler", "accept_order")
    desk.takes("handler", "resolve")
    desk.takes("coordinator", "tell_reporter")
    desk.takes("reporter", "confirm")
    desk.takes("handler", "submit_analysis")
    desk.takes("coordinator", "accept_analysis")
    desk.takes("coordinator", "enter_register")
    desk.takes("lead", "hold_review")
    desk.takes("lead", "sign_minutes")
    told = desk.refuses("coordinator", "hand_over", clause="S5")
    assert len(told.splitlines()) == 2  # the report to the manager, the departments
    desk.takes("coordinator", "brief_manager")
    desk.takes("reporter", "notify_departments")
    desk.takes("coordinator", "hand_over")


def test_open_corrective_actions_live_beside_the_sealed_file(desk: Desk) -> None:
    desk.summed_up()
    desk.takes("lead", "open_action", owner="handler2", due_on="2026-12-01")
    desk.takes("coordinator", "hand_over")
    desk.takes("clerk", "accept_archive")
    desk.wait_until("12-02 00:00")
    desk.expects_notice("handler2", "overdue", duty="action")
    desk.takes("handler2", "close_action")
    desk.takes("coordinator", "check_action")
    assert desk.state == "archived"
    desk.holds()


def test_the_clerk_accepts_or_returns(desk: Desk) -> None:
    desk.summed_up()
    due = desk.owing("archive")[0].due_at
    desk.takes("coordinator", "hand_over")
    desk.owes("clerk", "archive_check", by="11-25 23:59:59", clause="F7.2")
    desk.forbids("coordinator", "accept_archive")
    desk.takes("clerk", "return_archive", reason="缺变更单")
    assert desk.state == "summarising"
    desk.expects_notice("coordinator", "archive_returned", reason="缺变更单")
    assert [duty.due_at for duty in desk.owing("archive")] == [due]
    desk.takes("coordinator", "hand_over")
    desk.rejects("clerk", "accept_archive", "location", location="")
    desk.pass_time(days=2)
    case = desk.takes("clerk", "accept_archive", location="档案柜 B-2")
    assert (case.archived_at, case.archive_location) == (instant("11-24 03:00"), "档案柜 B-2")
    desk.met("archive_check")


def test_the_archived_file_is_read_only_whatever_the_step(desk: Desk) -> None:
    desk.archived(1)
    for who in CAST:
        assert desk.offers(who) <= OFFERED
    before = desk.everything()
    for step in STEPS.values():
        if step.sources and not step.automatic and step.key not in OFFERED:
            with pytest.raises(Refused):
                desk.takes("clerk" if "clerk" in step.who else "coordinator", step.key)
    assert desk.everything() == before


def test_what_comes_back_after_the_archive_is_a_new_linked_case(desk: Desk) -> None:
    desk.archived()
    old = desk.case.number
    desk.refuses("coordinator", "reopen", clause="D39")
    desk.report()
    desk.refuses("coordinator", "link", clause="D72", number=desk.case.number, kind="repeat")
    desk.takes("coordinator", "link", number=old, kind="repeat")
    assert [(link.number, link.kind) for link in desk.parts.links] == [(old, "repeat")]


def test_within_a_week_a_solved_case_is_reopened(desk: Desk) -> None:
    desk.summed_up(2)
    due = desk.duties("resolution")[0].due_at
    desk.wait_until("11-28 12:00")
    case = desk.takes("coordinator", "reopen", reason="再次宕机")
    assert (case.state, case.round, case.resolved_at) == ("handling", 2, None)
    for key in ("analysis", "register", "review", "archive"):
        desk.is_void(key)
    assert [duty.due_at for duty in desk.owing("resolution")] == [due]
    desk.takes("handler", "resolve", late_reason="再次宕机")
    desk.owes("lead", "review", by="12-05 23:59:59")
    desk.takes("coordinator", "tell_reporter")
    desk.takes("reporter", "notify_departments")
    desk.takes("reporter", "confirm")
    assert "总结会" in desk.refuses("coordinator", "hand_over", clause="S5")
    desk.holds()


def test_a_file_that_is_handed_over_may_still_be_reopened(desk: Desk) -> None:
    desk.summed_up()
    desk.takes("coordinator", "hand_over")
    desk.takes("coordinator", "reopen")
    desk.owes_not("archive", "archive_check")
    assert desk.state == "handling"


def test_after_a_week_it_is_not(desk: Desk) -> None:
    desk.summed_up()
    desk.wait_until("11-29 03:01")
    desk.refuses("coordinator", "reopen", clause="D39")
