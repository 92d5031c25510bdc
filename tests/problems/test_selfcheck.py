"""The net below the sweep: what is open and would not be asked about again is found, mended and told of."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan import clock
from bihuan.cli import checks
from bihuan.notices.models import Notice
from bihuan.people.models import User
from bihuan.problems import sealing
from bihuan.problems.models import ACCEPT, CHAIN, IDLE, Duty, Escalation, Heartbeat, Problem
from bihuan.problems.selfcheck import LEFT_BEHIND, look, mend, next_rung_of
from bihuan.problems.sweep import sweep
from tests.stories.desk import Desk

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture
def desk(engine: str, db: None) -> Desk:
    return Desk()


def found(desk: Desk) -> list[str]:
    return [str(finding).partition(": ")[2] for finding in look(desk.at)]


def told(desk: Desk) -> list[str]:
    return [notice.args["what"] for notice in Notice.objects.filter(kind="engine_found").order_by("id")]


def test_nothing_is_wrong_while_a_case_runs_its_course(desk: Desk) -> None:
    desk.report(level=1)
    assert found(desk) == []
    for _minute in range(40):
        desk.pass_time(minutes=1)
        assert found(desk) == []
    desk.takes("coordinator2", "acknowledge")
    desk.takes("coordinator", "respond")
    assert found(desk) == []
    desk.report(level=4)
    for _hour in range(30):
        desk.pass_time(hours=1)
        assert found(desk) == []
    assert mend(desk.at) == []
    assert told(desk) == []


def test_a_chain_whose_row_is_lost_is_started_again(desk: Desk) -> None:
    desk.report(level=1)
    desk.pass_time(seconds=0)
    Escalation.objects.update(ended_at=desk.at, end="closed")
    desk.pass_time(minutes=5)
    assert found(desk) == [CHAIN]
    assert [finding.what for finding in mend(desk.at)] == [CHAIN]
    assert found(desk) == []
    row = Escalation.objects.get(ended_at=None)
    assert (row.next_at, row.rungs[0]["username"]) == (desk.at, "coordinator")
    assert desk.events()[-1] == "restart_chain"
    assert told(desk) == [CHAIN]
    asked = sweep(desk.at).asked
    assert asked == 1
    desk.holds()


def test_a_serious_case_that_nobody_was_ever_asked_about_is_found(desk: Desk) -> None:
    desk.report(level=2)
    sealing.remove()  # as after a loss in the database itself
    Escalation.objects.all().delete()
    Problem.objects.update(chain_since=None, chain=[])
    assert found(desk) == [CHAIN]
    mend(desk.at)
    assert found(desk) == []
    assert desk.fresh().chain_since == desk.at


def test_a_chain_that_rests_for_ever_asks_now(desk: Desk) -> None:
    desk.report(level=1)
    Escalation.objects.update(next_at=desk.at + timedelta(days=400))
    assert found(desk) == [CHAIN]
    mend(desk.at)
    assert Escalation.objects.get().next_at == desk.at
    assert found(desk) == []


def test_a_chain_without_anybody_gets_its_people(desk: Desk) -> None:
    desk.report(level=1)
    Escalation.objects.update(rungs=[])
    assert found(desk) == [CHAIN]
    mend(desk.at)
    assert Escalation.objects.get(ended_at=None).rungs
    assert found(desk) == []


def test_the_watch_over_an_idle_case_is_set_again(desk: Desk) -> None:
    desk.handled(level=1)
    sealing.remove()
    Escalation.objects.filter(kind=IDLE).delete()
    assert found(desk) == [IDLE]
    mend(desk.at)
    assert found(desk) == []
    desk.pass_time(minutes=15)
    desk.expects_notice("handler", "idle", times=1)


def issued(desk: Desk) -> None:
    desk.report(level=3)
    desk.takes("coordinator", "respond")
    desk.takes("coordinator", "dispatch")


def test_an_order_whose_watch_is_lost_is_watched_again(desk: Desk) -> None:
    issued(desk)
    assert found(desk) == []
    Escalation.objects.filter(kind=ACCEPT).update(ended_at=desk.at, rungs=[])
    assert found(desk) == [ACCEPT]
    mend(desk.at)
    assert found(desk) == []
    desk.pass_time(minutes=10)
    desk.expects_notice("handler", "order_waits", times=1)
    desk.pass_time(hours=3)
    assert found(desk) == []  # asked about to the end
    desk.holds()


def test_an_order_whose_watch_rests_too_long_is_asked_about(desk: Desk) -> None:
    issued(desk)
    Escalation.objects.filter(kind=ACCEPT).update(next_at=desk.at + timedelta(days=3))
    desk.at += timedelta(minutes=11)
    assert ACCEPT in found(desk)
    mend(desk.at)
    assert Escalation.objects.get(kind=ACCEPT).next_at == desk.at
    assert ACCEPT not in found(desk)


def test_a_suspended_case_may_rest(desk: Desk) -> None:
    desk.report(level=4)
    desk.takes("coordinator", "respond")
    desk.takes("coordinator", "dispatch")
    desk.takes("coordinator", "suspend")
    desk.takes("manager", "approve_request")
    for _minute in range(12):
        desk.pass_time(minutes=1)
        assert found(desk) == []


def test_a_duty_that_sleeps_past_its_warning_is_woken(desk: Desk) -> None:
    desk.report(level=3)
    duty = desk.owing("response")[0]
    first = duty.wake_at
    Duty.objects.filter(pk=duty.pk).update(wake_at=desk.at + timedelta(days=400))
    assert found(desk) == ["duty response"]
    mend(desk.at)
    duty.refresh_from_db()
    assert duty.wake_at == first == next_rung_of(duty, desk.fresh())
    assert found(desk) == []
    assert told(desk) == ["duty"]


def test_an_overdue_duty_that_sleeps_is_woken_at_once(desk: Desk) -> None:
    desk.report(level=3)
    desk.pass_time(minutes=31)
    Duty.objects.filter(pk=desk.owing("response")[0].pk).update(wake_at=desk.at + timedelta(days=3))
    desk.at += timedelta(hours=5)
    assert "duty response" in found(desk)
    mend(desk.at)
    assert desk.owing("response")[0].wake_at == desk.at


def test_what_every_sweep_leaves_behind_is_told_but_not_touched(desk: Desk) -> None:
    desk.report(level=3)
    duty = desk.owing("response")[0]
    desk.at = duty.wake_at + LEFT_BEHIND
    assert found(desk) == ["behind response"]
    mend(desk.at)
    duty.refresh_from_db()
    assert duty.stage == 0
    assert told(desk) == ["behind"]
    mend(desk.at + timedelta(minutes=1))
    assert told(desk) == ["behind"]  # once an hour
    sweep(desk.at)
    assert found(desk) == []


def test_where_nobody_can_be_asked_it_stays_found(desk: Desk) -> None:
    desk.report(level=1)
    Escalation.objects.update(ended_at=desk.at, end="closed")
    authorities = ["coordinator", "coordinator2", "leader1", "leader2", "manager", "executive"]
    User.objects.filter(username__in=authorities).update(is_active=False)
    assert [finding.what for finding in mend(desk.at)] == [CHAIN]
    assert found(desk) == [CHAIN]


def test_the_look_costs_four_statements(desk: Desk) -> None:
    desk.report(level=1)
    with CaptureQueriesContext(connection) as asked:
        assert look(desk.at) == []
    assert len(asked) == 4


def test_the_engine_and_the_doctor_see_it(desk: Desk) -> None:
    from bihuan.cli.engine import sweep_once

    desk.at = clock.now()
    desk.report(level=1, discovered_at=desk.at.isoformat())
    assert checks.escalations() is None
    Escalation.objects.update(next_at=desk.at + timedelta(days=2))
    assert "have no future step" in (checks.escalations() or "")
    sweep_once(desk.at)
    assert checks.escalations() is None
    beat = Heartbeat.objects.get()
    assert beat.findings == [f"{desk.case.number}: chain"]
    assert beat.found_at is not None
