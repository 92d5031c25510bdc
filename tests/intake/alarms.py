"""What tests of the alarms stand on: messages as the monitoring sends them, and a rule for them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bihuan.intake.messages import Message
from bihuan.intake.models import Alarm, AlarmRule
from bihuan.intake.receipt import Receipt, receive
from bihuan.intake.rules import save_rule
from bihuan.intake.settling import settle_now, settle_pending
from bihuan.people.models import System, User
from tests.stories.desk import Desk

LABELS = {"alertname": "DatabaseDown", "severity": "critical", "instance": "billing-db-1"}


def message(
    at: datetime, name: str = "a1", *, fires: bool = True, ends_at: datetime | None = None, **labels: str
) -> Message:
    """One message about the alarm `name` whose firing began at `at`."""
    ends = None if fires else ends_at or at + timedelta(minutes=1)
    return Message(name, fires, at, ends, "DatabaseDown", "主库连接失败", "critical", {**LABELS, **labels})


def rule_of(by: User, at: datetime, **values: Any) -> AlarmRule:
    """A rule for critical alarms, saved by the coordinator."""
    found = AlarmRule(
        name=values.pop("name", "主库告警"), matchers=[["severity", "=", "critical"]], category="database", level=3,
        system=System.objects.get(code="billing_run"),
    )  # fmt: skip
    for name, value in values.items():
        setattr(found, name, value)
    return save_rule(found, reason="试运行", by=by, at=at)


def comes_in(desk: Desk, *messages: Message) -> Receipt:
    """Messages arrive at the clock of the desk, and are looked at."""
    receipt = receive("alertmanager", messages, sender="prometheus", at=desk.at)
    settle_now(receipt.pending, desk.at)
    settle_pending(desk.at)
    return receipt


def alarm(name: str = "a1") -> Alarm:
    return Alarm.objects.select_related("problem", "rule").get(fingerprint=name)
