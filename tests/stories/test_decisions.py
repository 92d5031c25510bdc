"""Decisions that no other story is about, each where the source leaves something open."""

import pytest

from bihuan.people.chain import rungs
from bihuan.problems.models import Problem
from bihuan.process.terms import ROLES
from tests.stories.desk import Desk, instant
from tests.stories.samples import SOLVED


def test_d1_and_d2_one_role_each_and_an_ordered_chain_of_leaders(desk: Desk) -> None:
    # D1, D2
    assert len({term.label for term in ROLES.values()}) == len(ROLES)
    assert [rung.user.username for rung in rungs()] == ["leader1", "leader2", "manager", "executive"]


def test_d11_one_main_category_and_more_if_need_be(desk: Desk) -> None:
    # D11
    case = desk.report(category="database", categories=["storage", "database", "host"])
    assert (case.category, case.categories) == ("database", ["storage", "host"])
    desk.rejects("reporter", "report", "categories", categories=["weather"])


def test_d18_dispatch_and_resolution_are_two_clocks(desk: Desk) -> None:
    # D18
    desk.report(level=1)
    desk.owes("coordinator", "resolution", by="11-22 05:00")
    desk.owes("coordinator", "dispatch", by="11-22 06:00")


@pytest.mark.parametrize("level", [4, 5])
def test_d43_every_level_owes_an_analysis(desk: Desk, level: int) -> None:
    # D43
    desk.answered(level, business_affected=False)
    desk.owes("handler", "analysis", by="11-25 23:59:59")


def test_d59_a_reply_deadline_is_later_than_the_sending(desk: Desk) -> None:
    # D59
    desk.handled()
    desk.takes("coordinator", "open_external")
    desk.rejects("coordinator", "draft_letter", "reply_by", reply_by=None)
    desk.refuses("coordinator", "draft_letter", clause="X4", reply_by=instant("11-22 02:00"))


def test_d63_people_without_an_account_are_named_participants(desk: Desk) -> None:
    # D63
    desk.handled()
    guests = [{"name": "甲工", "organisation": "存储厂商"}]
    desk.takes("coordinator", "convene_group", guests=guests)
    assert desk.parts.meetings[0].guests == guests


def test_d66_times_are_the_servers_and_read_as_shanghai(desk: Desk) -> None:
    # D66
    desk.report(discovered_at="2026-11-22 02:50")
    assert desk.case.discovered_at == instant("11-22 02:50")
    desk.report(discovered_at="2026-11-21T18:50:30+00:00")
    assert desk.case.discovered_at == instant("11-22 02:50:30")


def test_d69_the_delay_of_a_report_can_be_measured(desk: Desk) -> None:
    # D69
    case = desk.report(discovered_at=instant("11-22 02:15"))
    assert (case.reported_at - case.discovered_at).total_seconds() == 45 * 60


def test_d73_an_alarm_that_returns_during_verification_sends_it_back(desk: Desk) -> None:
    # D73
    desk.confirmed_up_to_the_reporter()
    due = desk.duties("resolution")[0].due_at
    desk.takes("reporter", "reject_result", reason="告警再次出现")
    assert [duty.due_at for duty in desk.owing("resolution")] == [due]


def test_d76_an_improvement_is_open_until_its_action_closes(desk: Desk) -> None:
    # D76
    desk.handled(5, business_affected=False)
    fix = [{"owner": "handler2", "text": "列入扩容工程", "due_on": "2027-03-31"}]
    desk.takes("handler", "resolve", workaround=True, final_fix=fix, criteria=SOLVED)
    assert desk.state == "awaiting_confirmation"
    assert [action.status for action in desk.parts.actions] == ["open"]
    desk.owes("handler2", "action", by="2027-03-31 23:59:59")
    assert Problem.objects.get(pk=desk.case.pk).level == 5
