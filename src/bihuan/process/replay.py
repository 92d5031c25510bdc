"""What a case would have looked like under other figures: its log replayed by the rules of the door. Pure.

People do again what they did, when they did it; only limits differ. So a replay says which duties would have been late,
never what people would have done otherwise. What only a lateness set off is left out on both sides.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bihuan.process.conformance import ENDED, LATE, VIOLATED, duty_status
from bihuan.process.duties import BY_KEY, Limits
from bihuan.process.folding import Entry, Folded, fold
from bihuan.process.proof import Owed

OF_LATENESS = frozenset({"duty_late"})
HISTORY = "record_history"
QUEUED = frozenset({"queued", "unmatched"})
"""Statuses of another system, in lower case, in which nobody has taken the case up yet."""

IS_LATE = frozenset({LATE, VIOLATED})


@dataclass(frozen=True, slots=True)
class Outcome:
    """One duty of a case as a set of figures judges it; `status` empty where it counts no more."""

    key: str
    clause: str
    level: int
    due_at: datetime
    met_at: datetime | None
    status: str


@dataclass(frozen=True, slots=True)
class Change:
    """A duty that the two sets of figures judge differently."""

    before: Outcome
    after: Outcome

    @property
    def is_worse(self) -> bool:
        """In time under the one, late under the other."""
        return self.after.status in IS_LATE

    @property
    def slack(self) -> timedelta:
        """By how much the limit is longer (shorter if negative)."""
        return self.after.due_at - self.before.due_at


def replay(events: Sequence[Entry], limits: Limits, at: datetime) -> list[Outcome]:
    """The duties of one chain under `limits`, judged at `at`, in the order in which they arose."""
    if events and events[0].step == HISTORY:
        return _replay_history(events, limits, at)
    folded: list[Folded] = []
    state = ""
    for event in events:
        if "policy" in event.data:
            fold(folded, event, limits, ignored=OF_LATENESS)
            state = event.data.get("facts", {}).get("state", state)
    return [_outcome(duty, at, is_ended=state in ENDED) for duty in folded]


def differences(before: Iterable[Outcome], after: Iterable[Outcome]) -> list[Change]:
    """Duties that are in time on one side and late on the other. Both sides are replays of the same events."""
    pairs = zip(before, after, strict=True)
    return [
        Change(one, other)
        for one, other in pairs
        if one.status and other.status and (one.status in IS_LATE) != (other.status in IS_LATE)
    ]


class Totals:
    """Duties, late before and late after, by (clause, key, level)."""

    def __init__(self) -> None:
        self.due: Counter[tuple[str, str, int]] = Counter()
        self.late_before: Counter[tuple[str, str, int]] = Counter()
        self.late_after: Counter[tuple[str, str, int]] = Counter()

    def take(self, before: Iterable[Outcome], after: Iterable[Outcome]) -> None:
        """Count one case."""
        for one, other in zip(before, after, strict=True):
            if one.status and other.status:
                place = (one.clause, one.key, one.level)
                self.due[place] += 1
                self.late_before[place] += one.status in IS_LATE
                self.late_after[place] += other.status in IS_LATE


def _outcome(duty: Folded, at: datetime, *, is_ended: bool) -> Outcome:
    counts_at = duty.counts_at or duty.due_at
    owed = Owed(duty.key, duty.clause, counts_at, duty.subject, duty.met_at, duty.voided_at)
    status = duty_status(owed, at, is_ended=is_ended)
    return Outcome(duty.key, duty.clause, duty.level, counts_at, duty.met_at, status)


def _replay_history(events: Sequence[Entry], limits: Limits, at: datetime) -> list[Outcome]:
    """A case of another system: response and resolution by its mapped level, from the course of its statuses."""
    histories = [event.data.get("fields", {}).get("history", {}) for event in events if event.step == HISTORY]
    course = sorted(
        (
            (datetime.fromisoformat(row["at"]), row)
            for history in histories
            for row in history.get("events", ())
        ),
        key=lambda pair: pair[0],
    )
    if not course:
        return []
    level, opened = int(histories[-1]["level"]), course[0][0]
    closed = histories[-1].get("closed_at")
    solved = datetime.fromisoformat(closed) if closed else None
    taken_up = next((when for when, row in course if _is_taken_up(row)), None)
    found = []
    for key, met_at in (("response", taken_up), ("resolution", solved)):
        due = limits.due(f"{key}_{level}", opened, None)
        owed = Owed(key, _clause(key), due, 0, met_at)
        found.append(Outcome(key, _clause(key), level, due, met_at, duty_status(owed, at, is_ended=False)))
    return found


def _is_taken_up(row: Mapping[str, Any]) -> bool:
    return str(row.get("status", "")).lower() not in QUEUED


def _clause(key: str) -> str:
    return BY_KEY[key][0].clause
