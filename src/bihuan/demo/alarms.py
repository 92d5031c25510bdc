"""A few plainly invented alarms with the rules for them, so that the pages of the alarms show something."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bihuan.demo.script import read_table
from bihuan.intake.messages import Message
from bihuan.intake.models import AlarmRule
from bihuan.intake.receipt import receive
from bihuan.intake.rules import save_rule
from bihuan.intake.settling import settle_pending
from bihuan.people.models import System, User

SENDER = "演示监控"


def load_alarms(people: dict[str, User], at: datetime) -> None:
    """Rules as the coordinator made them, and what fired lately: one alarm raises a case, one joins it."""
    table = read_table("alarms")
    systems = {system.code: system for system in System.objects.all()}
    for row in table["rules"]:
        rule = AlarmRule(**{**row, "system": systems[row["system"]]})
        save_rule(rule, reason=table["reason"], by=people["coordinator"], at=at - timedelta(days=30))
    for row in table["alarms"]:
        receive(row["kind"], list(_messages(row, at)), sender=SENDER, at=at)
    settle_pending(at)


def _messages(row: dict[str, Any], at: datetime) -> list[Message]:
    """Each firing as the monitoring reported it, and its clearing where it has cleared."""
    found = []
    for ago, length in row["firings"]:
        began = at - timedelta(minutes=ago)
        details = (row["name"], row["summary"], row["labels"].get("severity", ""), row["labels"])
        found.append(Message(row["fingerprint"], True, began, None, *details))
        if length:
            ended = began + timedelta(minutes=length)
            found.append(Message(row["fingerprint"], False, began, ended, *details))
    return found
