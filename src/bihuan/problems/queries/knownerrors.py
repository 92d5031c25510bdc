"""Known errors: the list by system, state and words; one with its cases and every wording it had."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from bihuan.people.models import User
from bihuan.problems.access import NotFound
from bihuan.problems.knownerrors import LIVE, words_in
from bihuan.problems.models import KnownError, KnownErrorEntry, Problem
from bihuan.problems.queries.case import no_such_system
from bihuan.problems.queries.cursor import Page, page_of
from bihuan.process.terms import KNOWN_ERROR_STATUS

ORDER = "-created_at"
MOST_CASES = 100
MOST_CHOSEN = 200
MET = Q(entries__deed="met", entries__ended_at__isnull=True)


@dataclass(frozen=True, slots=True)
class KnownErrorFilters:
    """What the list is narrowed to; nothing else is what is in use."""

    statuses: frozenset[str] = frozenset(LIVE)
    system: str = ""
    q: str = ""


class MetCase(NamedTuple):
    """A case that met a known error, or the one that it was made from."""

    number: str
    title: str
    level: int
    state: str
    reported_at: datetime
    is_home: bool


@dataclass(frozen=True, slots=True)
class KnownErrorCourse:
    """A known error with its cases, the newest first, at most a hundred, and its wordings and ends, the last first."""

    error: KnownError
    cases: list[MetCase]
    changes: list[KnownErrorEntry]

    @property
    def met(self) -> int:
        """How many cases met it again."""
        return sum(1 for case in self.cases if not case.is_home)


def read_known_error_filters(
    given: Mapping[str, Sequence[str]],
) -> tuple[KnownErrorFilters, dict[str, list[str]]]:
    """Filters from `status` (several; `all` is each), `system` (a code), `q`, with what was wrong by field.

    One query if a system is named, else none; what is wrong narrows nothing.
    """
    words = {word.strip() for text in given.get("status", ()) for word in text.split(",")} - {""}
    words = {*KNOWN_ERROR_STATUS} if "all" in words else words
    unknown = sorted(words - {*KNOWN_ERROR_STATUS})
    errors = {"status": [_("“{value}” is not a choice.").format(value=word[:40]) for word in unknown]}
    system, q = ([*given.get(name, ()), ""][0].strip()[:100].replace("\x00", "") for name in ("system", "q"))
    errors["system"] = no_such_system(system)
    system = "" if errors["system"] else system
    statuses = frozenset(words & {*KNOWN_ERROR_STATUS}) or frozenset(LIVE)
    return KnownErrorFilters(statuses, system, q), {name: texts for name, texts in errors.items() if texts}


def known_error_page(filters: KnownErrorFilters, cursor: str, limit: int, user: User) -> Page[KnownError]:
    """One page, the empty cursor being the first; `met` is on each row. Two queries. Raises BadCursor."""
    query = _narrowed(filters, user).annotate(met=Count("entries", filter=MET, distinct=True))
    return page_of(query.prefetch_related("systems"), ORDER, cursor, limit)


def _narrowed(filters: KnownErrorFilters, user: User) -> QuerySet[KnownError]:
    if not user.reads_all_cases:
        return KnownError.objects.none()
    query = KnownError.objects.filter(status__in=sorted(filters.statuses))
    query = query.select_related("problem", "changed_by", "recorded_by")
    if filters.system:
        query = query.filter(systems__code=filters.system)
    for word in sorted(words_in(filters.q))[:12]:
        query = query.filter(words__word=word)
    return query.none() if filters.q and not words_in(filters.q) else query


def in_use() -> list[KnownError]:
    """The newest known errors in use, at most 200, for a form that chooses one. One query."""
    rows = KnownError.objects.filter(status__in=LIVE).only("number", "title")
    return list(rows.order_by("-created_at", "-id")[:MOST_CHOSEN])


def known_error_of(user: User, number: str) -> KnownErrorCourse:
    """One known error by its number; NotFound if there is none, or for who does not read every case. Four queries."""
    rows = KnownError.objects.select_related("problem", "changed_by", "recorded_by")
    error = (
        rows.filter(number=number.upper()).prefetch_related("systems").first()
        if number.isprintable()
        else None
    )
    if error is None or not user.reads_all_cases:
        raise NotFound(number)
    home = error.problem
    entries = error.entries.select_related("by", "problem").order_by("-created_at", "-id")
    changes = list(entries.exclude(deed="met"))
    met = entries.filter(deed="met", ended_at__isnull=True)[:MOST_CASES]
    cases = [_case(entry.problem, False) for entry in met]
    return KnownErrorCourse(error, [*cases, _case(home, True)], changes)


def _case(problem: Problem, is_home: bool) -> MetCase:
    return MetCase(problem.number, problem.title, problem.level, problem.state, problem.reported_at, is_home)
