"""Is it on the desk already? Open cases that speak of the same thing, offered to whoever files a report (F1.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bihuan.people.models import User
from bihuan.problems.access import visible_to
from bihuan.problems.queries.literal import one_of
from bihuan.problems.search import tokens
from bihuan.process import terms

LOOKED_AT = 200
SHOWN = 5
ENOUGH = 0.34
"""Share of the shorter text's words that both hold; found by trying real reports of one fault."""


@dataclass(frozen=True, slots=True)
class SimilarCase:
    """An open case that may be the same; `score` from 0 to 1."""

    number: str
    level: int
    state: str
    title: str
    reported_at: datetime
    score: float


AGAIN = timedelta(minutes=15)
"""Within this time the same words of the same person are the same report."""


def filed_just_now(user: User, symptom: str, at: datetime) -> str:
    """The number of a case that `user` filed in the same words a moment ago, else nothing. One query."""
    mine = visible_to(user).filter(reporter=user, reported_at__gt=at - AGAIN, symptom=symptom.strip())
    return mine.order_by("-reported_at").values_list("number", flat=True).first() or ""


def similar_cases(user: User, *, category: str, system: str, symptom: str) -> list[SimilarCase]:
    """Open cases of the same category and system with a similar symptom, the most similar first, at most five.

    `system` is a code, empty for none. Reads the newest 200 of them; one query, none for a short text.
    """
    wanted = set(tokens(symptom))
    if not category or len(wanted) < 3:
        return []
    same_place = visible_to(user).filter(one_of("state", terms.OPEN), category=category)
    same_place = same_place.filter(system__code=system) if system else same_place.filter(system=None)
    rows = same_place.order_by("-reported_at", "-id").values_list(
        "number", "level", "state", "title", "reported_at", "symptom"
    )[:LOOKED_AT]
    found = [SimilarCase(*row[:5], score=_likeness(wanted, set(tokens(row[5])))) for row in rows]
    return sorted((case for case in found if case.score >= ENOUGH), key=lambda case: -case.score)[:SHOWN]


def _likeness(one: set[str], other: set[str]) -> float:
    """Shared words against the shorter text, so that a first short sentence finds the full report."""
    return len(one & other) / (min(len(one), len(other)) or 1)
