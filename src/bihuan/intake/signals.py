"""What the steps of a case are told of an alarm."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bihuan.intake.models import Alarm


def since_of(alarm: Alarm) -> datetime:
    """When the alarm began to be as it is, by the monitoring."""
    return alarm.starts_at if alarm.fires or alarm.ends_at is None else alarm.ends_at


def signal_of(alarm: Alarm) -> dict[str, Any]:
    """What a step is told of an alarm."""
    return {
        "alarm": alarm.pk, "kind": alarm.kind, "fingerprint": alarm.fingerprint, "name": alarm.name,
        "summary": alarm.summary[:2000], "severity": alarm.severity, "fires": alarm.fires,
        "since": since_of(alarm).isoformat(),
    }  # fmt: skip
