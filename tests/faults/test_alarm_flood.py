"""A flood of alarms through two server processes: every message counted, one case an alarm, nothing refused.

The short form (in `make test`) has 600 alarms of 10 fingerprints; `make faults` 10,000 of 50 in 60 seconds. Every
firing is sent twice, by whoever comes first, one by one and in batches of a hundred.
"""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bihuan import clock
from bihuan.intake.models import Alarm, Occurrence
from bihuan.intake.senders import add_sender
from bihuan.intake.settling import settle_pending
from bihuan.problems.audit import verify
from bihuan.problems.models import CaseAlarm, Problem
from tests.faults.served import Server, served
from tests.faults.town import FORM
from tests.intake.alarms import LABELS, rule_of
from tests.stories.cast import enter_cast

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.xdist_group("faults"),
]
SIZES = {"short": (600, 10), "full": (10_000, 50)}
BATCH, POSTERS, SECONDS = 100, 8, 60


def alert(place: int, begins: datetime) -> dict[str, Any]:
    return {
        "status": "firing", "fingerprint": f"flood-{place}", "startsAt": begins.isoformat(),
        "labels": {**LABELS, "instance": f"db-{place}"}, "annotations": {"summary": "表空间使用率过高"},
    }  # fmt: skip


def posts_of(total: int, prints: int, at: datetime) -> list[list[dict[str, Any]]]:
    """Every firing of every fingerprint twice, shuffled; a fifth goes one by one, the rest by the hundred."""
    starts = total // prints // 2
    alerts = [
        alert(n, at - timedelta(seconds=s + 1))
        for n in range(prints)
        for s in range(starts)
        for _twice in "ab"
    ]
    random.Random(7).shuffle(alerts)
    single = len(alerts) // 5
    found = [[one] for one in alerts[:single]]
    found += [alerts[place : place + BATCH] for place in range(single, len(alerts), BATCH)]
    random.Random(8).shuffle(found)
    return found


def pour(server: Server, posts: list[list[dict[str, Any]]], token: str) -> Counter[int]:
    """All posts, by several clients at once; how often each status was answered."""
    waiting, answers, lock = list(posts), Counter[int](), threading.Lock()

    def work() -> None:
        while True:
            with lock:
                if not waiting:
                    return
                alerts = waiting.pop()
            body = {"version": "4", "alerts": alerts}
            status = server.ask("POST", "/api/v1/intake/alertmanager", body, token)[0]
            with lock:
                answers[status] += 1

    threads = [threading.Thread(target=work) for _client in range(POSTERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_every_alarm_is_counted_and_makes_one_case(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    total, prints = SIZES[FORM]
    at = clock.now()
    people = enter_cast(at)
    rule_of(people["coordinator"], at)
    token = add_sender("flood", by=None, at=at)[1]
    posts = posts_of(total, prints, at)
    with served(tmp_path) as server:
        begun = time.monotonic()
        answers = pour(server, posts, token)
        took = time.monotonic() - begun
        log = server.log()
    assert answers == {200: len(posts)}, (answers, log)
    settle_pending(clock.now() + timedelta(seconds=11))
    starts = total // prints // 2
    assert Alarm.objects.count() == prints and Occurrence.objects.count() == prints * starts
    assert set(Alarm.objects.values_list("received", "count", "fires")) == {(starts * 2, starts, True)}
    assert Problem.objects.count() == CaseAlarm.objects.count() == prints
    assert set(Alarm.objects.values_list("problem", flat=True)) == set(
        Problem.objects.values_list("pk", flat=True)
    )
    assert not Alarm.objects.filter(pending_at__isnull=False).exists()
    assert verify() is None
    record_property("alarms a second", round(total / took))
    if FORM == "full":
        assert took <= SECONDS
