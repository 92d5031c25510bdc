"""Alarms over HTTP: three kinds of monitoring, tokens that are good for nothing else, and what a bad payload gets."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import OperationalError

from bihuan.intake.models import Alarm
from bihuan.intake.senders import PREFIX, add_sender, revoke_sender
from bihuan.people.permissions import NotYours
from bihuan.people.tokens import issue_token
from tests.api.wire import Answer, Wire

pytestmark = pytest.mark.postgres
ALERT = {
    "status": "firing",
    "labels": {"alertname": "DatabaseDown", "severity": "critical", "instance": "db-1:9187"},
    "annotations": {"summary": "计费主库连接失败"},
    "startsAt": "2026-11-21T18:59:30.123456789Z",
    "endsAt": "0001-01-01T00:00:00Z",
    "generatorURL": "http://prometheus:9090/graph",
    "fingerprint": "aabbccdd00112233",
}
NOTE = {"version": "4", "groupKey": "{}", "status": "firing", "receiver": "bihuan", "alerts": [ALERT]}
EVENT = {
    "event_id": "1001", "event_value": "1", "event_name": "磁盘空间不足", "trigger_id": "23456",
    "host": "billing-app-1", "severity": "High", "event_date": "2026.11.22", "event_time": "02:58:00",
    "recovery_date": "{EVENT.RECOVERY.DATE}",
    "recovery_time": "{EVENT.RECOVERY.TIME}", "tags": '[{"tag":"service","value":"billing"}]',
}  # fmt: skip


def posts(wire: Wire, kind: str, body: Any, token: str) -> Answer:
    return wire.call("POST", f"/intake/{kind}", "", body, Authorization=f"Bearer {token}")


@pytest.fixture
def token(wire: Wire) -> str:
    return add_sender("Prometheus 机房一", by=wire.desk.people["admin"], at=wire.desk.at)[1]


def test_alertmanager(wire: Wire, token: str) -> None:
    assert posts(wire, "alertmanager", NOTE, token).body == {"received": 1, "new": 1}
    assert posts(wire, "alertmanager", NOTE, token).body == {"received": 1, "new": 0}
    found = Alarm.objects.get()
    assert (found.kind, found.fingerprint, found.name) == ("alertmanager", "aabbccdd00112233", "DatabaseDown")
    assert (found.severity, found.summary, found.sender) == (
        "critical",
        "计费主库连接失败",
        "Prometheus 机房一",
    )
    assert found.fires and found.starts_at.isoformat() == "2026-11-21T18:59:30.123456+00:00"
    over = {**ALERT, "status": "resolved", "endsAt": "2026-11-21T19:01:00Z"}
    assert posts(wire, "alertmanager", {**NOTE, "status": "resolved", "alerts": [over]}, token).status == 200
    found = Alarm.objects.get()
    assert not found.fires and found.ends_at is not None and found.ends_at.minute == 1


def test_zabbix(wire: Wire, token: str) -> None:
    assert posts(wire, "zabbix", EVENT, token).body == {"received": 1, "new": 1}
    found = Alarm.objects.get()
    assert (found.fingerprint, found.name, found.severity) == ("trigger:23456", "磁盘空间不足", "High")
    assert found.labels["service"] == "billing" and found.labels["host"] == "billing-app-1"
    assert found.starts_at.isoformat() == "2026-11-21T18:58:00+00:00"  # Zabbix writes Shanghai's time
    over = {**EVENT, "event_value": "0", "recovery_date": "2026.11.22", "recovery_time": "02:59:10"}
    assert posts(wire, "zabbix", over, token).body == {"received": 1, "new": 0}
    assert not Alarm.objects.get().fires
    again = {**EVENT, "event_id": "1002", "event_time": "03:00:00"}
    assert posts(wire, "zabbix", again, token).body == {"received": 1, "new": 1}
    assert (Alarm.objects.get().count, Alarm.objects.get().fires) == (2, True)


def test_any_other_monitoring(wire: Wire, token: str) -> None:
    alert = {"fingerprint": "ups-3", "status": "firing", "summary": "UPS 市电中断", "labels": {"room": "B2"}}
    assert posts(wire, "alerts", {"alerts": [alert]}, token).body == {"received": 1, "new": 1}
    assert posts(wire, "alerts", {"alerts": [{**alert, "status": "resolved"}]}, token).body["new"] == 0
    assert [(row.name, row.fires) for row in Alarm.objects.all()] == [("UPS 市电中断", False)]


@pytest.mark.parametrize(
    ("kind", "body", "places"),
    [
        ("alertmanager", {}, {"alerts"}),
        ("alertmanager", {"alerts": [ALERT, {"status": "firing"}, 7]}, {"alerts.1", "alerts.2"}),
        ("alertmanager", {"alerts": [{**ALERT, "startsAt": "gestern"}]}, {"alerts.0"}),
        ("alertmanager", [], {"alerts"}),
        ("zabbix", {"event_id": "1", "event_value": "2", "event_name": "x"}, {"event_value"}),
        ("zabbix", {**EVENT, "event_date": "morgen"}, {"event_time"}),
        ("zabbix", {}, {"event_id"}),
        ("alerts", {"alerts": [{"status": "firing"}]}, {"alerts.0.fingerprint"}),
        ("alerts", {"alerts": [{"fingerprint": "a", "status": "odd"}]}, {"alerts.0.status"}),
        ("alerts", {"alerts": [{"fingerprint": "a", "starts_at": []}]}, {"alerts.0.starts_at"}),
        ("alerts", {"alerts": ["x"]}, {"alerts.0"}),
    ],
)
def test_a_bad_payload_is_refused_whole(
    wire: Wire, token: str, kind: str, body: Any, places: set[str]
) -> None:
    found = posts(wire, kind, body, token)
    assert found.status == 422 and set(found.body["errors"]) == places
    assert Alarm.objects.count() == 0


def test_what_is_no_json_is_unreadable(wire: Wire, token: str) -> None:
    assert posts(wire, "alertmanager", b"{", token).status == 400


def test_what_a_database_cannot_hold_is_left_out(wire: Wire, token: str) -> None:
    odd = {
        **ALERT,
        "labels": {"alertname": "a\x00b\ud83d" + "x" * 900},
        "annotations": {"summary": "\x00一\n二"},
    }
    odd["labels"] |= {f"l{n}": "v" for n in range(200)}
    raw = json.dumps({"alerts": [odd]}).encode()
    assert posts(wire, "alertmanager", raw, token).status in (200, 400)


def test_tokens_are_for_alarms_alone(wire: Wire, token: str) -> None:
    people, at = wire.desk.people, wire.desk.at
    assert token.startswith(PREFIX)
    assert wire.call("GET", "/problems", "", None, Authorization=f"Bearer {token}").status == 401
    assert posts(wire, "alerts", NOTE, "").status == 401
    assert posts(wire, "alerts", NOTE, PREFIX + "guess").status == 401
    reading = issue_token(people["handler"], by=None, at=at, scopes=["read", "write"])
    assert posts(wire, "alerts", NOTE, reading).status == 403
    with pytest.raises(NotYours):
        add_sender("x", by=people["coordinator"], at=at)
    sender, secret = add_sender("zabbix", by=people["admin"], at=at)
    assert secret not in str(sender.__dict__)
    assert posts(wire, "zabbix", EVENT, secret).status == 200
    revoke_sender(sender, by=people["admin"], at=at)
    assert posts(wire, "zabbix", EVENT, secret).status == 401


def test_a_database_that_fails_is_503_so_that_the_sender_tries_again(
    wire: Wire, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise OperationalError("disk full")

    monkeypatch.setattr("bihuan.intake.receipt.run", broken)
    assert posts(wire, "alertmanager", NOTE, token).status == 503
    monkeypatch.undo()
    monkeypatch.setattr("bihuan.clock.now", lambda: wire.desk.at)
    assert posts(wire, "alertmanager", NOTE, token).body == {"received": 1, "new": 1}
