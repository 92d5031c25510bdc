"""Alarms come in: any number in a handful of statements, each message counted once, whoever posts at the same time.

An alarm's row is locked by its own upsert until the end of the transaction, in the order of fingerprints, so two
processes with the same alarms take turns and cannot wait for each other in a ring. What an alarm means for a case is
decided afterwards (`intake.settling`): it stays pending until that is done, whatever dies in between.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from bihuan.intake.matching import rule_for
from bihuan.intake.messages import Message
from bihuan.intake.models import AlarmRule
from bihuan.intake.rules import active_rules
from bihuan.intake.sql import read_time, run
from bihuan.intake.statements import fire_again, insert_alarms, insert_spans, update_alarms
from bihuan.problems import alarmstate

FIRES_AGAIN_AFTER = timedelta(minutes=10)
"""A firing with the start of one that cleared: within this time an echo, later the same alarm firing again."""


@dataclass(slots=True)
class _Heard:
    """What one request says of one alarm: its last message; by start, when it cleared and how often it came."""

    last: Message
    count: int = 0
    spans: dict[datetime | None, list[Any]] = field(default_factory=dict)


@dataclass(slots=True)
class Known:
    """An alarm as it was before these messages; `count` 0 is a new one."""

    id: int
    fires: bool
    starts_at: datetime
    count: int
    problem: int | None
    kept_from: datetime | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was stored: messages, those that told of something new, and the alarms the process must look at."""

    received: int
    news: int
    pending: list[int]


def receive(kind: str, messages: Iterable[Message], *, sender: str, at: datetime) -> Receipt:
    """Store messages of one kind of monitoring in one transaction. Idempotent by fingerprint, start and status.

    Raises what the database raises, and then nothing is stored: whoever sent it sends it again.
    """
    heard, rules = _by_alarm(messages), active_rules()
    with transaction.atomic():
        known = _upsert(kind, heard, sender, at)
        spans = _occurrences(heard, known, at)
        changed = _changed(heard, known, spans, rules, at)
        if changed:
            run(update_alarms(connection.vendor), changed)
            linked = {row.id for row in known.values() if row.problem}
            told = [(row[0], row[1], row[3] or row[2]) for row in changed if row[5] and row[0] in linked]
            if told:
                alarmstate.follow(told)
    total = sum(alarm.count for alarm in heard.values())
    news = sum(row[4] for row in changed)
    return Receipt(total, news, [row[0] for row in changed if row[5]])


def _by_alarm(messages: Iterable[Message]) -> dict[str, _Heard]:
    """The messages by fingerprint, in the order in which rows are locked."""
    found: dict[str, _Heard] = {}
    for message in messages:
        heard = found.get(message.fingerprint)
        if heard is None:
            heard = found[message.fingerprint] = _Heard(message)
        heard.last = message
        heard.count += 1
        span = heard.spans.setdefault(message.starts_at, [None, 0, False])
        span[0] = span[0] or message.ends_at
        span[1] += 1
        span[2] = span[2] or message.fires
    return dict(sorted(found.items()))


def _upsert(kind: str, heard: dict[str, _Heard], sender: str, at: datetime) -> dict[str, Known]:
    rows = [
        [fingerprint, a.last.name, a.last.summary, a.last.severity, a.last.labels, a.last.url, a.count]
        for fingerprint, a in heard.items()
    ]
    given = run(insert_alarms(connection.vendor), rows, kind, sender[:64], *_times(at, 3))
    return {
        told: Known(pk, bool(fires), read_time(start) or at, count, problem, read_time(kept))
        for pk, told, fires, start, count, problem, kept in given
    }


def _occurrences(
    heard: dict[str, _Heard], known: dict[str, Known], at: datetime
) -> dict[tuple[int, datetime], tuple[bool, datetime | None]]:
    """(alarm, start) → is it a new occurrence, and when it cleared. What began before all that is kept is known."""
    rows: dict[tuple[int, datetime], list[Any]] = {}
    again: set[tuple[int, datetime]] = set()
    for fingerprint, alarm in heard.items():
        row = known[fingerprint]
        for start, (ends_at, count, fires) in alarm.spans.items():
            begun = _start(start, ends_at, row, at)
            if begun is None or (row.kept_from is not None and begun < row.kept_from):
                continue
            place = rows.setdefault((row.id, begun), [row.id, begun, None, 0])
            place[2] = place[2] or ends_at
            place[3] += count
            if fires and ends_at is None:
                again.add((row.id, begun))
    if not rows:
        return {}
    found: dict[tuple[int, datetime], tuple[bool, datetime | None]] = {}
    statement = insert_spans(connection.vendor)
    for pk, began, messages, clear, heard_clear in run(statement, list(rows.values()), *_times(at, 1)):
        span, cleared, silent_since = (pk, read_time(began) or at), read_time(clear), read_time(heard_clear)
        if span in again and silent_since is not None and silent_since <= at - FIRES_AGAIN_AFTER:
            run(fire_again(connection.vendor), [span])
            cleared = None
        found[span] = (messages == rows[span][3], cleared)
    return found


def _start(start: datetime | None, ends_at: datetime | None, row: Known, at: datetime) -> datetime | None:
    """When the occurrence began that a message speaks of; None if it ends what nobody ever heard of."""
    if start is not None:
        return start
    if row.count and row.fires:
        return row.starts_at
    if ends_at is None:
        return at
    return row.starts_at if row.count else None


def _changed(
    heard: dict[str, _Heard],
    known: dict[str, Known],
    spans: dict[tuple[int, datetime], tuple[bool, datetime | None]],
    rules: Sequence[AlarmRule],
    at: datetime,
) -> list[list[Any]]:
    """Rows for the update: id, fires, start, end, new occurrences, must the process look at it."""
    latest: dict[int, tuple[datetime, datetime | None]] = {}
    fresh: dict[int, int] = {}
    for (pk, begun), (is_new, cleared) in spans.items():
        fresh[pk] = fresh.get(pk, 0) + is_new
        if pk not in latest or begun > latest[pk][0]:
            latest[pk] = (begun, cleared)
    found = []
    for fingerprint in heard:
        row = known[fingerprint]
        begun, cleared = latest.get(row.id, (row.starts_at, None))
        is_older = row.id not in latest or (row.count and begun < row.starts_at)
        if is_older:
            if fresh.get(row.id):
                found.append([row.id, row.fires, row.starts_at, None, fresh[row.id], False, at])
            continue
        fires = cleared is None
        is_news = not row.count or fires != row.fires or begun != row.starts_at
        looks = (is_news and bool(row.problem)) or _wants_case(row, heard[fingerprint].last, fires, rules)
        if is_news or looks or fresh.get(row.id):
            found.append([row.id, fires, begun, cleared, fresh.get(row.id, 0), looks, at])
    return found


def _wants_case(row: Known, message: Message, fires: bool, rules: Sequence[AlarmRule]) -> bool:
    """It fires, no case knows of it, and a rule is for it: so an alarm that fires on is seen by a newer rule too."""
    return fires and row.problem is None and rule_for(rules, message.labels) is not None


def _times(at: datetime, count: int) -> list[Any]:
    return [connection.ops.adapt_datetimefield_value(at)] * count
