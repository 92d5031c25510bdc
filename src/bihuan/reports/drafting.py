"""A row of the register drafted from a case and its parts, read for a whole page at once."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext

from bihuan.problems.models import (
    Analysis,
    Branch,
    Change,
    Duty,
    Letter,
    Link,
    Meeting,
    Problem,
    WorkOrder,
)

CLOCKS = ("response", "dispatch", "resolution")


class Pieces:
    """The parts of some cases, one query a kind; kinds that none of the cases has are not read."""

    def __init__(self, cases: list[Problem]) -> None:
        self.cases = cases
        self.orders = self._read("orders", WorkOrder.objects.select_related("handler"))
        self.analyses = self._read("analyses", Analysis.objects.all())
        self.changes = self._read("changes", Change.objects.all())
        self.links = self._read("links", Link.objects.filter(kind__in=("repeat", "duplicate", "merged")))
        self.branches = self._read("branches", Branch.objects.select_related("department"))
        self.letters = self._read("letters", Letter.objects.filter(signed_at__isnull=False))
        self.reviews = self._read("meetings", Meeting.objects.filter(kind="review", held_at__isnull=False))
        self.duties = self._read("duties", Duty.objects.filter(key__in=CLOCKS, voided_at__isnull=True))

    def _read(self, name: str, rows: QuerySet[Any]) -> dict[int, list[Any]]:
        wanted = [case.pk for case in self.cases if case.part_counts.get(name)]
        found: dict[int, list[Any]] = defaultdict(list)
        if wanted:
            for row in rows.filter(problem__in=wanted).order_by("id"):
                found[row.problem_id].append(row)
        return found


def draft(case: Problem, pieces: Pieces) -> dict[str, Any]:
    """Every column but the running number, as values: instants, spans, codes, texts, lists of numbers."""
    live = [order for order in pieces.orders[case.pk] if order.status != "cancelled"]
    lead = _last([order for order in live if order.is_lead]) or _last(live)
    analysis = _last(pieces.analyses[case.pk])
    clocks = {duty.key: duty for duty in pieces.duties[case.pk]}
    return {
        "number": case.number,
        "level": case.level,
        "category": case.category,
        "source": case.source,
        "system": case.system.name if case.system else "",
        "symptom": case.symptom,
        "impact": case.impact,
        "discovered_at": case.discovered_at,
        "reported_at": case.reported_at,
        "reporter": case.reporter.name,
        "responded_at": case.responded_at,
        "response_taken": _taken(case.reported_at, case.responded_at),
        "dispatched_at": case.dispatched_at,
        "dispatch_taken": _taken(case.reported_at, case.dispatched_at),
        "handler": case.handler.name if case.handler else "",
        "assistants": [order.handler.name for order in live if order is not lead],
        "resolved_at": case.resolved_at,
        "resolution_taken": _taken(case.reported_at, case.resolved_at),
        "duration": _taken(case.discovered_at, case.resolved_at),
        **{f"{key}_on_time": _on_time(clocks.get(key)) for key in CLOCKS},
        **_cause(case, lead, analysis),
        **_links(case, pieces),
        "analysed_at": analysis.submitted_at if analysis else None,
        "reviewed_at": getattr(_last(pieces.reviews[case.pk]), "held_at", None),
        "archived_at": case.archived_at,
        "file_number": case.archive_location,
        "remark": "；".join(_remarks(case, live)),
    }


def _cause(case: Problem, lead: WorkOrder | None, analysis: Analysis | None) -> dict[str, Any]:
    """Cause, method, result and advice: from the analysis where there is one, else from the lead order."""
    return {
        "cause_class": case.cause_class or None,
        "root_cause": (analysis and analysis.cause) or (lead and lead.cause) or case.cause_analysis,
        "method": (lead and lead.method) or (analysis and analysis.method) or "",
        "result": _result(case, lead),
        "advice": (analysis and analysis.prevention) or (lead and lead.advice) or "",
    }


def _result(case: Problem, lead: WorkOrder | None) -> str | None:
    if case.state == "merged":
        return "repeat"
    if case.state in ("void", "withdrawn"):
        return "cancelled"
    if case.resolved_at is None or case.is_imported:
        return None
    return "workaround" if lead and lead.workaround else "root_fix"


def _links(case: Problem, pieces: Pieces) -> dict[str, Any]:
    """Changes, repeats and letters by their numbers; “no” where there are none."""
    repeats = [link.number for link in pieces.links[case.pk]]
    if case.main is not None:
        repeats.append(case.main.number)
    letters = [letter.number for letter in pieces.letters[case.pk]]
    departments = [branch.department.name for branch in pieces.branches[case.pk]]
    return {
        "change": [change.number for change in pieces.changes[case.pk]] or False,
        "repeat": list(dict.fromkeys(repeats)) or False,
        "external": letters or list(dict.fromkeys(departments)) or case.external,
    }


def _remarks(case: Problem, live: list[WorkOrder]) -> list[str]:
    """What is out of the ordinary, in the reader's language (D4, D17, D68, D71)."""
    found = []
    if case.coordinator_id is not None and case.coordinator_id == case.reporter_id:
        found.append(gettext("Reported and received by the same person"))
    if case.resolved_at is not None and case.resolved_at <= case.reported_at:
        found.append(gettext("Reported after it was solved"))
    if any(order.backfilled for order in live):
        found.append(gettext("Order filled in afterwards"))
    if case.alarm_raised:
        found.append(gettext("Raised by an alarm"))
    return found


def _taken(start: datetime, end: datetime | None) -> timedelta | None:
    return max(end - start, timedelta()) if end else None


def _on_time(duty: Duty | None) -> bool | None:
    """Met within the limit that counts; None while it is open or never was owed."""
    return None if duty is None or duty.met_at is None else duty.met_at <= duty.first_due_at


def _last(rows: list[Any]) -> Any:
    return rows[-1] if rows else None
