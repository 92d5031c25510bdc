"""F5.3, D71, D73: an alarm at three in the night, from its first message to the fix that holds, over HTTP.

Told three times, each as its monitoring says it: Alertmanager's webhook, Zabbix's media type, any other.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from bihuan import clock
from bihuan.intake.models import Alarm
from bihuan.intake.senders import add_sender
from bihuan.people.models import DutyShift
from bihuan.problems.models import Problem
from bihuan.problems.parts import Parts
from bihuan.problems.queries.alarms import Standing, standing_of
from bihuan.process.calendar import SHANGHAI
from tests.intake.alarms import rule_of
from tests.stories.desk import Desk
from tests.stories.samples import SOLVED

pytestmark = pytest.mark.postgres
NONE = "0001-01-01T00:00:00Z"
"""How Go writes that there is no time."""


def alertmanager(began: datetime, ended: datetime | None) -> dict[str, Any]:
    status = "resolved" if ended else "firing"
    labels = {"alertname": "BillingDatabaseDown", "severity": "critical", "instance": "billing-db-1:9187"}
    alert = {
        "status": status, "labels": labels, "annotations": {"summary": "计费主库连接失败"},
        "startsAt": began.isoformat(), "endsAt": ended.isoformat() if ended else NONE,
        "generatorURL": "http://prometheus:9090/graph?g0.expr=up", "fingerprint": "aabbccdd00112233",
    }  # fmt: skip
    return {
        "version": "4", "groupKey": '{}:{alertname="BillingDatabaseDown"}', "truncatedAlerts": 0, "status": status,
        "receiver": "bihuan", "groupLabels": {"alertname": "BillingDatabaseDown"}, "commonLabels": labels,
        "commonAnnotations": {}, "externalURL": "http://alertmanager:9093", "alerts": [alert],
    }  # fmt: skip


def zabbix(began: datetime, ended: datetime | None) -> dict[str, Any]:
    """Each problem event has an id of its own; the trigger is the same. Macros that mean nothing stay as they are."""
    first, over = began.astimezone(SHANGHAI), ended.astimezone(SHANGHAI) if ended else None
    return {
        "event_id": f"{began:%d%H%M}", "event_value": "0" if over else "1", "event_name": "计费主库连接失败",
        "trigger_id": "23456", "host": "billing-db-1", "severity": "critical", "opdata": "连接数 0",
        "event_date": f"{first:%Y.%m.%d}", "event_time": f"{first:%H:%M:%S}",
        "recovery_date": f"{over:%Y.%m.%d}" if over else "{EVENT.RECOVERY.DATE}",
        "recovery_time": f"{over:%H:%M:%S}" if over else "{EVENT.RECOVERY.TIME}",
        "tags": '[{"tag":"service","value":"billing"}]',
    }  # fmt: skip


def generic(began: datetime, ended: datetime | None) -> dict[str, Any]:
    alert = {
        "fingerprint": "db-probe-1", "status": "resolved" if ended else "firing", "summary": "计费主库连接失败",
        "severity": "critical", "labels": {"room": "B2"}, "starts_at": began.isoformat(),
    }  # fmt: skip
    return {"alerts": [alert | ({"ends_at": ended.isoformat()} if ended else {})]}


ADDRESSES = {alertmanager: "alertmanager", zabbix: "zabbix", generic: "alerts"}
Told = Callable[[datetime, "datetime | None"], dict[str, Any]]


@dataclass
class Probe:
    """A monitoring system that watches one thing, and says each thing twice, as they do."""

    desk: Desk
    told: Told
    token: str
    began: datetime | None = None

    def fires(self) -> None:
        self.began = self.desk.at
        self._says(None)

    def clears(self) -> None:
        self._says(self.desk.at)

    def _says(self, ended: datetime | None) -> None:
        assert self.began is not None
        for _twice in range(2):
            answer = Client().generic(
                "POST", f"/api/v1/intake/{ADDRESSES[self.told]}", json.dumps(self.told(self.began, ended)),
                headers={"Authorization": f"Bearer {self.token}"},
            )  # fmt: skip
            assert answer.status_code == 200, answer.content


@pytest.fixture(params=[alertmanager, zabbix, generic], ids=lambda told: told.__name__)
def probe(desk: Desk, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Probe:
    monkeypatch.setattr(clock, "now", lambda: desk.at)
    rule_of(desk.people["coordinator"], desk.at, level=2)
    return Probe(desk, request.param, add_sender("机房监控", by=desk.people["admin"], at=desk.at)[1])


def standing(desk: Desk) -> Standing:
    case = desk.fresh()
    found = standing_of(case, Parts(case), desk.at)
    assert found is not None
    return found


def solved_and_told(desk: Desk, **fields: Any) -> None:
    desk.takes("handler", "resolve", criteria=SOLVED, **fields)
    desk.takes("coordinator", "tell_reporter")


def raised(desk: Desk, probe: Probe) -> str:
    """It fires at three: the case is the duty officer's, whose name is returned, and he confirms it (D71)."""
    probe.fires()
    case = Problem.objects.get()
    desk.case, officer = case, case.reporter.username
    shift = DutyShift.objects.get(role="duty_officer", starts_at__lte=desk.at, ends_at__gt=desk.at)
    assert (case.reporter, case.level, case.source, desk.state) == (
        shift.person, 2, "monitoring", "awaiting_response",
    )  # fmt: skip
    desk.owes(officer, "alarm_check", by="11-22 03:10", clause="D71")
    desk.owes("coordinator", "response", by="11-22 03:10")
    assert case.chain_since == desk.at  # F1.3: somebody with authority is called at once
    desk.pass_time(minutes=3)
    desk.takes(officer, "confirm_alarm")
    desk.owes_not("alarm_check")
    for step in ("respond", "brief_manager", "dispatch"):
        desk.takes("coordinator", step)
    desk.takes("handler", "accept_order")
    desk.pass_time(minutes=30)
    return officer


def comes_back_before_the_verification(desk: Desk, probe: Probe) -> None:
    """The same case, one round further, on its first clock (D73)."""
    due = desk.duties("resolution")[0].due_at
    desk.pass_time(minutes=2)
    probe.fires()
    case = desk.fresh()
    assert (case.state, case.round, case.fix_failed_at) == ("handling", 2, desk.at)
    assert [duty.due_at for duty in desk.owing("resolution")] == [due]
    desk.expects_notice("coordinator", "alarm_returned")
    desk.refuses("handler", "resolve", clause="F5.3", criteria=SOLVED)
    desk.pass_time(minutes=20)
    probe.clears()
    desk.pass_time(minutes=10)
    solved_and_told(desk)
    assert standing(desk).basis == "verified" and desk.fresh().fix_failed_at is None


def comes_back_after_the_verification(desk: Desk, probe: Probe) -> None:
    """Two days later the coordinator judges, and reopens (D39)."""
    desk.pass_time(days=2)
    probe.fires()
    assert (desk.state, desk.fresh().fix_failed_at, Problem.objects.count()) == ("summarising", desk.at, 1)
    desk.owes("coordinator", "alarm_return", clause="D73")
    desk.takes("coordinator", "reopen", reason="同一告警再现，备用控制器也有缺陷")
    assert (desk.state, desk.fresh().round) == ("handling", 3)
    desk.pass_time(minutes=40)
    probe.clears()
    desk.pass_time(minutes=11)
    solved_and_told(desk, late_reason="等待厂商更换控制器")


def test_from_three_in_the_night_until_the_fix_holds(desk: Desk, probe: Probe) -> None:
    officer = raised(desk, probe)
    told = desk.refuses("handler", "resolve", clause="F5.3", criteria=SOLVED)
    assert Alarm.objects.get().name in told
    probe.clears()
    solved_and_told(desk)
    assert (standing(desk).basis, standing(desk).by_id) == ("attested", desk.people["handler"].pk)
    desk.pass_time(minutes=10)
    assert (standing(desk).basis, standing(desk).by_id) == ("verified", None)
    comes_back_before_the_verification(desk, probe)
    desk.takes(officer, "confirm")
    comes_back_after_the_verification(desk, probe)
    desk.takes(officer, "confirm")
    desk.pass_time(days=1)  # and never again
    case, alarm = desk.fresh(), Alarm.objects.get()
    assert (case.state, case.fix_failed_at, standing(desk).basis) == ("summarising", None, "verified")
    desk.owes_not("alarm_return", "resolution", "confirmation")
    assert (alarm.count, alarm.received, alarm.fires, alarm.problem) == (3, 12, False, case)
    assert [step for step in desk.events() if "alarm" in step or step == "doubt_result"] == [
        "report_by_alarm", "confirm_alarm", "note_alarm", "alarm_returned", "note_alarm", "doubt_result", "note_alarm",
    ]  # fmt: skip
    desk.holds()


def test_back_after_the_window_it_is_a_case_of_its_own_that_names_the_first(desk: Desk, probe: Probe) -> None:
    # D39, D72
    officer = raised(desk, probe)
    probe.clears()
    solved_and_told(desk)
    desk.takes(officer, "confirm")
    desk.pass_time(days=8)
    probe.fires()
    first, new = Problem.objects.order_by("id")
    assert (first.state, new.state, new.alarm_raised) == ("summarising", "awaiting_response", True)
    assert [(link.kind, link.number) for link in Parts(new).links] == [("repeat", first.number)]
