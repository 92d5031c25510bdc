"""The conditions that narrow a base to a figure, by base and name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from bihuan.problems.figures.bases import Span, last_day
from bihuan.problems.figures.table import Figure
from bihuan.problems.models import Change, Duty, Link, Meeting, Telling, WorkOrder

Condition = Callable[[Span], Any]

_MINE = {"problem": OuterRef("pk")}
_MET = Q(met_at__lte=F("first_due_at"))


def _older(span: Span, least: int, most: int | None = None) -> Q:
    """Reported more than `least` and at most `most` days before the end."""
    found = Q(reported_at__lt=span.end - timedelta(days=least))
    return found & Q(reported_at__gte=span.end - timedelta(days=most)) if most else found


def _past_limit(span: Span) -> Exists:
    return Exists(
        Duty.objects.filter(**_MINE, key="resolution", voided_at__isnull=True, first_due_at__lt=span.end)
    )


_OF_CASES: dict[str, Condition] = {
    "withdrawn": lambda span: Q(state="withdrawn"),
    "voided": lambda span: Q(state="void"),
    "merged": lambda span: Q(state="merged"),
    "reported_later": lambda span: Q(reported_at__gte=span.end),
    "resolved_before": lambda span: Q(resolved_at__lt=span.start),
    "serious": lambda span: Q(level__in=(1, 2)),
    "hit": lambda span: Q(level__in=(1, 2), business_affected=True),
    "workaround": lambda span: Exists(WorkOrder.objects.filter(**_MINE, workaround=True, status="done")),
    "change": lambda span: Exists(Change.objects.filter(**_MINE, status="implemented")),
    "group": lambda span: Exists(
        Meeting.objects.filter(**_MINE, kind__in=("emergency", "joint"), held_at__isnull=False)
    ),
    "repeat": lambda span: Exists(Link.objects.filter(**_MINE, kind="repeat")),
    "rejected": lambda span: Q(round__gt=1),
    "told": lambda span: Exists(
        Telling.objects.filter(**_MINE, bulletin__isnull=True, round=OuterRef("round"))
    ),
    "external": lambda span: Q(external=True),
    "age_day": lambda span: Q(reported_at__gte=span.end - timedelta(days=1)),
    "age_three": lambda span: _older(span, 1, 3),
    "age_week": lambda span: _older(span, 3, 7),
    "age_month": lambda span: _older(span, 7, 30),
    "age_older": lambda span: _older(span, 30),
    "past_limit": _past_limit,
}
_OF_DUTIES: dict[str, Condition] = {
    "met": lambda span: _MET,
    "unmet": lambda span: Q(met_at__isnull=True),
    "internal": lambda span: Q(problem__external=False),
    "external": lambda span: Q(problem__external=True),
    "met_internal": lambda span: _MET & Q(problem__external=False),
    "met_external": lambda span: _MET & Q(problem__external=True),
    "resolution": lambda span: Q(key="resolution"),
}
_OF_ACTIONS: dict[str, Condition] = {"overdue": lambda span: Q(due_on__lt=last_day(span))}


def condition_of(figure: Figure, span: Span) -> Any:
    """What a row of the figure's base must meet beside its duty; None if nothing."""
    if not figure.where:
        return None
    tables = {"limits": _OF_DUTIES, "late": _OF_DUTIES, "actions_open": _OF_ACTIONS}
    return tables.get(figure.base, _OF_CASES)[figure.where](span)
