"""Who sees which case, and hears of it (D65)."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.notices.models import Notice
from bihuan.problems.access import NotFound, access_problem, visible_to
from tests.stories.conftest import desk
from tests.stories.desk import Desk

__all__ = ["desk"]
pytestmark = pytest.mark.postgres

READERS = (
    "reporter",
    "coordinator",
    "handler2",
    "lead",
    "manager",
    "changer",
    "clerk",
    "board",
    "executive",
    "auditor",
)
STRANGERS = ("outsider", "marketing", "admin", "security")


def test_members_and_the_auditor_read_every_case(desk: Desk) -> None:
    desk.report()
    for who in READERS:
        assert access_problem(desk.people[who], desk.case.number) == desk.case


def test_to_strangers_there_is_no_such_case(desk: Desk) -> None:
    desk.report()
    for who in STRANGERS:
        assert not visible_to(desk.people[who]).exists()
        for number in (desk.case.number, "WT-20261122-999", "", "x\x00", "%"):
            with pytest.raises(NotFound):
                access_problem(desk.people[who], number)


def test_market_staff_read_the_cases_that_their_department_was_told_of(desk: Desk) -> None:
    desk.report()
    untold = desk.case
    desk.answered()
    desk.takes("coordinator", "tell_reporter")
    desk.takes("reporter", "notify_departments", departments=["marketing"])
    marketing = desk.people["marketing"]
    assert list(visible_to(marketing)) == [desk.case]
    assert access_problem(marketing, desk.case.number) == desk.case
    with pytest.raises(NotFound):
        access_problem(marketing, untold.number)
    assert desk.offers("marketing") == set()
    desk.forbids("marketing", "comment")


def test_a_department_that_is_no_market_department_reads_nothing_by_being_told(desk: Desk) -> None:
    desk.answered()
    desk.takes("coordinator", "tell_reporter")
    desk.takes("reporter", "notify_departments", departments=["it"])
    for who in ("outsider", "admin", "security"):
        assert not visible_to(desk.people[who]).exists()


def test_nobody_is_told_of_what_he_may_not_read(desk: Desk) -> None:
    desk.archived(1, users_affected="large")
    desk.handled(3, users_affected="some")
    desk.takes("coordinator", "open_external")
    desk.takes("coordinator", "draft_letter", copies=["it", "customer_service"])
    desk.takes("manager", "sign_letter")
    desk.takes("coordinator", "send_letter")
    desk.pass_time(days=5)
    for notice in Notice.objects.exclude(stream__startswith="month:").select_related("to"):
        assert visible_to(notice.to).filter(number=notice.stream).exists(), (notice.to, notice.kind)


def test_nobody_is_told_what_he_did_himself(desk: Desk) -> None:
    desk.handled()
    desk.takes("coordinator", "supervise")
    desk.hears_nothing("coordinator", "supervised")


def test_a_disabled_account_sees_and_does_nothing(desk: Desk) -> None:
    desk.report()
    person = desk.people["coordinator"]
    person.is_active = False
    person.save()
    desk.forbids("coordinator", "respond")


def test_one_case_costs_one_query(desk: Desk) -> None:
    desk.report()
    with CaptureQueriesContext(connection) as captured:
        case = access_problem(desk.people["lead"], desk.case.number)
        assert case.reporter.department is not None and case.system is not None
    assert len(captured) == 1
