"""How long a case waited for its changes (F3.2): inside the limit, never taken out of it. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

ENDS = frozenset({"rejected", "implemented", "failed", "cancelled"})
"""States with which the waiting for a change ends."""

Entry = Sequence[str]


def span_of(history: Sequence[Entry], at: datetime) -> tuple[datetime, datetime] | None:
    """From the request of a change to its end, or to `at` while it runs. Entries are (state, ISO instant, who)."""
    starts = [datetime.fromisoformat(entry[1]) for entry in history if entry[0] == "requested"]
    ends = [datetime.fromisoformat(entry[1]) for entry in history if entry[0] in ENDS]
    return (starts[0], max(starts[0], ends[0] if ends else at)) if starts else None


def waited(histories: Iterable[Sequence[Entry]], at: datetime) -> timedelta:
    """The time during which at least one change was awaited; two at once count once."""
    spans = sorted(span for history in histories if (span := span_of(history, at)))
    total, end = timedelta(), None
    for start, stop in spans:
        begin = start if end is None else max(start, end)
        total += max(timedelta(), stop - begin)
        end = stop if end is None else max(end, stop)
    return total
