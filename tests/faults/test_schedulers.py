"""Three schedulers sweep at once, thousands of deadlines fall into one minute, one of them is killed: each fires once.

The short form has 120 deadlines in two seconds; `make faults` has 5,000 in a minute and asserts how late they were.
"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from bihuan import clock
from bihuan.notices.models import Notice
from bihuan.problems.models import Duty, Event, Problem
from tests.faults.town import FORM, crew, say, wait_until
from tests.stories.desk import Desk

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.xdist_group("faults"),
]


@dataclass(frozen=True)
class Size:
    deadlines: int
    cases: int
    within: int
    every: int


SIZE = {"short": Size(120, 3, 2, 1), "full": Size(5000, 50, 60, 5)}[FORM]
LATE_AT_MOST = timedelta(seconds=10)
HEAD_START = timedelta(seconds={"short": 1, "full": 3}[FORM])
"""Until the first deadline: the schedulers are up by then."""


@pytest.fixture
def desk(engine: str, db: None) -> Desk:
    return Desk(clock.now())


def set_deadlines(desk: Desk) -> datetime:
    """Duties of many cases whose first warning falls into the minute, one of each case that passes its limit."""
    cases = [desk.report(level=3, discovered_at=desk.at.isoformat()) for _place in range(SIZE.cases)]
    Notice.objects.all().delete()
    begins = clock.now() + HEAD_START
    started, rows = desk.at, []
    for place in range(SIZE.deadlines):
        case = cases[place % len(cases)]
        warned = begins + timedelta(seconds=SIZE.within) * place / SIZE.deadlines
        due = warned + timedelta(days=1)  # a first warning at 80 %, the limit itself long after the test
        rows.append(
            Duty(
                problem=case, key="register", clause="F6.2", owed_by_role="coordinator", opened_at=started,
                start_at=due - timedelta(days=5), due_at=due, first_due_at=due, warn_at=warned, wake_at=warned,
                level=3, subject=place + 1,
            )
        )  # fmt: skip
    Duty.objects.bulk_create(rows, batch_size=500)
    for case in cases:  # and a response that becomes late in the midst of it, which goes through the door
        middle = begins + timedelta(seconds=SIZE.within) / 2
        mine = Duty.objects.filter(problem=case, key="response")
        mine.update(due_at=middle, first_due_at=middle, wake_at=middle, stage=2)
    return begins


def test_each_deadline_fires_exactly_once(desk: Desk) -> None:
    with crew(size=3, every=SIZE.every) as schedulers:
        begins = set_deadlines(desk)
        ends = begins + timedelta(seconds=SIZE.within)
        wait_until(
            lambda: clock.now() > begins + (ends - begins) / 3, SIZE.within + 600, "a third of the minute"
        )
        schedulers.kill_oldest(replace=False)
        wait_until(lambda: waiting() == 0 and clock.now() > ends, SIZE.within + 600, "everything fired")
        time.sleep(SIZE.every + 0.5)  # time for one who would fire twice
    fired_once()
    late = lateness()
    percentile = late[int(len(late) * 0.99)]
    say(f"{len(late)} deadlines, three schedulers, one killed: p99 {percentile.total_seconds():.1f} s late")
    assert late[0] >= timedelta(0), "one fired early"
    if FORM == "full":
        assert percentile <= LATE_AT_MOST


def waiting() -> int:
    """Deadlines that have not fired."""
    soon = Duty.objects.filter(key="register", stage=0).count()
    return soon + Duty.objects.filter(key="response", stage=2, met_at=None).count()


def fired_once() -> None:
    """One stage further, one notice a person; one step of the door for each case."""
    stages = Counter(Duty.objects.filter(key="register").values_list("stage", flat=True))
    assert stages == {1: SIZE.deadlines}
    told = Counter(Notice.objects.filter(kind="due_soon", args__duty="register").values_list("topic", "to"))
    assert len({topic for topic, _to in told}) == SIZE.deadlines
    assert set(told.values()) == {1}
    marked = Counter(Event.objects.filter(step="mark_late").values_list("stream", flat=True))
    assert marked == dict.fromkeys(Problem.objects.values_list("number", flat=True), 1)


def lateness() -> list[timedelta]:
    """How much later than its time each was told, the least first."""
    told = Notice.objects.filter(kind__in=("due_soon", "overdue"), args__duty__in=("register", "response"))
    found = {}
    for notice in told:
        found[notice.topic, notice.kind] = notice.created_at - datetime.fromisoformat(notice.args["reached"])
    assert len(found) >= SIZE.deadlines + SIZE.cases
    return sorted(found.values())
