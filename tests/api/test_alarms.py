"""Alarms as programs read them: filters, pages, one with its history; and linked by a step like any other."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.api.shapes.alarms import HeardAlarmShape, WholeAlarmShape
from bihuan.intake.models import Alarm
from tests.api.test_access import READERS, STRANGERS
from tests.api.test_lists import pages
from tests.api.wire import Wire
from tests.intake.alarms import alarm, comes_in, message, rule_of

pytestmark = pytest.mark.postgres
MINUTE = timedelta(minutes=1)


@pytest.fixture
def alarms(wire: Wire) -> Wire:
    """Five alarms: a1 raised a case and has cleared twice, a2 raised another, the rest are for no rule."""
    desk = wire.desk
    rule_of(desk.people["coordinator"], desk.at)
    for _twice in range(2):
        comes_in(desk, message(desk.at), message(desk.at))
        comes_in(desk, message(desk.at, fires=False))
        desk.at += 20 * MINUTE
    comes_in(desk, message(desk.at, "a2"))
    for n in range(3, 6):
        comes_in(desk, message(desk.at + n * MINUTE, f"a{n}", severity="warning"))
    Alarm.objects.filter(fingerprint="a5").update(sender="zabbix-1")
    return wire


def found(wire: Wire, query: str) -> list[str]:
    body = wire.get(f"/alarms?{query}")
    msgspec.convert(body["items"], list[HeardAlarmShape])
    return [row["fingerprint"] for row in body["items"]]


def test_filters_narrow_and_combine(alarms: Wire) -> None:
    number = alarm("a1").problem.number  # type: ignore[union-attr]  # it has one
    assert found(alarms, "") == ["a5", "a4", "a3", "a2", "a1"]
    assert found(alarms, "status=cleared") == ["a1"]
    assert found(alarms, "sender=zabbix-1") == ["a5"]
    assert found(alarms, "system=billing_run") == ["a2", "a1"]
    assert found(alarms, "case=WT-1") == []
    assert found(alarms, f"case={number}") == ["a1"]
    assert found(alarms, "case=none&status=firing") == found(alarms, "view=loose") == ["a5", "a4", "a3"]
    assert found(alarms, "case=any&status=firing") == ["a2"]
    assert found(alarms, "q=a4") == ["a4"]


def test_a_system_that_does_not_exist_is_named_as_wrong(alarms: Wire) -> None:
    answer = alarms.call("GET", "/alarms?system=nowhere", "coordinator")
    assert (answer.status, list(answer.body["errors"])) == (422, ["system"])


def test_every_alarm_comes_once_over_all_pages(alarms: Wire) -> None:
    Alarm.objects.update(starts_at=alarms.desk.at)  # a storm: all at one instant
    assert [len(page) for page in pages(alarms, "/alarms?limit=2")] == [2, 2, 1]
    rows = [row["id"] for page in pages(alarms, "/alarms?limit=2") for row in page]
    assert rows == sorted(rows, reverse=True) and len(set(rows)) == 5


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [("status=odd", 422, "status"), ("view=odd", 422, "view"), ("limit=0", 422, "limit"), ("cursor=x", 422, "cursor"),
     ("colour=red", 400, "colour")],
)  # fmt: skip
def test_what_is_wrong_is_said_by_field(wire: Wire, query: str, status: int, field: str) -> None:
    answer = wire.call("GET", f"/alarms?{query}", "coordinator")
    assert answer.status == status and field in answer.body["errors"]


def test_one_with_its_history(alarms: Wire) -> None:
    row = alarm("a1")
    body = alarms.get(f"/alarms/{row.pk}")
    whole = msgspec.convert(body, WholeAlarmShape)
    assert (whole.firings, whole.received, whole.status) == (2, 6, "cleared")
    assert [firing.messages for firing in whole.history] == [3, 3]
    assert all(firing.cleared_at for firing in whole.history)
    assert [case.problem for case in whole.cases] == [row.problem.number]  # type: ignore[union-attr]
    assert (whole.labels["instance"], whole.rule, whole.system) == ("billing-db-1", "主库告警", "billing_run")
    for who in READERS:
        assert alarms.call("GET", f"/alarms/{row.pk}", who).status == 200, who
    for who in STRANGERS:
        assert alarms.call("GET", f"/alarms/{row.pk}", who).status == 404, who
    for odd in ("999999", str(2**64), "x"):
        assert alarms.call("GET", f"/alarms/{odd}", "coordinator").status == 404


def test_linked_and_taken_off_by_steps(alarms: Wire) -> None:
    wire, row = alarms, alarm("a5")
    wire.reports()
    offered = {offer["step"]: offer for offer in wire.get(f"/problems/{wire.number}")["offered"]}
    assert offered["link_alarm"]["allowed"] and offered["link_alarm"]["fields"][0]["kind"] == "heard_alarm"
    wire.takes("coordinator", "link_alarm", alarm=row.pk)
    assert wire.get(f"/alarms/{row.pk}")["problem"] == wire.number
    assert [part["status"] for part in wire.get(f"/problems/{wire.number}/alarms")["items"]] == ["firing"]
    wire.refused("coordinator", "link_alarm", 409, "F5.3", alarm=row.pk)
    wire.refused("coordinator", "link_alarm", 422, alarm="a5")
    wire.takes("coordinator", "release_alarm", reason="与本问题无关")
    after = wire.get(f"/alarms/{row.pk}")
    assert after["problem"] is None and after["cases"][0]["reason"] == "与本问题无关"


def test_the_list_costs_the_same_however_long(alarms: Wire) -> None:
    alarms.get("/alarms?limit=1")
    counts = []
    for query in ("limit=1", "limit=5&system=billing_run"):
        with CaptureQueriesContext(connection) as queries:
            alarms.get(f"/alarms?{query}")
        counts.append(len(queries))
    assert counts[1] <= counts[0] + 2 <= 6  # is there such a system, and which rules name it
