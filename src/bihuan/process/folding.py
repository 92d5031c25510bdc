"""The duties of one chain of events, folded through the same rules as at the door. Pure: audit and lab stand on it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any, Protocol

from bihuan.process.advance import Changes, advance
from bihuan.process.duties import DutyRule, Limits, Moment, Subject
from bihuan.process.facts import DutyFact, Facts
from bihuan.process.figures import FIGURES, WORKING_DAYS


class Entry(Protocol):
    """What an event of the log keeps."""

    stream: str
    step: str
    occurred_at: datetime
    recorded_at: datetime
    data: Any


@dataclass
class Folded:
    """A duty as the log gives it. `counts_at` is the limit that compliance counts: an extension leaves it (D22)."""

    key: str
    subject: int
    start_at: datetime
    due_at: datetime
    met_at: datetime | None
    is_void: bool = False
    clause: str = ""
    level: int = 5
    counts_at: datetime | None = None
    voided_at: datetime | None = None


def fold(
    folded: list[Folded],
    event: Entry,
    limits: Limits,
    *,
    keeps_working_days: bool = False,
    ignored: frozenset[str] = frozenset(),
) -> None:
    """Apply one event to the duties so far, by these limits.

    `keeps_working_days` takes due times of working days from the event, since people edit that calendar.
    `ignored` are triggers that shall not count.
    """
    data = event.data
    facts = _facts(event, folded)
    triggers = frozenset(data.get("triggers", [])) | {event.step}
    if data.get("muted"):
        triggers -= {event.step}
    moment = Moment(triggers - ignored, event.occurred_at, event.recorded_at, _subjects(data))
    changes = advance(facts, moment, limits)
    logged = data.get("duties", {}).get("opened", []) if keeps_working_days else []
    _apply(folded, changes, logged, moment)
    for opened in folded[len(folded) - len(changes.opened) :]:
        opened.level = getattr(facts, "level", 5)
    if "level_changed" in triggers:
        for duty in folded:
            if duty.met_at is None and not duty.is_void:
                duty.level = facts.level


def _subjects(data: Mapping[str, Any]) -> dict[str, tuple[Subject, ...]]:
    return {
        kind: tuple(
            Subject(row[0], row[1], _at(row[2]), _at(row[3]) if len(row) > 3 else None) for row in rows
        )
        for kind, rows in data.get("subjects", {}).items()
    }


def _apply(folded: list[Folded], changes: Changes, logged: list[list[Any]], moment: Moment) -> None:
    for duty in changes.voided:
        folded[duty.id].is_void, folded[duty.id].voided_at = True, moment.recorded
    for duty, at in changes.met:
        folded[duty.id].met_at = at
    for duty in changes.resumed:
        folded[duty.id].met_at = None
    for duty, due_at in changes.moved:
        folded[duty.id].due_at = due_at
        if "extended" not in moment.triggers:
            folded[duty.id].counts_at = due_at
    for place, new in enumerate(changes.opened):
        due = new.due_at
        if place < len(logged) and _counts_working_days(new.rule):
            due = _at(logged[place][4]) or due
        folded.append(
            Folded(
                new.rule.key,
                new.subject.id,
                new.start_at,
                due,
                new.met_at,
                clause=new.rule.clause,
                counts_at=due,
            )
        )


def _counts_working_days(rule: DutyRule) -> bool:
    return isinstance(rule.limit, str) and FIGURES[rule.limit].unit == WORKING_DAYS


def _facts(event: Entry, folded: list[Folded]) -> Any:
    """What `advance` asks of a case, or of a month."""
    duties = tuple(
        DutyFact(place, d.key, d.start_at, d.due_at, d.subject, d.met_at, d.is_void)
        for place, d in enumerate(folded)
    )
    data = event.data.get("facts")
    if data is None:
        return SimpleNamespace(month=event.stream.removeprefix("month:"), duties=duties)
    reported = _at(data["reported_at"])
    assert reported is not None
    return Facts(
        number="",
        state=data["state"],
        level=data["level"],
        level_reported=data["level_reported"],
        reporter=0,
        reported_at=reported,
        resolved_at=_at(data.get("resolved_at")),
        form_pending=data["form_pending"],
        business_affected=data["business_affected"],
        duties=duties,
    )


def _at(raw: str | None) -> datetime | None:
    return datetime.fromisoformat(raw) if raw else None
