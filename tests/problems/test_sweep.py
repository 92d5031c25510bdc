"""The sweep: repeatable, parallel, cheap when nothing is due."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.notices.models import Notice
from bihuan.problems.models import OPEN_DUTY, Duty, Event, Month
from bihuan.problems.sweep import BATCH, sweep
from tests.problems.test_gate import threads
from tests.stories.conftest import desk
from tests.stories.desk import Desk

__all__ = ["desk"]
pytestmark = pytest.mark.postgres


@pytest.mark.django_db(transaction=True)
def test_many_at_once_announce_each_rung_once(desk: Desk) -> None:
    for _case in range(6):
        desk.report(level=3)
    at = desk.at + timedelta(minutes=40)
    with threads(*[lambda: sweep(at)] * 4) as found:
        assert not [result for result in found if isinstance(result, Exception)], found
    sweep(at)
    rungs = Counter(Notice.objects.filter(kind="overdue").values_list("stream", "to"))
    assert set(rungs.values()) == {1}
    assert len({stream for stream, _to in rungs}) == 6
    marked = Counter(Event.objects.filter(step="mark_late").values_list("stream", flat=True))
    assert set(marked.values()) == {1} and len(marked) == 6
    assert Duty.objects.filter(OPEN_DUTY, key="manager_report").count() == 6
    assert Month.objects.count() == 1
    assert Duty.objects.filter(month__isnull=False).count() == 2
    desk.holds()


@pytest.mark.django_db(transaction=True)
def test_a_step_and_a_sweep_at_once(desk: Desk) -> None:
    desk.report(level=3)
    desk.at += timedelta(minutes=31)
    with threads(lambda: sweep(desk.at), lambda: desk.takes("coordinator", "respond")) as found:
        assert not [result for result in found if isinstance(result, Exception)], found
    sweep(desk.at)
    desk.met("response", late=True)
    desk.holds()


def test_sweeping_twice_changes_nothing(desk: Desk) -> None:
    for level in (1, 2, 3, 4, 5):
        desk.report(level=level)
    desk.pass_time(hours=30)
    sweep(desk.at)
    before = desk.everything(), list(Duty.objects.order_by("pk").values_list("stage", "wake_at"))
    report = sweep(desk.at)
    assert (report.warned, report.notices, report.late_cases, report.months) == (0, 0, 0, 0)
    assert before == (desk.everything(), list(Duty.objects.order_by("pk").values_list("stage", "wake_at")))


def test_nothing_due_costs_next_to_nothing(desk: Desk) -> None:
    desk.report(level=5)
    sweep(desk.at)
    with CaptureQueriesContext(connection) as captured:
        sweep(desk.at)
    sql = [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
    assert len(sql) <= 8, len(
        sql
    )  # one look-up each: duties by urgency, months, who is called and by hand, what is logged


def test_more_than_a_batch_is_done_in_one_sweep(desk: Desk) -> None:
    desk.report(level=1)
    first = desk.owing("response")[0]
    rows = [
        Duty(
            problem=desk.case, key="phone_call", clause="F1.2", subject=place, owed_by_role="reporter",
            opened_at=first.opened_at, start_at=first.start_at, due_at=first.due_at,
            first_due_at=first.due_at, warn_at=first.warn_at, wake_at=first.wake_at, level=1,
        )
        for place in range(1, BATCH + 5)
    ]  # fmt: skip
    Duty.objects.bulk_create(rows)
    assert sweep(desk.at + timedelta(minutes=9)).warned > BATCH


def test_each_duty_wakes_for_its_next_rung(desk: Desk) -> None:
    desk.report(level=3)
    for minutes, stage in ((0, 0), (15, 1), (24, 2), (30, 3), (90, 4), (95, 4), (330, 8)):
        sweep(desk.at + timedelta(minutes=minutes))
        duty = desk.duties("response")[0]
        assert duty.stage == stage, minutes
        assert duty.wake_at > desk.at + timedelta(minutes=minutes)


def test_missed_months_are_opened_together(desk: Desk) -> None:
    desk.report()
    assert sweep(desk.at + timedelta(days=100)).months == 5
    assert sweep(desk.at + timedelta(days=100)).months == 0
    desk.holds()
