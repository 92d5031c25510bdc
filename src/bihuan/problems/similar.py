"""Which other cases are like this one? Offered to whoever files a report (F1.1), reads a case or reviews it (F6.3).

The rare words of a text find the hundred cases that hold most of them (FTS5 or GIN); these are put in order by the
share of the text's words that they hold, each word weighing by its rarity (`problems.rarity`). Open and finished
cases are found alike: the first may be the same problem, the others were solved somehow.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet, Value
from django.db.models.expressions import RawSQL

from bihuan.people.models import User
from bihuan.problems.access import visible_to
from bihuan.problems.models import Analysis, Problem, WorkOrder
from bihuan.problems.rarity import ALL, counts_of, rarest, weights_of
from bihuan.problems.search import tokens
from bihuan.process import terms

ASKED = 12
"""So many of the rarest words are looked for."""
LOOKED_AT = 100
SHOWN = 5
MOST_READ = 1_000
"""Rows of the index that a look may read for rare words, and again for common ones."""
ENOUGH = 0.15
"""Share of the words from which on a case is like another; found by trying (tests/problems/siblings.toml)."""
THE_SAME = 0.25
"""Share from which on an open case of the same place may be the very same problem."""
THE_SAME_ELSEWHERE = 0.4
"""Share from which on an open case of any place may be: who reports may see another side of it, or know no place."""
LEAST_WORDS = 3
NO_PROBLEM = ("void", "withdrawn", "merged")
COLUMNS = ("id", "number", "level", "state", "title", "reported_at", "category", "system__code")
Place = tuple[str, str]
"""Category and code of the system, empty for none."""
Group = tuple[list[str], float]
"""Words any of which will do, and what that tells."""
_EDGE = "(SELECT MAX(id) FROM problems_problem) - %s"
SAID = ("title", "symptom", "field_data", "cause_analysis")
"""What tells a trouble from another; its impact is told in the same phrases by all."""


@dataclass(frozen=True, slots=True)
class SimilarCase:
    """A case that is like another; `score` from 0 to 1. `cause` and `method` as they were found in the end."""

    score: float
    id: int
    number: str
    level: int
    state: str
    title: str
    reported_at: datetime
    category: str
    system: str | None
    cause: str = ""
    method: str = ""

    @property
    def is_open(self) -> bool:
        """Not solved yet."""
        return self.state in terms.OPEN

    def is_of(self, place: Place) -> bool:
        """Of this place."""
        return (self.category, self.system or "") == place

    def may_be_the_same(self, place: Place) -> bool:
        """Very much alike; even more so where it is of another place, or no place is known yet."""
        return self.score >= (THE_SAME if self.is_of(place) else THE_SAME_ELSEWHERE)


AGAIN = timedelta(minutes=15)
"""Within this time the same report of the same person may be a double."""


def filed_just_now(user: User, case: Problem) -> str:
    """The number of the last other case like `case` to the word, level and place that its reporter filed a moment ago.

    Nothing where there is none that `user` may read. One query.
    """
    at = case.reported_at
    twins = visible_to(user).filter(
        reporter=case.reporter_id, symptom=case.symptom, category=case.category, system=case.system_id,
        level=case.level, reported_at__gt=at - AGAIN, reported_at__lt=at + AGAIN,
    ).exclude(pk=case.pk).exclude(state__in=NO_PROBLEM)  # fmt: skip
    return twins.order_by("-reported_at", "-id").values_list("number", flat=True).first() or ""


def other_words(number: str, symptom: str) -> bool:
    """Whether the case `number` tells another symptom than this one. One query."""
    told = Problem.objects.filter(number=number).values_list("symptom", flat=True).first() or ""
    return told.split() != symptom.split()


def similar_to(user: User, problem: Problem) -> list[SimilarCase]:
    """The cases like `problem` that `user` may read. Three queries."""
    text = "\n".join(getattr(problem, name) for name in SAID)
    return similar_cases(user, text, but=problem.number)


def similar_cases(user: User, text: str, *, but: str = "", place: Place | None = None) -> list[SimilarCase]:
    """The cases most like `text` that `user` may read, never the one numbered `but`: five open ones, then five others.

    Each five the best first. With a `place`, category and code of the system, the open ones are those that may be
    the very same problem, the ones of this place before others. Three queries, none for a text of fewer than
    three words.
    """
    words = set(tokens(text))
    if len(words) < LEAST_WORDS:
        return []
    counts = counts_of(sorted(words))
    weights = weights_of(counts)
    cases = _candidates(user, counts).exclude(number=but).exclude(state__in=NO_PROBLEM)
    rows: Iterable[tuple[Any, ...]] = cases.values_list(*COLUMNS, *SAID)
    found = [SimilarCase(_likeness(weights, row[len(COLUMNS) :]), *row[: len(COLUMNS)]) for row in rows]
    best = sorted((case for case in found if case.score >= ENOUGH), key=lambda case: (-case.score, -case.id))
    running = [case for case in best if case.is_open and (place is None or case.may_be_the_same(place))]
    if place is not None:
        running.sort(key=lambda case: not case.is_of(place))
    return running[:SHOWN] + _with_outcome([case for case in best if not case.is_open][:SHOWN])


def _likeness(weights: Mapping[str, float], texts: Iterable[str]) -> float:
    """The weighed share of the words asked for that the texts hold."""
    held = {word for text in texts for word in tokens(text)}
    return sum(weight for word, weight in weights.items() if word in held) / sum(weights.values())


def _with_outcome(cases: list[SimilarCase]) -> list[SimilarCase]:
    """The cases with cause and method: those of the last analysis, else of the lead order. One query or none."""
    wanted = [case.id for case in cases]
    if not wanted:
        return []
    columns = ("later", "id", "problem_id", "cause", "method")
    orders = WorkOrder.objects.filter(problem__in=wanted, is_lead=True).annotate(later=Value(0))
    analyses = Analysis.objects.filter(problem__in=wanted).annotate(later=Value(1))
    rows = orders.order_by().values_list(*columns).union(analyses.order_by().values_list(*columns), all=True)
    known = {row[2]: row[3:] for row in sorted(rows)}
    nothing = ("", "")
    return [
        replace(case, cause=cause, method=method)
        for case in cases
        for cause, method in (known.get(case.id, nothing),)
    ]


def _candidates(user: User, counts: Mapping[str, int]) -> QuerySet[Problem]:
    """A hundred cases at most that hold the rarest words; of who was told of a few, the newest of these."""
    cases = visible_to(user)
    if user.reads_all_cases:
        return cases.filter(pk__in=RawSQL(*_holding(counts)))
    return cases.filter(pk__in=list(cases.order_by("-reported_at").values_list("pk", flat=True)[:LOOKED_AT]))


def _holding(counts: Mapping[str, int]) -> tuple[str, list[object]]:
    """SQL for the ids of the hundred cases that hold most of the rarest words, the newest of equals; its parameters.

    Rare words are looked for everywhere, as many as `MOST_READ` rows hold; commoner ones among the newest cases alone,
    as many as make `MOST_READ` rows again. So no text, however usual its words, is dear to look for.
    """
    words, weights = rarest(counts, ASKED), weights_of(counts)
    new = [word for word in words if counts[word] <= 1]
    everywhere: list[Group] = [(new, weights[new[0]])] if new else []
    nearby: list[Group] = []
    read, often = 0, 0
    for word in words[len(new) :]:
        read += counts[word]
        if read <= MOST_READ:
            everywhere.append(([word], weights[word]))
        else:
            nearby.append(([word], weights[word]))
            often += counts[word]
    near = max(MOST_READ * counts[ALL] // (often or 1), LOOKED_AT)
    make = _of_postgresql if connection.vendor == "postgresql" else _of_sqlite
    return make(everywhere, nearby, near)


def _of_sqlite(everywhere: list[Group], nearby: list[Group], near: int) -> tuple[str, list[object]]:
    hits, params = [], list[object]()
    for groups, condition, more in ((everywhere, "", []), (nearby, f" AND rowid > {_EDGE}", [near])):
        for words, weight in groups:
            hits.append(
                "SELECT rowid AS id, %s AS weight FROM problems_search WHERE problems_search MATCH %s"
                + condition
            )
            params += [weight, " OR ".join(f'"{word}"' for word in words), *more]
    return (
        f"SELECT id FROM ({' UNION ALL '.join(hits)}) GROUP BY id ORDER BY SUM(weight) DESC, id DESC LIMIT %s",
        [*params, LOOKED_AT],
    )


def _of_postgresql(everywhere: list[Group], nearby: list[Group], near: int) -> tuple[str, list[object]]:
    """Counted out in a MATERIALIZED part, lest the LIMIT talk the planner into walking the table."""
    groups = [*everywhere, *nearby]
    score = " + ".join(["CASE WHEN words @@ %s::tsquery THEN %s::float ELSE 0 END"] * len(groups))
    scores = [value for words, weight in groups for value in (_any_of(words), weight)]
    hits, params = [], list[object]()
    if everywhere:
        hits.append(f"SELECT id, {score} AS score FROM problems_search WHERE words @@ %s::tsquery")
        params += [*scores, _any_of(word for words, _weight in everywhere for word in words)]
    if nearby:
        hits.append(
            f"SELECT id, {score} AS score FROM problems_search WHERE words @@ %s::tsquery AND id > {_EDGE}"
        )
        params += [*scores, _any_of(word for words, _weight in nearby for word in words), near]
    found = f"WITH hits AS MATERIALIZED ({' UNION '.join(hits)}) SELECT id FROM hits"
    return f"{found} ORDER BY score DESC, id DESC LIMIT %s", [*params, LOOKED_AT]


def _any_of(words: Iterable[str]) -> str:
    return " | ".join(f"'{word}'" for word in words)
