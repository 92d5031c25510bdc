"""Prometheus Alertmanager: its webhook, payload version 4."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from bihuan.intake.messages import (
    MOST,
    NAME,
    PRINT,
    SEVERITY,
    SUMMARY,
    URL,
    Message,
    Unreadable,
    instant,
    labels_of,
    text,
)
from bihuan.process.words import N_


def read(payload: Any, at: datetime) -> list[Message]:
    """The alerts of one notification. Unreadable, with every fault by its place, and then none of them is taken."""
    alerts = payload.get("alerts") if isinstance(payload, dict) else None
    if not isinstance(alerts, list) or not alerts:
        raise Unreadable({"alerts": N_("A list of alerts is expected.")})
    if len(alerts) > MOST:
        raise Unreadable({"alerts": N_("Too many alarms at once.")})
    found, errors = [], {}
    for place, alert in enumerate(alerts):
        try:
            found.append(_message(alert, at))
        except (ValueError, TypeError, AttributeError):
            errors[f"alerts.{place}"] = N_(
                "This alarm cannot be read: status, startsAt and labels are needed."
            )
    if errors:
        raise Unreadable(errors)
    return found


def _message(alert: dict[str, Any], at: datetime) -> Message:
    labels, notes = labels_of(alert.get("labels")), alert.get("annotations") or {}
    status, starts_at = alert.get("status"), instant(alert.get("startsAt"))
    if status not in ("firing", "resolved") or starts_at is None or not labels:
        raise ValueError(status)
    fires = status == "firing"
    name = labels.get("alertname") or text(notes.get("summary"), NAME) or "alarm"
    return Message(
        fingerprint=text(alert.get("fingerprint"), PRINT) or _print_of(labels),
        fires=fires,
        starts_at=starts_at,
        ends_at=None if fires else max(instant(alert.get("endsAt")) or at, starts_at),
        name=name[:NAME],
        summary=text(notes.get("summary") or notes.get("description") or notes.get("message"), SUMMARY),
        severity=labels.get("severity", "")[:SEVERITY],
        labels=labels,
        url=_url(alert.get("generatorURL")),
    )


def _print_of(labels: dict[str, str]) -> str:
    return hashlib.sha256(repr(sorted(labels.items())).encode()).hexdigest()[:16]


def _url(value: Any) -> str:
    found = text(value, URL)
    return found if found.startswith(("http://", "https://")) else ""
