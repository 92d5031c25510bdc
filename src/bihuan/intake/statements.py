"""The statements by which alarms are stored: the same idea on SQLite and PostgreSQL, one round trip a table."""

from __future__ import annotations

from functools import cache

from bihuan.intake.sql import source

ALARM = {"fingerprint": "text", "name": "text", "summary": "text", "severity": "text", "labels": "data", "url": "text",
         "received": "number"}  # fmt: skip
SPAN = {"alarm_id": "number", "starts_at": "time", "cleared_at": "time", "messages": "number"}
CHANGE = {"id": "number", "fires": "truth", "starts_at": "time", "ends_at": "time", "fresh": "number", "news": "truth",
          "at": "time"}  # fmt: skip
AGAIN = {"alarm_id": "number", "starts_at": "time"}


@cache
def insert_alarms(vendor: str) -> str:
    """Rows of ALARM, then kind, sender and the instant three times; gives each alarm as it was before."""
    fires = "FALSE" if vendor == "postgresql" else "0"
    return (
        "INSERT INTO intake_alarm AS a (kind, fingerprint, name, summary, severity, labels, url, sender, fires,"
        " starts_at, first_seen, last_seen, received, count) SELECT x.kind, v.fingerprint, v.name, v.summary,"
        f" v.severity, v.labels, v.url, x.sender, {fires}, x.t1, x.t2, x.t3, v.received, 0"
        f" FROM {source(ALARM)} CROSS JOIN {_constants(vendor)} WHERE true"
        " ON CONFLICT (kind, fingerprint) DO UPDATE SET last_seen = excluded.last_seen, received = a.received +"
        " excluded.received, name = excluded.name, summary = excluded.summary, severity = excluded.severity,"
        " labels = excluded.labels, url = excluded.url, sender = excluded.sender"
        " RETURNING id, fingerprint, fires, starts_at, count, problem_id, kept_from"
    )


def _constants(vendor: str) -> str:
    casts = ("::text", "::text", *["::timestamptz"] * 3) if vendor == "postgresql" else ("",) * 5
    names = ("kind", "sender", "t1", "t2", "t3")
    return "(SELECT " + ", ".join(f"%s{c} AS {n}" for c, n in zip(casts, names, strict=True)) + ") AS x"


@cache
def insert_spans(vendor: str) -> str:
    """Rows of SPAN, then the instant twice; gives each occurrence as it is now."""
    cast = "::timestamptz" if vendor == "postgresql" else ""
    return (
        "INSERT INTO intake_occurrence AS o (alarm_id, starts_at, cleared_at, messages, heard_at, heard_clear_at)"
        " SELECT v.alarm_id, v.starts_at, v.cleared_at, v.messages, x.at, CASE WHEN v.cleared_at IS NULL THEN NULL"
        f" ELSE x.at END FROM {source(SPAN)} CROSS JOIN (SELECT %s{cast} AS at) AS x WHERE true"
        " ON CONFLICT (alarm_id, starts_at) DO UPDATE SET messages = o.messages + excluded.messages,"
        " cleared_at = COALESCE(o.cleared_at, excluded.cleared_at),"
        " heard_clear_at = COALESCE(o.heard_clear_at, excluded.heard_clear_at)"
        " RETURNING alarm_id, starts_at, messages, cleared_at, heard_clear_at"
    )


@cache
def update_alarms(vendor: str) -> str:
    """Rows of CHANGE: what fires, since when, how many new occurrences, and whether the process must look."""
    news = "v.news" if vendor == "postgresql" else "v.news = 1"
    return (
        "UPDATE intake_alarm SET fires = v.fires, starts_at = v.starts_at, ends_at = COALESCE(v.ends_at, CASE WHEN"
        " v.fires THEN NULL ELSE intake_alarm.ends_at END), count = intake_alarm.count + v.fresh,"
        f" pending_at = CASE WHEN {news} THEN COALESCE(intake_alarm.pending_at, v.at) ELSE intake_alarm.pending_at END"
        f" FROM {source(CHANGE)} WHERE intake_alarm.id = v.id"
    )


@cache
def fire_again(vendor: str) -> str:
    """Rows of AGAIN: occurrences that were taken for cleared and fire after all."""
    return (
        f"UPDATE intake_occurrence SET cleared_at = NULL, heard_clear_at = NULL FROM {source(AGAIN)}"
        " WHERE intake_occurrence.alarm_id = v.alarm_id AND intake_occurrence.starts_at = v.starts_at"
    )
