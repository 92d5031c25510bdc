"""The net below the sweep at the edges: suspended, cancelled, merged, archived cases neither hide nor feign a hole."""

from datetime import timedelta

import pytest

from bihuan.problems.models import Escalation
from tests.problems.test_selfcheck import found, issued
from tests.stories.conftest import desk
from tests.stories.desk import Desk

__all__ = ["desk"]
pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def quiet(desk: Desk, hours: int, *, minutes: int = 10) -> None:
    """Time passes in which the net finds nothing."""
    for _span in range(hours * 60 // minutes):
        desk.pass_time(minutes=minutes)
        assert found(desk) == [], desk.at


def suspended(desk: Desk) -> None:
    """An order of level 4 is out, and the case is suspended before anybody accepted it."""
    desk.report(level=4)
    desk.takes("coordinator", "respond")
    desk.takes("coordinator", "dispatch")
    desk.takes("coordinator", "suspend")
    desk.pass_time(minutes=5)
    desk.takes("manager", "approve_request")


def test_after_a_suspension_that_ends_early_the_order_is_asked_about_at_once(desk: Desk) -> None:
    suspended(desk)
    quiet(desk, 1)
    desk.hears_nothing("handler", "order_waits")
    desk.takes("coordinator", "resume")
    assert found(desk) == []
    desk.pass_time(seconds=5)
    desk.expects_notice("handler", "order_waits", times=1)
    quiet(desk, 2)


def test_a_suspension_that_runs_its_time_ends_without_a_finding(desk: Desk) -> None:
    suspended(desk)
    ends = desk.fresh().suspended_until
    assert ends is not None
    while desk.at < ends + timedelta(hours=3):
        desk.pass_time(hours=1)
        desk.pass_time(seconds=5)  # the sweep after the one that ends the suspension
        assert found(desk) == [], desk.at
    desk.expects_notice("handler", "order_waits", times=1)


def test_an_order_that_is_cancelled_or_goes_on_in_the_group_leaves_no_hole(desk: Desk) -> None:
    issued(desk)
    desk.takes("coordinator", "cancel_order")
    quiet(desk, 1)
    desk.hears_nothing("handler", "order_waits")
    desk.takes("coordinator", "dispatch", handler="handler2")
    desk.takes("coordinator", "convene_group")
    quiet(desk, 1)
    desk.expects_notice("handler2", "order_waits", times=2)


@pytest.mark.parametrize("end", ["void", "merge"])
def test_a_case_that_ends_with_an_order_out_asks_nobody_any_more(desk: Desk, end: str) -> None:
    desk.report(level=3)
    main = desk.case.number
    desk.takes("coordinator", "respond")
    issued(desk)
    desk.takes("coordinator", end, **({"main_number": main} if end == "merge" else {}))
    case = desk.case
    quiet(desk, 1)
    desk.hears_nothing("handler", "order_waits")
    assert not Escalation.objects.filter(problem=case, ended_at=None).exists()


@pytest.mark.parametrize("level", [1, 4])
def test_an_archived_case_has_nothing_left_that_runs(desk: Desk, level: int) -> None:
    desk.archived(level)
    assert desk.state == "archived"
    quiet(desk, 2, minutes=30)
    assert not Escalation.objects.filter(problem=desk.case, ended_at=None).exists()
