"""The ladder of warnings on a running duty (L10, D25, D70): 80 %, 100 %, then again and again until met.

`stage` counts the rungs already announced; `wake_at` is when the next one is reached. Nothing here sends.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bihuan.process.facts import SERIOUS
from bihuan.process.figures import Value

#: Who hears of a rung beside the one who owes the duty.
OWNER, COORDINATOR, MANAGER, DEPUTY = "owner", "coordinator", "manager", "deputy"


@dataclass(frozen=True, slots=True)
class Rung:
    """One announcement: when, what it says (`half`, `due_soon`, `overdue`, `still_overdue`), to whom."""

    at: datetime
    kind: str
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clock:
    """What the ladder of one duty depends on. `start_at`, `due_at` aware UTC; `is_paused` while suspended."""

    key: str
    level: int
    start_at: datetime
    due_at: datetime
    is_paused: bool = False


def warn_at(start_at: datetime, due_at: datetime, policy: Any) -> datetime:
    """When the first warning is due: 80 % of the limit by default."""
    return start_at + (due_at - start_at) * policy["warn_first"] / 100


def first_rungs(clock: Clock, policy: Any) -> list[Rung]:
    """The rungs up to the limit itself, in order of time."""
    span = clock.due_at - clock.start_at
    rungs = []
    if clock.key == "response" and clock.level not in SERIOUS:
        rungs.append(Rung(clock.start_at + span * policy["deputy_at"] / 100, "half", (DEPUTY,)))
    rungs.append(Rung(warn_at(clock.start_at, clock.due_at, policy), "due_soon", (OWNER, COORDINATOR)))
    rungs.append(Rung(clock.due_at, "overdue", (OWNER, COORDINATOR, MANAGER)))
    return sorted(rungs, key=lambda rung: rung.at)


def rung(clock: Clock, stage: int, policy: Any) -> Rung:
    """The rung after `stage` announced ones."""
    rungs = first_rungs(clock, policy)
    if stage < len(rungs):
        return rungs[stage]
    repeat: Value = policy["repeat_urgent" if clock.level in SERIOUS else "repeat"]
    assert isinstance(repeat, timedelta)
    return Rung(clock.due_at + repeat * (stage - len(rungs) + 1), "still_overdue", (OWNER, COORDINATOR))


def due_rungs(clock: Clock, stage: int, at: datetime, policy: Any) -> tuple[list[Rung], int, datetime]:
    """What is to be announced at `at`, the stage afterwards and when to wake again.

    After a long sleep only the last repeat is announced, and every rung up to the limit with its true time.
    """
    first = first_rungs(clock, policy)
    due = [following for following in first[stage:] if following.at <= at]
    stage += len(due)
    if stage >= len(first) and at >= clock.due_at:
        repeat = policy["repeat_urgent" if clock.level in SERIOUS else "repeat"]
        reached = len(first) + (at - clock.due_at) // repeat
        if reached > stage and not clock.is_paused:
            due.append(rung(clock, reached - 1, policy))
        stage = max(stage, reached)
    return due, stage, rung(clock, stage, policy).at
