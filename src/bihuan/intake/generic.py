"""Any other monitoring: `{"alerts": [{fingerprint, status, summary, labels, starts_at, ends_at}]}`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from bihuan.intake.messages import (
    MOST,
    NAME,
    PRINT,
    SEVERITY,
    SUMMARY,
    Message,
    Unreadable,
    instant,
    labels_of,
    text,
)
from bihuan.process.words import N_

STATUS = {"firing": True, "problem": True, "resolved": False, "cleared": False, "ok": False}


def read(payload: Any, at: datetime) -> list[Message]:
    """The alarms of one request; one alone may come without the list. Unreadable, and none is taken, if one is bad."""
    alerts = payload.get("alerts", [payload]) if isinstance(payload, dict) else payload
    if not isinstance(alerts, list) or not alerts:
        raise Unreadable({"alerts": N_("A list of alerts is expected.")})
    if len(alerts) > MOST:
        raise Unreadable({"alerts": N_("Too many alarms at once.")})
    found: list[Message] = []
    errors: dict[str, str] = {}
    for place, alert in enumerate(alerts):
        problem = _fault(alert)
        if problem:
            errors[f"alerts.{place}.{problem[0]}" if problem[0] else f"alerts.{place}"] = problem[1]
        else:
            found.append(_message(alert, at))
    if errors:
        raise Unreadable(errors)
    return found


def _fault(alert: Any) -> tuple[str, str] | None:
    if not isinstance(alert, dict):
        return "", N_("An object is expected.")
    if not text(alert.get("fingerprint"), PRINT):
        return "fingerprint", N_("This field is required.")
    if alert.get("status", "firing") not in STATUS:
        return "status", N_("The status is firing or resolved.")
    for name in ("starts_at", "ends_at"):
        try:
            instant(alert.get(name))
        except (ValueError, TypeError):
            return name, N_("This is no time in ISO 8601.")
    return None


def _message(alert: dict[str, Any], at: datetime) -> Message:
    """Name and severity are labels too, so that rules can ask for them as they do with the other kinds."""
    fires, labels = STATUS[alert.get("status", "firing")], labels_of(alert.get("labels"))
    summary = text(alert.get("summary"), SUMMARY)
    ends_at = None if fires else instant(alert.get("ends_at")) or at
    starts_at = instant(alert.get("starts_at"))
    name = text(alert.get("name"), NAME) or labels.get("alertname", "") or summary.split("\n", 1)[0]
    name = name[:NAME] or text(alert["fingerprint"], PRINT)
    severity = text(alert.get("severity") or labels.get("severity"), SEVERITY)
    return Message(
        fingerprint=text(alert["fingerprint"], PRINT),
        fires=fires,
        starts_at=starts_at,
        ends_at=max(ends_at, starts_at) if ends_at and starts_at else ends_at,
        name=name,
        summary=summary,
        severity=severity,
        labels={"alertname": name, **({"severity": severity} if severity else {}), **labels},
    )
