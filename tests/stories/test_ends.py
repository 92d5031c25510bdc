"""D52, F5.4: ends that are no solution. Nothing is deleted, nothing owed is dodged."""

import pytest

from bihuan.process.lifecycle import STEPS
from tests.stories.desk import Desk


def test_the_reporter_withdraws_before_the_response(desk: Desk) -> None:
    desk.report()
    desk.forbids("coordinator", "withdraw")
    desk.takes("reporter", "withdraw")
    assert (desk.state, desk.owing()) == ("withdrawn", [])
    desk.expects_notice("coordinator", "case_ended")
    desk.pass_time(hours=12)
    desk.hears_nothing("coordinator", "overdue")
    desk.holds()


def test_after_the_response_it_is_not_withdrawn(desk: Desk) -> None:
    desk.report()
    desk.takes("coordinator", "respond")
    desk.refuses("reporter", "withdraw", clause="D52")


def test_the_manager_hears_of_a_serious_report_that_is_withdrawn(desk: Desk) -> None:
    desk.report(level=1)
    desk.takes("reporter", "withdraw")
    desk.expects_notice("manager", "case_ended")


@pytest.mark.parametrize("level", [3, 4, 5])
def test_the_coordinator_voids_below_level_2(desk: Desk, level: int) -> None:
    desk.handled(level)
    desk.rejects("coordinator", "void", "reason", reason="")
    desk.forbids("manager", "void")
    desk.takes("coordinator", "void")
    assert (desk.state, desk.owing()) == ("void", [])
    assert [order.status for order in desk.parts.orders] == ["cancelled"]
    desk.expects_notice("handler", "order_cancelled")
    desk.expects_notice("reporter", "case_ended", state="void")
    assert not [key for key in desk.offers("coordinator") if STEPS[key].main]


@pytest.mark.parametrize("level", [1, 2])
def test_at_levels_1_and_2_the_manager_voids_once_he_was_told(desk: Desk, level: int) -> None:
    desk.report(level=level)
    desk.refuses("coordinator", "void", clause="F5.4")
    desk.refuses("manager", "void", clause="F5.4")
    desk.takes("coordinator", "brief_manager")
    desk.takes("manager", "void")
    assert desk.state == "void"


def test_a_running_change_is_not_left_hanging(desk: Desk) -> None:
    desk.handled()
    desk.takes("handler", "request_change")
    desk.refuses("coordinator", "void", clause="F3.2")
    desk.takes("changer", "update_change", status="cancelled")
    desk.takes("coordinator", "void")


def test_what_is_solved_is_not_voided(desk: Desk) -> None:
    desk.answered()
    desk.refuses("coordinator", "void", clause="D52")


def test_a_duplicate_is_merged_and_linked(desk: Desk) -> None:
    desk.handled()
    main = desk.case
    desk.report()
    desk.refuses("coordinator", "merge", clause="D52", main_number=desk.case.number)
    desk.rejects("coordinator", "merge", "main_number", main_number="WT-20261122-999")
    desk.takes("coordinator", "merge", main_number=main.number)
    assert (desk.state, desk.fresh().main_id, desk.owing()) == ("merged", main.pk, [])
    merged, desk.case = desk.case.number, main
    assert [(link.number, link.kind) for link in desk.parts.links] == [(merged, "merged")]
    assert desk.events()[-1] == "take_merged"
    desk.owes_not("manager_report")
    desk.holds()


def test_a_merge_does_not_dodge_the_report_to_the_manager(desk: Desk) -> None:
    desk.handled(4)
    main = desk.case
    desk.pass_time(minutes=1)
    desk.report(level=1)
    desk.pass_time(minutes=3)
    desk.refuses("coordinator", "merge", clause="F5.4", main_number=main.number)
    desk.takes("manager", "merge", main_number=main.number)
    desk.owes_not("manager_report")
    desk.case = main
    desk.owes("coordinator", "manager_report", by="11-22 03:11", clause="F5.4")  # by the time it was owed
    desk.takes("coordinator", "brief_manager")
    desk.met("manager_report")
    desk.holds()


def test_a_report_that_was_made_is_not_owed_again(desk: Desk) -> None:
    desk.handled(2)
    main = desk.case
    desk.report(level=1)
    desk.takes("coordinator", "brief_manager")
    desk.takes("manager", "merge", main_number=main.number)
    desk.case = main
    desk.owes_not("manager_report")


def test_open_corrective_actions_go_over_to_the_main_case(desk: Desk) -> None:
    desk.handled()
    main = desk.case
    desk.handled()
    desk.takes("lead", "open_action", owner="handler2", due_on="2026-12-01", text="扩容")
    desk.takes("lead", "open_action", owner="handler3", due_on="2026-12-02", text="巡检")
    desk.takes("handler2", "close_action")
    desk.takes("coordinator", "merge", main_number=main.number)
    assert [action.status for action in desk.parts.actions] == ["closed", "void"]
    desk.owes("coordinator", "action_check")  # what was done is still checked where it was done
    desk.takes("lead", "check_action")
    desk.case = main
    desk.owes("handler3", "action", by="12-02 23:59:59")
    assert [(row.text, row.opened_by.username) for row in desk.parts.actions] == [("巡检", "lead")]
    desk.takes("handler3", "close_action")
    desk.holds()


def test_a_main_case_must_be_open(desk: Desk) -> None:
    desk.archived()
    main = desk.case.number
    desk.report()
    desk.refuses("coordinator", "merge", clause="D52", main_number=main)
