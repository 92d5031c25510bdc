"""Was the process followed? Clause by clause for one case, and over all cases (R1, R1b).

Over all cases a row is a duty; only F3.1 makes none and is listed when it is asked for by name. Nothing is
counted beyond `COUNT_LIMIT`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice
from operator import attrgetter

from django.utils.translation import gettext as _

from bihuan.problems.facts import facts_of
from bihuan.problems.models import Duty, Event, Problem
from bihuan.problems.parts import Parts
from bihuan.problems.queries.cursor import Cursor, Key, Page, page_by
from bihuan.problems.queries.filters import read_filters
from bihuan.problems.queries.judged import (
    CLAUSES,
    STATUSES,
    STEP_CLAUSE,
    USUAL,
    OverFilters,
    OverRow,
    rows,
    sources,
    unplanned,
)
from bihuan.process.conformance import LATE, LIMITS, OPEN, VIOLATED, Line, conformance
from bihuan.process.proof import Owed, happened

COUNT_LIMIT = 2000
EDGE = attrgetter("due_at", "id")
_TIMES = {"from": "reported_from", "to": "reported_to"}
"""Filters of time are read as those of the list of cases are."""


@dataclass(frozen=True, slots=True)
class ClauseCount:
    """How many rows of a clause are late, violated, open; there may be more if `is_capped`."""

    clause: str
    late: int
    violated: int
    open: int
    is_capped: bool


def conformance_of(problem: Problem, parts: Parts, events: Iterable[Event], at: datetime) -> list[Line]:
    """Every judged clause of one case with its status and the places of the events that prove it.

    `events` are those of the case, from the first one on. No query beyond those of `parts`.
    """
    log = [happened(event.seq, event.step, event.data) for event in events]
    return conformance(facts_of(problem, parts), [owed(duty) for duty in parts.duties], log, at)


def owed(duty: Duty) -> Owed:
    """A duty row as it is judged."""
    return Owed(duty.key, duty.clause, duty.first_due_at, duty.subject, duty.met_at, duty.voided_at)


def read_over_filters(given: Mapping[str, Sequence[str]]) -> tuple[OverFilters, dict[str, list[str]]]:
    """Filters from `clause`, `status` (several; `all` is each), `from`, `to`, with what was wrong by field.

    A bad value narrows nothing. Texts of faults are in the reader's language.
    """
    times, faults = read_filters({inner: given.get(name, ()) for name, inner in _TIMES.items()})
    errors = {name: faults[inner] for name, inner in _TIMES.items() if inner in faults}
    clause = [*given.get("clause", ()), ""][0].strip()
    words = {word.strip() for text in given.get("status", ()) for word in text.split(",")} - {""}
    statuses = set(STATUSES) if words == {"all"} else words
    for name, unknown in (("clause", {clause} - {*CLAUSES, ""}), ("status", statuses - {*STATUSES})):
        for word in sorted(unknown):
            errors.setdefault(name, []).append(_("“{value}” is not a choice.").format(value=word[:40]))
    filters = OverFilters(
        clause if clause in CLAUSES else "",
        frozenset(statuses & {*STATUSES}) or USUAL,
        times.reported_from,
        times.reported_to,
    )
    return filters, errors


def conformance_over_cases(filters: OverFilters, cursor: str, limit: int, at: datetime) -> Page[OverRow]:
    """One page of judged rows, the empty cursor being the first. At most six queries. Raises BadCursor."""

    def read(place: Cursor | None, keys: tuple[Key, ...], most: int) -> list[OverRow]:
        found = [rows(query, place, keys, most, at) for query in sources(filters, at)]
        return list(islice(merge(*found, key=EDGE, reverse=keys[0].falls), most))

    return page_by(read, filters.order, cursor, limit, EDGE)


def plans_left_out(filters: OverFilters, limit: int) -> list[tuple[str, str, datetime | None]]:
    """Answered lead orders without a plan (F3.1): case, order, time of the answer; the latest first. One query."""
    found = unplanned(filters).order_by("-handled_at", "-id")
    return list(found.values_list("problem__number", "number", "handled_at")[:limit])


def counts_by_clause(at: datetime, since: datetime | None = None) -> list[ClauseCount]:
    """Late, violated and open rows of each clause, due since `since`. Six queries of at most COUNT_LIMIT rows."""
    found: dict[str, Counter[str]] = {}
    capped: set[str] = set()
    for status in (LATE, VIOLATED, OPEN):
        filters = OverFilters(statuses=frozenset({status}), due_from=since)
        clauses: list[str] = []
        for query in sources(filters, at):
            clauses += query.order_by("-due_at", "-id").values_list("clause", flat=True)[:COUNT_LIMIT]
        if status == VIOLATED:
            clauses += [STEP_CLAUSE] * len(plans_left_out(filters, COUNT_LIMIT))
        found[status] = Counter(clauses)
        capped |= set(found[status]) if len(clauses) >= COUNT_LIMIT else set()
    return [
        ClauseCount(
            clause, found[LATE][clause], found[VIOLATED][clause], found[OPEN][clause], clause in capped
        )
        for clause in CLAUSES
        if clause not in LIMITS
    ]
