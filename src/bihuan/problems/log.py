"""The log: append-only chains of events, each entry sealed by the hash of the one before."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from bihuan.people.models import User
from bihuan.problems.models import Event

#: The hash before the first entry of a chain.
ROOT = "0" * 64
NOTED = ("log_machine_call", "call_by_hand")
"""Steps that only write down what the machine did, one every minute or so: a form that is open meanwhile stays good."""


def jsonable(value: Any) -> Any:
    """A value as it stands in the log: instants in ISO 8601 UTC, people and departments by their codes."""
    if isinstance(value, dict):
        return {str(key): jsonable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [jsonable(inner) for inner in value]
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if value is None or isinstance(value, str | int | float | bool):
        return value
    for name in ("username", "code", "number"):
        if hasattr(value, name):
            return getattr(value, name)
    raise TypeError(f"nothing to log a {type(value).__name__} by")


def digest(
    stream: str,
    seq: int,
    step: str,
    actor: str,
    occurred_at: datetime,
    recorded_at: datetime,
    data: dict[str, Any],
    prev_hash: str,
) -> str:
    """SHA-256, in hex, over everything an entry says and the hash of the entry before it."""
    text = json.dumps(
        [stream, seq, step, actor, occurred_at.isoformat(), recorded_at.isoformat(), data, prev_hash],
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )
    return hashlib.sha256(text.encode()).hexdigest()


def entry(
    stream: str,
    seq: int,
    prev_hash: str,
    step: str,
    actor: User | None,
    occurred_at: datetime,
    recorded_at: datetime,
    data: dict[str, Any],
) -> Event:
    """An unsaved entry of a chain. `data` must be what JSON can hold."""
    name = actor.username if actor else "system"
    sealed = digest(stream, seq, step, name, occurred_at, recorded_at, data, prev_hash or ROOT)
    return Event(
        stream=stream,
        seq=seq,
        step=step,
        actor=actor,
        actor_name=name,
        occurred_at=occurred_at,
        recorded_at=recorded_at,
        data=data,
        prev_hash=prev_hash or ROOT,
        hash=sealed,
    )


def append(
    stream: str,
    step: str,
    actor: User | None,
    occurred_at: datetime,
    recorded_at: datetime,
    data: dict[str, Any],
) -> Event:
    """Append to a chain that no row keeps the head of (policy); two at once fail on the unique place."""
    last = Event.objects.filter(stream=stream).order_by("-seq").first()
    new = entry(
        stream,
        last.seq + 1 if last else 1,
        last.hash if last else ROOT,
        step,
        actor,
        occurred_at,
        recorded_at,
        jsonable(data),
    )
    new.save(force_insert=True)
    return new


def only_noted_since(stream: str, version: int, last: int) -> bool:
    """Did the machine alone note calls after `version`? Then nobody's page is out of date."""
    since = Event.objects.filter(stream=stream, seq__gt=version, seq__lte=last)
    return version < last and not since.exclude(step__in=NOTED).exists()


def holds(event: Event) -> bool:
    """Does the stored hash fit what the entry says?"""
    return event.hash == digest(
        event.stream,
        event.seq,
        event.step,
        event.actor_name,
        event.occurred_at,
        event.recorded_at,
        event.data,
        event.prev_hash,
    )


def left_of(event: Event) -> str:
    """SHA-256, in hex, of an event as it stands after a destruction: with its old hash and what is left of its data."""
    text = json.dumps(
        [
            event.stream, event.seq, event.step, event.actor_name, event.occurred_at.isoformat(),
            event.recorded_at.isoformat(), event.data, event.prev_hash, event.hash,
        ],
        ensure_ascii=False, sort_keys=True, separators=(",", ":"),
    )  # fmt: skip
    return hashlib.sha256(text.encode()).hexdigest()


def left_after_destruction(events: Sequence[Event]) -> list[str]:
    """What the destruction of a file left of each event before it, by `left_of`; empty if the file was not destroyed.

    Believed only where the event of the destruction itself holds: its hash covers the list.
    """
    for event in events:
        if event.step == "destroy_file" and holds(event):
            found = event.data.get("erased") or []
            return [str(digest) for digest in found] if len(found) == event.seq - 1 else []
    return []
