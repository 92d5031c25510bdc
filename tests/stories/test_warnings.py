"""L10: warnings before and at the limit, then again and again until it is met."""

from datetime import timedelta

import pytest

from bihuan.notices.models import Notice
from bihuan.problems.sweep import sweep
from tests.stories.desk import Desk


def test_the_ladder_of_a_response_at_level_3(desk: Desk) -> None:
    desk.report(level=3)
    desk.pass_time(minutes=14)
    desk.hears_nothing("coordinator2", "half")
    desk.pass_time(minutes=1)
    desk.expects_notice("coordinator2", "half", duty="response")  # the deputy, at half of it (D70)
    desk.hears_nothing("coordinator", "due_soon")
    desk.pass_time(minutes=9)
    desk.expects_notice("coordinator", "due_soon", duty="response")
    desk.hears_nothing("manager")
    desk.pass_time(minutes=6)
    desk.expects_notice("manager", "overdue", duty="response")
    desk.pass_time(minutes=59)
    desk.hears_nothing("coordinator", "still_overdue", duty="response")
    desk.pass_time(minutes=1)
    desk.expects_notice("coordinator", "still_overdue", times=1, duty="response")
    desk.pass_time(hours=1)
    desk.expects_notice("coordinator", "still_overdue", times=2, duty="response")
    desk.takes("coordinator", "respond")
    desk.pass_time(hours=5)
    desk.expects_notice("coordinator", "still_overdue", times=2, duty="response")
    assert desk.state == "awaiting_dispatch"  # nothing is closed because time ran out


@pytest.mark.parametrize(("level", "pace"), [(1, 15), (2, 15), (3, 60), (4, 60), (5, 60)])
def test_each_level_repeats_at_its_pace(desk: Desk, level: int, pace: int) -> None:
    desk.handled(level)
    limit = desk.owing("resolution")[0].due_at
    desk.at = limit
    desk.pass_time(minutes=0)
    desk.expects_notice("handler", "overdue", times=1, duty="resolution")  # the handler hears it too (D25)
    for count in (1, 2, 3):
        desk.pass_time(minutes=pace - 1)
        desk.expects_notice("handler", "still_overdue", times=count - 1, duty="resolution")
        desk.pass_time(minutes=1)
        desk.expects_notice("handler", "still_overdue", times=count, duty="resolution")


def test_no_deputy_is_called_at_levels_1_and_2(desk: Desk) -> None:
    desk.report(level=1)
    desk.pass_time(minutes=7)
    desk.hears_nothing("coordinator2", "half")
    desk.pass_time(minutes=1)
    desk.expects_notice("coordinator", "due_soon", duty="response")


def test_after_a_day_without_a_worker_each_person_hears_each_rung_once(desk: Desk) -> None:
    desk.handled(3)
    desk.pass_time(hours=26)
    for kind in ("due_soon", "overdue", "still_overdue"):
        desk.expects_notice("handler", kind, times=1, duty="resolution")
    sweep(desk.at)  # the report to the manager that followed is late itself
    count = Notice.objects.count()
    sweep(desk.at)
    assert Notice.objects.count() == count
    desk.pass_time(hours=1)
    desk.expects_notice("handler", "still_overdue", times=2, duty="resolution")


def test_a_late_duty_at_levels_3_to_5_is_told_to_the_manager(desk: Desk) -> None:
    desk.report(level=3)
    desk.pass_time(minutes=31)
    desk.owes("coordinator", "manager_report", by="11-22 05:30", clause="D29")
    desk.takes("coordinator", "respond")
    desk.takes("coordinator", "brief_manager")
    desk.met("manager_report")
    desk.pass_time(hours=3)
    desk.owes("coordinator", "manager_report", by="11-22 08:00")  # the dispatch is late as well


def test_a_late_report_to_the_manager_calls_for_no_further_one(desk: Desk) -> None:
    desk.handled(3)
    desk.pass_time(hours=10)
    desk.owes("coordinator", "manager_report")
    desk.pass_time(hours=30)
    assert len(desk.owing("manager_report")) == 1


def test_no_such_report_at_levels_1_and_2(desk: Desk) -> None:
    desk.handled(1)
    desk.pass_time(hours=3)
    desk.expects_notice("manager", "overdue", duty="resolution")
    desk.owes_not("manager_report")


def test_a_sweep_that_was_killed_halfway_is_made_up_for(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.handled(3)
    desk.at += timedelta(hours=10)

    def die(*args: object, **named: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("bihuan.problems.sweep.take_step", die)
        with pytest.raises(KeyboardInterrupt):
            sweep(desk.at)
    desk.hears_nothing("manager", "overdue")
    sweep(desk.at)
    desk.expects_notice("manager", "overdue", times=1, duty="resolution")
    desk.owes("coordinator", "manager_report")


def test_a_case_that_fails_does_not_stop_the_others(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from bihuan.problems import sweep as sweeping

    desk.handled(3)
    broken = desk.case
    desk.handled(3)
    take_step = sweeping.take_step

    def fail_once(key: str, **named: object) -> object:
        if named.get("problem") == broken:
            raise RuntimeError("disk on fire")
        return take_step(key, **named)  # type: ignore[arg-type]

    desk.at += timedelta(hours=10)
    with monkeypatch.context() as patched:
        patched.setattr(sweeping, "take_step", fail_once)
        report = sweep(desk.at)
    assert report.late_cases == 1
    desk.owes("coordinator", "manager_report")
    desk.case = broken
    desk.owes_not("manager_report")
    assert sweep(desk.at).late_cases == 1
    desk.owes("coordinator", "manager_report")
