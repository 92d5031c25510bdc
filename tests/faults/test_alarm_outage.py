"""The desk answers 503, is restarted, and comes back: one case, the alarm and its clearing noted once.

`make faults` has a real Prometheus and Alertmanager send; the short form and Zabbix a sender that tries again; both go
through the same outages. The 503
is real as well: the database takes no connections. On PostgreSQL, where that can be done to a running server.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from bihuan import clock
from bihuan.intake.models import Alarm, Occurrence
from bihuan.intake.senders import add_sender
from bihuan.intake.settling import settle_pending
from bihuan.problems.audit import verify
from bihuan.problems.models import CaseAlarm, Event, Problem
from bihuan.process.calendar import SHANGHAI
from tests.faults.monitoring import Relay, Repeater, prometheus, relay_to
from tests.faults.served import Server, served
from tests.faults.town import FORM, wait_until
from tests.intake.alarms import rule_of
from tests.stories.cast import enter_cast

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.xdist_group("faults"),
]
KINDS = ("alertmanager", "zabbix")
PATIENCE = 240


@contextmanager
def database_closed() -> Iterator[None]:
    """The database takes no connection, and those that are open are cut; this test's own stays."""
    found, own = connection.settings_dict, ""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        own = cursor.fetchone()[0]
    where = {"host": found["HOST"], "user": found["USER"], "port": found["PORT"] or None}
    with psycopg.connect(
        dbname="postgres", autocommit=True, password=found["PASSWORD"] or None, **where
    ) as other:
        name = sql.Identifier(found["NAME"])
        other.execute(sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS false").format(name))
        other.execute(_CUT, [found["NAME"], own])
        try:
            yield
        finally:
            other.execute(sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS true").format(name))


_CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> %s"


class Monitoring:
    """What fires and clears one alarm: really, or as the payload that such a monitoring sends."""

    def __init__(self, kind: str, stack: ExitStack, folder: Path, relay: Relay, token: str) -> None:
        self.kind, self.relay, self.token, self.began = kind, relay, token, clock.now()
        self.gauge: Any = None
        self.senders: list[Repeater] = []
        if kind == "alertmanager" and FORM == "full":
            self.gauge = stack.enter_context(prometheus(folder, relay.port, token))
        stack.callback(lambda: [sender.thread.join() for sender in self.senders])

    def says(self, *, fires: bool) -> None:
        if self.gauge is not None:
            self.gauge.is_up = not fires
            return
        payload = (_note if self.kind == "alertmanager" else _event)(fires, self.began, clock.now())
        self.senders.append(Repeater(self.relay, f"/api/v1/intake/{self.kind}", self.token, payload))


def _note(fires: bool, began: datetime, now: datetime) -> dict[str, Any]:
    alert = {
        "status": "firing" if fires else "resolved", "startsAt": began.isoformat(), "fingerprint": "0f1e2d3c4b5a6978",
        "endsAt": "0001-01-01T00:00:00Z" if fires else now.isoformat(),
        "labels": {"alertname": "DatabaseDown", "severity": "critical"}, "annotations": {"summary": "主库连接失败"},
    }  # fmt: skip
    return {"version": "4", "status": alert["status"], "alerts": [alert]}


def _event(fires: bool, began: datetime, now: datetime) -> dict[str, Any]:
    local = began.astimezone(SHANGHAI)
    found = {
        "event_id": "4711", "event_value": "1", "event_name": "DatabaseDown", "trigger_id": "23456", "host": "db-1",
        "severity": "critical", "event_date": f"{local:%Y.%m.%d}", "event_time": f"{local:%H:%M:%S}",
    }  # fmt: skip
    if not fires:
        over = now.astimezone(SHANGHAI)
        found |= {
            "event_value": "0",
            "recovery_date": f"{over:%Y.%m.%d}",
            "recovery_time": f"{over:%H:%M:%S}",
        }
    return found


def through_an_outage(sources: list[Monitoring], server: Server, *, fires: bool) -> None:
    """The news comes while the database is closed; after two answers of 503 the desk is restarted and all is well."""
    before = [source.relay.count(503) for source in sources]
    with database_closed():
        for source in sources:
            source.says(fires=fires)
        for source, count in zip(sources, before, strict=True):
            relay = source.relay
            wait_until(lambda: relay.count(503) >= count + 2, PATIENCE, f"two times 503: {relay.statuses}")  # noqa: B023
        server.stop()
    server.start()
    known = Alarm.objects.filter(fires=fires)
    wait_until(lambda: known.count() == len(sources), PATIENCE, f"the news arrives: {server.log()}")


def test_one_case_and_each_thing_noted_once(tmp_path: Path, engine: str) -> None:
    if engine == "sqlite":
        return  # see above
    at = clock.now()
    rule_of(enter_cast(at)["coordinator"], at)
    with ExitStack() as stack:
        server = stack.enter_context(served(tmp_path))
        sources = []
        for kind in KINDS:
            relay = stack.enter_context(relay_to(server.port))
            token = add_sender(kind, by=None, at=at)[1]
            sources.append(Monitoring(kind, stack, tmp_path, relay, token))
        for fires in (True, False):
            through_an_outage(sources, server, fires=fires)
            settle_pending(clock.now() + timedelta(seconds=11))
    for kind in KINDS:
        noted_once(kind)
    assert Problem.objects.count() == len(KINDS)
    assert verify() is None


def noted_once(kind: str) -> None:
    """One case of this monitoring, its alarm and its clearing."""
    alarm = Alarm.objects.get(kind=kind)
    case = alarm.problem
    assert case is not None
    assert (alarm.kind, alarm.name, alarm.count, alarm.fires, alarm.problem) == (
        kind,
        "DatabaseDown",
        1,
        False,
        case,
    )
    occurrences = Occurrence.objects.filter(alarm=alarm)
    assert [row.cleared_at is not None for row in occurrences] == [True]
    steps = list(Event.objects.filter(stream=case.number).order_by("seq").values_list("step", flat=True))
    assert steps == ["report_by_alarm", "note_alarm"]
    assert [row.fires for row in CaseAlarm.objects.filter(problem=case)] == [False]
