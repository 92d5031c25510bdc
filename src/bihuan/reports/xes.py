"""The event log as XES (IEEE 1849-2016), for programs that mine processes: written piece by piece, never held whole.

A trace is a case, an event is a step of it. People stand as codes that are the same in every file of this
installation, unless their names are asked for. What another system recorded comes out as it came in.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from xml.sax.saxutils import quoteattr

from django.conf import settings
from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime

from bihuan.problems.models import Event, Problem

CHUNK = 200
HISTORY = "record_history"
_CONTROLS = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
_EXTENSIONS = (
    ("Concept", "concept"),
    ("Time", "time"),
    ("Lifecycle", "lifecycle"),
    ("Organizational", "org"),
)
_EXTENDED = "".join(
    f'<extension name="{name}" prefix="{prefix}" uri="http://www.xes-standard.org/{prefix}.xesext"/>\n'
    for name, prefix in _EXTENSIONS
)
_HEAD = f"""<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
{_EXTENDED}<global scope="trace"><string key="concept:name" value="-"/></global>
<global scope="event">
<string key="concept:name" value="-"/>
<date key="time:timestamp" value="1970-01-01T00:00:00+00:00"/>
<string key="lifecycle:transition" value="complete"/>
<string key="org:resource" value="-"/>
</global>
<classifier name="Step" keys="concept:name"/>
<string key="concept:name" value="bihuan"/>
<string key="lifecycle:model" value="standard"/>
"""
Named = Callable[[str], str]
"""What stands for a person in the file."""


def event_log(
    *, original_only: bool = False, names: bool = False, done: Callable[[int], None] = lambda count: None
) -> Iterator[str]:
    """The log as pieces of UTF-8 text. `original_only`: just what other systems recorded of the imported cases.

    `names` writes accounts instead of codes. `done` is told how many cases are written. Two queries for every
    200 cases. Cases without an event of the wanted kind are left out.
    """
    person = _as_is if names else code_of
    yield _HEAD
    count = 0
    for cases in _chunks(traced(original_only)):
        events = _events_of([case.number for case in cases], original_only)
        yield "".join(
            _trace(case, found, person)
            for case in cases
            if (found := events_in(events.get(case.number, ()), person, original_only))
        )
        count += len(cases)
        done(count)
    yield "</log>\n"


def traced(original_only: bool) -> QuerySet[Problem]:
    """The cases of such a log, the oldest first."""
    cases = Problem.objects.select_related("system").order_by("reported_at", "pk")
    return cases.filter(is_imported=True) if original_only else cases


def code_of(name: str) -> str:
    """A code for a person: the same everywhere in this installation, and no way back without its secret key."""
    seal = hmac.new(settings.SECRET_KEY.encode(), f"xes:{name}".encode(), hashlib.sha256)
    return f"P-{seal.hexdigest()[:10]}"


def events_in(events: Iterable[Event], person: Named, original_only: bool) -> list[tuple[datetime, str]]:
    """Instant and XML of every event of one case, in order of time; of one instant, as recorded."""
    found: list[tuple[datetime, str]] = []
    for event in events:
        if not original_only:
            more: dict[str, object] = {"bihuan:seq": event.seq}
            resource = "system" if event.actor_name == "system" else person(event.actor_name)
            found.append((event.occurred_at, _event(event.step, event.occurred_at, resource, more)))
        if event.step == HISTORY:
            history = event.data.get("fields", {}).get("history", {})
            found += [_original(entry, person) for entry in history.get("events", ())]
    return sorted(found, key=lambda pair: pair[0])


def _original(entry: dict[str, str], person: Named) -> tuple[datetime, str]:
    """An event of the other system: its status is the activity, the rest is kept beside it."""
    at = parse_datetime(entry["at"])
    assert at is not None
    owner = entry.get("owner", "")
    more = {
        f"original:{name}": value for name, value in entry.items() if name not in ("at", "status", "owner")
    }
    group = {"org:group": entry["team"]} if entry.get("team") else {}
    return at, _event(entry["status"], at, person(owner) if owner else "unknown", {**group, **more})


def _event(name: str, at: datetime, resource: str, more: dict[str, object]) -> str:
    lines = [
        _tag("concept:name", name),
        _tag("time:timestamp", at),
        _tag("lifecycle:transition", "complete"),
        _tag("org:resource", resource),
        *(_tag(key, value) for key, value in more.items() if value != ""),
    ]
    return f"<event>{''.join(lines)}</event>\n"


def _trace(case: Problem, events: list[tuple[datetime, str]], person: Named) -> str:
    facts: dict[str, object] = {
        "concept:name": case.number,
        "bihuan:level": case.level,
        "bihuan:level_reported": case.level_reported,
        "bihuan:category": case.category,
        "bihuan:source": case.source,
        "bihuan:state": case.state,
        "bihuan:system": case.system.code if case.system else "",
        "bihuan:external": case.external,
        "bihuan:imported": case.is_imported,
        "bihuan:round": case.round,
        "bihuan:reported_at": case.reported_at,
        "bihuan:resolved_at": case.resolved_at or "",
    }
    tags = "".join(_tag(key, value) for key, value in facts.items() if value != "")
    return f"<trace>{tags}\n{''.join(text for _at, text in events)}</trace>\n"


def _tag(key: str, value: object) -> str:
    if isinstance(value, bool):
        kind, text = "boolean", "true" if value else "false"
    elif isinstance(value, int):
        kind, text = "int", str(value)
    elif isinstance(value, datetime):
        kind, text = "date", value.isoformat(timespec="milliseconds")
    else:
        kind, text = "string", _CONTROLS.sub("\ufffd", str(value))
    return f'<{kind} key="{key}" value={quoteattr(text)}/>'


def _events_of(numbers: list[str], original_only: bool) -> dict[str, list[Event]]:
    events = Event.objects.filter(stream__in=numbers).order_by("stream", "seq")
    events = events.filter(step=HISTORY) if original_only else events.defer("prev_hash", "hash")
    found: dict[str, list[Event]] = {}
    for event in events:
        found.setdefault(event.stream, []).append(event)
    return found


def _chunks(cases: QuerySet[Problem]) -> Iterator[list[Problem]]:
    rows = cases.iterator(CHUNK)
    while piece := list(islice(rows, CHUNK)):
        yield piece


def _as_is(name: str) -> str:
    return name
