"""What is counted: sets of rows that belong to a span of time. A figure is a base, narrowed by a condition.

A base gives disjoint query sets, so that each is read by an index of its own; its figure is the sum over them.
Level and category are those of the case at the moment of drawing (D47).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from bihuan.clock import SHANGHAI
from bihuan.problems.models import Branch, CorrectiveAction, Duty, Letter, Meeting, Problem
from bihuan.problems.queries.judged import LATE, VIOLATED, OverFilters, sources
from bihuan.problems.queries.literal import UNSOLVED
from bihuan.process.duties import BY_KEY

RATED = (
    "response", "dispatch", "resolution", "manager_report", "reporter_told", "departments_told", "analysis",
    "register", "review", "archive", "action", "letter_reply", "special_meeting",
)  # fmt: skip
"""Duties whose on-time rate is reported."""


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` to `end` (aware, excluded), as it is known at `at`; `imported`: cases of another system alone."""

    start: datetime
    end: datetime
    at: datetime
    imported: bool = False


Parts = list[QuerySet[Any]]


@dataclass(frozen=True, slots=True)
class Base:
    """One set of rows; `to_case` leads from a row to its case, empty where the row is the case."""

    parts: Callable[[Span], Parts]
    to_case: str = "problem__"


def _cases(span: Span) -> QuerySet[Problem]:
    return Problem.objects.filter(is_imported=span.imported)


def _backlog(span: Span, moment: datetime) -> Parts:
    """Reported before `moment`, neither resolved nor ended by then."""
    cases = _cases(span).filter(reported_at__lt=moment)
    unsolved = cases.filter(state__in=sorted(UNSOLVED))
    if span.imported:  # they all stand in the archive, whatever became of them
        unsolved = cases.filter(resolved_at__isnull=True, ended_at__isnull=True)
    ended = cases.filter(ended_at__gte=moment, resolved_at__isnull=True)
    return [unsolved, cases.filter(resolved_at__gte=moment), ended]


def _limits(span: Span) -> Parts:
    """Rated duties whose limit that counts fell into the span and that are not void."""
    clauses = {rule.clause for key in RATED for rule in BY_KEY[key]}
    return [
        Duty.objects.filter(
            clause__in=sorted(clauses),
            key__in=RATED,
            due_at__gte=span.start,  # an extended limit is in force longer than it counts, never shorter
            first_due_at__gte=span.start,
            first_due_at__lt=span.end,
            voided_at__isnull=True,
            problem__is_imported=span.imported,
        )
    ]


def _late(span: Span) -> Parts:
    """Every duty of a case that was met late, is overdue, or can no longer be met; by the limit that counts."""
    filters = OverFilters(statuses=frozenset({LATE, VIOLATED}), due_from=span.start)
    within = {"first_due_at__gte": span.start, "first_due_at__lt": span.end}
    return [query.filter(problem__is_imported=span.imported, **within) for query in sources(filters, span.at)]


def _actions(span: Span, **bounds: Any) -> Parts:
    of_cases = CorrectiveAction.objects.exclude(status="void").filter(problem__is_imported=span.imported)
    return [of_cases.filter(**bounds)]


def _open_actions(span: Span) -> Parts:
    """Opened before the end and not done by then; one that was found ineffective is open again."""
    rows = CorrectiveAction.objects.exclude(status="void").filter(
        problem__is_imported=span.imported, created_at__lt=span.end
    )
    return [rows.filter(Q(status="open") | Q(closed_at__gte=span.end))]


def _open_branches(span: Span) -> Parts:
    rows = Branch.objects.filter(created_at__lt=span.end, problem__is_imported=span.imported)
    return [rows.filter(~Q(status="ended") | Q(verified_at__gte=span.end))]


def _meetings(span: Span, *kinds: str) -> Parts:
    held = Meeting.objects.filter(held_at__gte=span.start, held_at__lt=span.end, kind__in=kinds)
    return [held.filter(problem__is_imported=span.imported)]


def _within(span: Span, column: str) -> dict[str, datetime]:
    return {f"{column}__gte": span.start, f"{column}__lt": span.end}


BASES: dict[str, Base] = {
    "opening": Base(lambda span: _backlog(span, span.start), ""),
    "new": Base(lambda span: [_cases(span).filter(**_within(span, "reported_at"))], ""),
    "resolved": Base(lambda span: [_cases(span).filter(**_within(span, "resolved_at"))], ""),
    "void": Base(
        lambda span: [_cases(span).filter(**_within(span, "ended_at"), resolved_at__isnull=True)], ""
    ),
    "closing": Base(lambda span: _backlog(span, span.end), ""),
    "limits": Base(_limits),
    "late": Base(_late),
    "letters": Base(
        lambda span: [Letter.objects.filter(**_within(span, "sent_at"), problem__is_imported=span.imported)]
    ),
    "branches": Base(_open_branches),
    "group_meetings": Base(lambda span: _meetings(span, "emergency", "joint")),
    "special_meetings": Base(lambda span: _meetings(span, "special")),
    "reviews": Base(lambda span: _meetings(span, "review")),
    "actions_opened": Base(lambda span: _actions(span, **_within(span, "created_at"))),
    "actions_closed": Base(
        lambda span: _actions(span, **_within(span, "closed_at"), status__in=("closed", "checked"))
    ),
    "actions_open": Base(_open_actions),
}


def last_day(span: Span) -> Any:
    """The centre's date at the end of the span."""
    return span.end.astimezone(SHANGHAI).date()
