"""Zabbix: a webhook media type that sends the parameters of docs/howto/connect-monitoring.md as one JSON object."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from bihuan.intake.messages import (
    LABEL,
    NAME,
    PRINT,
    SEVERITY,
    SUMMARY,
    URL,
    Message,
    Unreadable,
    instant,
    text,
)
from bihuan.process.words import N_

VALUES = {"1": True, "0": False}
UNSET = ("{", "*UNKNOWN*")
"""How a macro begins that Zabbix did not fill in."""


def read(payload: Any, at: datetime) -> list[Message]:
    """One event, or a list of them. Unreadable, and none is taken, if one is bad."""
    events = payload if isinstance(payload, list) else [payload]
    if not events:
        raise Unreadable({"event_id": N_("This field is required.")})
    return [_message(event, at) for event in events]


def _message(event: Any, at: datetime) -> Message:
    if not isinstance(event, dict):
        raise Unreadable({"": N_("An object is expected.")})
    given = {key: _filled(value) for key, value in event.items()}
    for name in ("event_id", "event_value", "event_name"):
        if not text(given.get(name), NAME):
            raise Unreadable({name: N_("This field is required.")})
    fires = VALUES.get(text(given["event_value"], 8))
    if fires is None:
        raise Unreadable({"event_value": N_("1 is a problem, 0 its recovery.")})
    starts_at = _time(given, "event")
    ends_at = None if fires else _time(given, "recovery") or at
    trigger = text(given.get("trigger_id"), PRINT)
    host, name = text(given.get("host"), LABEL), text(given["event_name"], NAME)
    return Message(
        fingerprint=f"trigger:{trigger}" if trigger else f"{host}:{name}"[:PRINT],
        fires=fires,
        starts_at=starts_at,
        ends_at=max(ends_at, starts_at) if ends_at and starts_at else ends_at,
        name=name,
        summary=text(given.get("opdata") or given.get("message"), SUMMARY),
        severity=text(given.get("severity"), SEVERITY),
        labels=_labels(given, host, name),
        url=_url(given.get("url")),
    )


def _filled(value: Any) -> Any:
    return "" if isinstance(value, str) and value.startswith(UNSET) and not value.startswith('{"') else value


def _time(given: dict[str, Any], which: str) -> datetime | None:
    """`{which}_timestamp` in seconds, or `{which}_date` and `{which}_time` as Zabbix writes them; None without."""
    stamp, day = given.get(f"{which}_timestamp"), text(given.get(f"{which}_date"), 20).replace(".", "-")
    try:
        return instant(stamp) or (instant(f"{day}T{text(given.get(f'{which}_time'), 20)}") if day else None)
    except (ValueError, TypeError):
        raise Unreadable({f"{which}_time": N_("This is no time that Zabbix writes.")}) from None


def _labels(given: dict[str, Any], host: str, name: str) -> dict[str, str]:
    """Host, severity and trigger beside the tags of the event; a tag that comes twice keeps all its values."""
    found = {"host": host, "alertname": name, "severity": text(given.get("severity"), SEVERITY)}
    tags = given.get("tags")
    if isinstance(tags, str):
        try:
            tags = json.loads(tags or "[]")
        except ValueError:
            tags = []
    for tag in tags if isinstance(tags, list) else []:
        if isinstance(tag, dict) and text(tag.get("tag"), 100):
            key, value = text(tag["tag"], 100), text(tag.get("value"), LABEL)
            found[key] = f"{found[key]},{value}"[:LABEL] if found.get(key) else value
    return {key: value for key, value in found.items() if value}


def _url(value: Any) -> str:
    found = text(value, URL)
    return found if found.startswith(("http://", "https://")) else ""
