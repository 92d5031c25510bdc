"""The figures: versioned, with who and why; a running case keeps those of its report (D74)."""

from datetime import timedelta

import pytest

from bihuan.problems.models import Event, PolicyVersion
from bihuan.problems.policy import StaleFigures, change_figures, current_number, figures_of, limits_of
from bihuan.process.figures import DEFAULT_POLICY
from tests.stories.conftest import desk
from tests.stories.desk import Desk, instant

__all__ = ["desk"]
pytestmark = pytest.mark.postgres

FASTER = {**DEFAULT_POLICY, "response_3": timedelta(minutes=5), "analysis": 1}


def change(desk: Desk, based_on: int = 0) -> PolicyVersion:
    return change_figures(FASTER, reason="试行", by=desk.people["coordinator"], at=desk.at, based_on=based_on)


@pytest.fixture(autouse=True)
def fresh_figures() -> None:
    figures_of.cache_clear()  # versions never change, but a test takes them back


def test_a_new_version_rules_new_cases_alone(desk: Desk) -> None:
    desk.report(level=3)
    old = desk.case
    version = change(desk)
    assert (version.number, current_number()) == (1, 1)
    assert limits_of(1).policy["response_3"] == timedelta(minutes=5)
    desk.report(level=3)
    desk.owes("coordinator", "response", by="11-22 03:05")
    desk.case = old
    desk.owes("coordinator", "response", by="11-22 03:30")
    desk.takes("coordinator", "dispatch", judgement="切换")
    desk.takes("handler", "accept_order")
    desk.takes("handler", "resolve")
    desk.owes("handler", "analysis", by="11-25 23:59:59")
    desk.holds()


def test_the_change_is_on_the_log_with_old_and_new(desk: Desk) -> None:
    change(desk)
    event = Event.objects.get(stream="policy")
    assert event.actor_name == "coordinator"
    assert event.data["set"] == {"response_3": [1800, 300], "analysis": [3, 1]}
    assert event.data["reason"] == "试行"


def test_of_two_who_changed_the_same_version_the_second_is_told(desk: Desk) -> None:
    change(desk)
    with pytest.raises(StaleFigures):
        change(desk, based_on=0)
    assert PolicyVersion.objects.count() == 1
    assert change(desk, based_on=1).number == 2


def test_a_months_duties_follow_the_figures_of_their_day(desk: Desk) -> None:
    desk.report()
    desk.pass_time(minutes=1)
    figures = {**DEFAULT_POLICY, "monthly_signature": 1}
    change_figures(figures, reason="提速", by=desk.people["coordinator"], at=desk.at, based_on=0)
    desk.wait_until("12-02 09:00")
    desk.takes_month_step("coordinator", "submit_monthly_report", "2026-11")
    from bihuan.problems.models import Duty

    assert Duty.objects.get(key="monthly_signature").due_at == instant("12-03 23:59:59")
    desk.holds()
