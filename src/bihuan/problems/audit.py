"""Does the log hold, and does what is stored follow from it? Names the first row that does not."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from bihuan.problems import log
from bihuan.problems.figures.freezing import altered_month
from bihuan.problems.keeping import FOLDED
from bihuan.problems.models import Duty, Event, Month, Problem
from bihuan.problems.policy import limits_of
from bihuan.process.folding import Folded, fold

#: Columns of a case that every event repeats, so that a change beside the door is seen.
LOGGED = (*FOLDED, "reported_at", "resolved_at")


@dataclass(frozen=True)
class Head:
    """Where a chain ends by the row that it belongs to; `row` holds the logged columns of a case."""

    version: int
    hash: str
    row: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Broken:
    """The first row that is not as it must be: its chain, its place, and what is wrong (English, for the log)."""

    stream: str
    seq: int
    why: str

    def __str__(self) -> str:
        return f"{self.stream} #{self.seq}: {self.why}"


def verify(*, deep: bool = True) -> Broken | None:
    """Walk every chain in order; None if all holds. `deep` also folds the duties again from the events."""
    heads = {
        row["number"]: Head(row["version"], row["chain_head"], row)
        for row in Problem.objects.values("number", "version", "chain_head", *LOGGED).iterator(2000)
    }
    heads |= {
        f"month:{month}": Head(version, head)
        for month, version, head in Month.objects.values_list("month", "version", "chain_head")
    }
    seen: set[str] = set()
    for stream, events in chains():
        seen.add(stream)
        broken = chain_fault(stream, events, heads.get(stream))
        if broken is None and deep and stream in heads:
            broken = duties_fault(stream, events)
        if broken:
            return broken
    if deep and (month := altered_month()):
        return Broken(f"month:{month}", 1, "the frozen report is not what was submitted")
    missing = sorted(set(heads) - seen)
    return Broken(missing[0], 1, "no event is left of this chain") if missing else None


def chains() -> Iterator[tuple[str, list[Event]]]:
    """Every chain with its events in order, read as one stream."""
    current: list[Event] = []
    for event in Event.objects.order_by("stream", "seq").iterator(2000):
        if current and current[-1].stream != event.stream:
            yield current[0].stream, current
            current = []
        current.append(event)
    if current:
        yield current[0].stream, current


def chain_fault(stream: str, events: list[Event], head: Head | None) -> Broken | None:
    """The first event that is missing, altered or unlinked; or a head that does not fit."""
    previous, left = log.ROOT, log.left_after_destruction(events)
    for place, event in enumerate(events, start=1):
        if event.seq != place:
            return Broken(stream, place, "an event is missing")
        if event.prev_hash != previous:
            return Broken(stream, place, "the event is not tied to the one before")
        if place <= len(left):
            if left[place - 1] != log.left_of(event):
                return Broken(stream, place, "what the destruction of the file left of the event was altered")
        elif not log.holds(event):
            return Broken(stream, place, "the event was altered")
        previous = event.hash
    if head is None:
        return None
    if head.version != len(events) or head.hash != previous:
        return Broken(stream, len(events) + 1, "the chain does not end where the case says")
    return _facts_fault(stream, events[-1], head.row)


def _facts_fault(stream: str, last: Event, row: dict[str, Any]) -> Broken | None:
    """The first column that clocks hang on and that is not as the last event left it."""
    logged = last.data.get("facts", {})
    for name in LOGGED if row and logged else ():
        if log.jsonable(row[name]) != logged.get(name):
            return Broken(stream, last.seq, f"{name} is {row[name]}, the log says {logged.get(name)}")
    return None


def duties_fault(stream: str, events: list[Event]) -> Broken | None:
    """Fold the events through the same pure function as the door and compare with the rows."""
    folded: list[Folded] = []
    for event in events:
        if "policy" in event.data:
            fold(folded, event, limits_of(event.data["policy"]), keeps_working_days=True)
    month = stream.removeprefix("month:")
    where = Q(problem__number=stream) if month == stream else Q(month__month=month)
    rows = list(Duty.objects.filter(where).order_by("id"))
    for place, (row, duty) in enumerate(zip(rows, folded, strict=False)):
        stored = (row.key, row.subject, row.due_at, row.met_at, row.voided_at is not None)
        if stored != (duty.key, duty.subject, duty.due_at, duty.met_at, duty.is_void):
            return Broken(stream, place + 1, f"duty {row.key} is not as its log says")
    if len(rows) != len(folded):
        return Broken(stream, len(events), f"{len(rows)} duties are stored, the log gives {len(folded)}")
    return None
