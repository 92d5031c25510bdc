"""The figures of a month (F6.4), by plain aggregates over cases; those of duties stand in `month_duties`.

What they mean, said once. A case is *new* in the month of its report, *resolved* in the month of its resolved time,
*void* in the month in which it was withdrawn, voided or merged; it is *backlog* at an instant if it was reported
before and neither resolved nor ended by then. So opening + new − resolved − void = closing, and each of the five is
counted on its own. Level and category are those in force when the figures are drawn. Imported cases are left
out (D65). A duty counts in the month of the limit that compliance counts; it is *on time* if it was met by then.
A rate is given as two whole numbers, met and due. The running month ends now. Once the report is submitted
the figures are those that were frozen with it (D48).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from bihuan.problems.models import Branch, Change, Letter, Link, Meeting, Month, Problem, WorkOrder
from bihuan.problems.queries.literal import UNSOLVED
from bihuan.problems.queries.month_duties import Span, late_duties, on_time
from bihuan.process.calendar import month_bounds

SUMS = ("opening", "new", "resolved", "void", "closing")


def figures_of_month(month: str, at: datetime) -> dict[str, Any]:
    """The figures as numbers, texts and lists, fit for JSON; those frozen with the report if it is submitted.

    Raises ValueError unless `month` is written like 2026-11. `is_frozen` says which of the two they are.
    """
    submitted = Month.objects.filter(month=month, submitted_at__isnull=False)
    frozen: dict[str, Any] | None = submitted.values_list("figures", flat=True).first()
    return {**frozen, "is_frozen": True} if frozen else {**draw_figures(month, at), "is_frozen": False}


def draw_figures(month: str, at: datetime) -> dict[str, Any]:
    """The figures as they are at `at`, from the rows."""
    start, end = month_bounds(month)
    span = (start, max(start, min(end, at)))
    kinds = _kinds(span)
    total = {name: sum(row[name] for row in kinds) for name in SUMS}
    balances = total["opening"] + total["new"] - total["resolved"] - total["void"] == total["closing"]
    return {
        "month": month,
        "from": start.isoformat(),
        "to": span[1].isoformat(),
        "is_over": at >= end,
        "balance": {**total, "balances": balances},
        "kinds": kinds,
        "on_time": on_time(span),
        "late": late_duties(span, at),
        "sources": _counted(_new(span), "source"),
        "systems": _counted(_new(span).filter(system__isnull=False), "system__code")[:10],
        "handlers": _counted(_resolved(span).filter(handler__isnull=False), "handler__username")[:20],
        "ways": _ways(span),
        "external": _external(span),
    }


def _new(span: Span) -> QuerySet[Problem]:
    return Problem.objects.filter(is_imported=False, reported_at__gte=span[0], reported_at__lt=span[1])


def _resolved(span: Span) -> QuerySet[Problem]:
    return Problem.objects.filter(is_imported=False, resolved_at__gte=span[0], resolved_at__lt=span[1])


def _kinds(span: Span) -> list[dict[str, Any]]:
    """Opening, new, resolved, void and closing for each level and category that has any. Four queries."""
    start, end = span
    cases = Problem.objects.filter(is_imported=False, reported_at__lt=end)
    before, anything = Q(reported_at__lt=start), Q(pk__isnull=False)
    found: dict[tuple[int, str], dict[str, int]] = {}

    def add(query: QuerySet[Problem], **counts: Q) -> None:
        wanted = {f"n_{name}": Count("pk", filter=condition) for name, condition in counts.items()}
        for row in query.values("level", "category").annotate(**wanted).order_by():
            kind = found.setdefault((row["level"], row["category"]), dict.fromkeys(SUMS, 0))
            for name in counts:
                kind[name] += row[f"n_{name}"]

    add(_new(span), new=anything)
    add(cases.filter(state__in=sorted(UNSOLVED)), opening=before, closing=anything)
    add(
        cases.filter(resolved_at__gte=start),
        opening=before,
        resolved=Q(resolved_at__lt=end),
        closing=Q(resolved_at__gte=end),
    )
    add(
        cases.filter(ended_at__gte=start, resolved_at__isnull=True),
        opening=before,
        void=Q(ended_at__lt=end),
        closing=Q(ended_at__gte=end),
    )
    return [
        {"level": level, "category": category, **sums}
        for (level, category), sums in sorted(found.items())
        if any(sums.values())
    ]


def _counted(query: QuerySet[Problem], column: str) -> list[list[Any]]:
    """Value and count, the most frequent first."""
    rows = query.values(column).annotate(n=Count("pk")).order_by("-n", column)
    return [[row[column], row["n"]] for row in rows]


def _ways(span: Span) -> dict[str, int]:
    """How the cases resolved in the month were solved; one case may count in several."""
    mine = {"problem": OuterRef("pk")}
    tests = {
        "workaround": Exists(WorkOrder.objects.filter(**mine, workaround=True, status="done")),
        "change": Exists(Change.objects.filter(**mine, status="implemented")),
        "group": Exists(
            Meeting.objects.filter(**mine, kind__in=("emergency", "joint"), held_at__isnull=False)
        ),
        "repeat": Exists(Link.objects.filter(**mine, kind="repeat")),
        "rejected": Q(round__gt=1),
        "external": Q(external=True),
    }
    counts = {name: Count("pk", filter=test) for name, test in tests.items()}
    return dict(_resolved(span).aggregate(**counts))


def _external(span: Span) -> dict[str, int]:
    """Letters sent in the month, and branches that are still open."""
    sent = Letter.objects.filter(sent_at__gte=span[0], sent_at__lt=span[1])
    return {
        "letters_sent": sent.count(),
        "open_branches": Branch.objects.exclude(status="ended").filter(created_at__lt=span[1]).count(),
    }
