"""Which events opened, met and took up each duty: the log of one case, folded as the door folded it. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Name = tuple[str, int]
"""What a duty is called in an event: its key and the part that it is about."""


@dataclass(frozen=True, slots=True)
class Owed:
    """A duty as conformance sees it, in the order in which they arose. `due_at` is the limit that counts."""

    key: str
    clause: str
    due_at: datetime
    subject: int = 0
    met_at: datetime | None = None
    voided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Happened:
    """One event: its place, its step, the order it names, and what it did to duties.

    `opened` says of each new duty whether it was met at once.
    """

    seq: int
    step: str
    order: str = ""
    opened: tuple[tuple[Name, bool], ...] = ()
    met: tuple[Name, ...] = ()
    void: tuple[Name, ...] = ()
    resumed: tuple[Name, ...] = ()


def happened(seq: int, step: str, data: Mapping[str, Any]) -> Happened:
    """An event from what the log keeps of it (`Event.data`)."""
    duties = data.get("duties", {})
    return Happened(
        seq,
        step,
        str(data.get("fields", {}).get("order") or ""),
        tuple(((row[0], row[2]), row[5] is not None) for row in duties.get("opened", ())),
        *(tuple((row[0], row[1]) for row in duties.get(name, ())) for name in ("met", "void", "resumed")),
    )


def proofs(events: Iterable[Happened]) -> dict[int, list[int]]:
    """Place of a duty → the places of the events that concern it, the one that opened it first."""
    fold = _Fold()
    for event in events:
        fold.take(event)
    return fold.found


class _Fold:
    """The duties so far: which are open, which met, and the events of each."""

    def __init__(self) -> None:
        self.found: dict[int, list[int]] = {}
        self.live: list[tuple[int, Name]] = []
        self.done: list[tuple[int, Name]] = []

    def take(self, event: Happened) -> None:
        """One event further."""
        for name in event.void:
            self._move(name, self.live, [], event.seq)
        for name in event.met:
            self._move(name, self.live, self.done, event.seq)
        for name in event.resumed:
            self._move(name, self.done[::-1], self.live, event.seq)
        for name, is_met in event.opened:
            place = len(self.found)
            self.found[place] = [event.seq]
            (self.done if is_met else self.live).append((place, name))

    def _move(
        self, name: Name, source: list[tuple[int, Name]], target: list[tuple[int, Name]], seq: int
    ) -> None:
        hit = next((pair for pair in source if pair[1] == name), None)
        if hit is None:
            return
        for pairs in (self.live, self.done):
            if hit in pairs:
                pairs.remove(hit)
        target.append(hit)
        self.found[hit[0]].append(seq)
