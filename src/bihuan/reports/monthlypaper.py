"""问题管理月报 as a paper: the ten sections of practice 3.6 with their figures, definitions and drawings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bihuan.papers.blocks import Block, Cell, Column, Grid, Heading, Listing, Picture, Prose
from bihuan.papers.fonts import chinese_fonts
from bihuan.papers.kind import Kind
from bihuan.papers.wording import stamp, word
from bihuan.problems.figures.table import SUMS
from bihuan.problems.models import Month, Problem
from bihuan.problems.queries.months import span_of
from bihuan.process import terms
from bihuan.process.duties import LABELS
from bihuan.reports.charts import charts_of
from bihuan.reports.monthly import by_level
from bihuan.reports.sections import TITLES, lines_of, title_of
from bihuan.reports.sentences import analysis_of, plan_of
from bihuan.reports.svg import svg_of

Figures = dict[str, Any]
APPENDED = 300
"""Cases in the appendix; the register has them all."""
CHARTS = {2: ("sums", "kinds"), 3: ("rates",), 4: ("causes",), 8: ("ages",), 11: ("hours",)}
_heading = lazy(title_of, str)

HEAD = Grid(
    (
        (Cell(_("Month"), "month"), Cell(_("State"), "state")),
        (Cell(_("Submitted"), "submitted"), Cell(_("Signed as read"), "signed")),
        (Cell("SHA-256", "digest"),),
    )
)
_NAMED = (
    Column(_("Level"), "level", 1, True), Column(_("Number"), "number", 4), Column(_("Title"), "title", 6),
    Column(_("State"), "state", 2, True), Column(_("Reported at"), "reported", 3, True),
    Column(_("Resolved at"), "resolved", 3, True),
)  # fmt: skip
_LATE = (
    Column(_("Level"), "level", 1, True), Column(_("Number"), "number", 4), Column(_("Duty"), "duty", 3),
    Column(_("Limit"), "due", 3, True), Column(_("Done"), "done", 3, True), Column(_("Reason given"), "reason", 4),
)  # fmt: skip


def _figures(section: int) -> Listing:
    columns = (
        Column(_("Figure reported"), "label", 4), Column(_("this month"), "value", 2, True),
        Column(_("month before"), "before", 2, True), Column(_("Definition, denominator"), "means", 8),
    )  # fmt: skip
    return Listing(f"figures_{section}", columns, blank=0)


def _sums() -> Listing:
    names = (("opening", _("Opening backlog")), ("new", _("New in the month")),
             ("resolved", _("Resolved in the month")), ("void", _("Void in the month")),
             ("closing", _("Closing backlog")))  # fmt: skip
    columns = (Column(_("Category"), "kind", 4), Column(_("Level"), "level", 1, True))
    return Listing("kinds", columns + tuple(Column(label, name, 2, True) for name, label in names), blank=0)


def _blocks() -> Iterator[Block]:
    """A heading, drawings, figures and lists for each section; the definition stands beside every figure."""
    yield HEAD
    extra: dict[int, tuple[Block, ...]] = {
        1: (Prose("analysis", is_indented=True), Prose("restated")),
        2: (Prose("kinds_note"), _sums()),
        3: (Listing("late", _LATE, blank=0),),
        5: (Listing("serious", _NAMED, blank=0),),
        8: (Listing("leftovers", _NAMED, blank=0),),
        10: (Prose("plan", lines=2, is_indented=True),),
        11: (Prose("appendix_note"), Listing("cases", _NAMED, blank=0)),
    }
    for section in TITLES:
        yield Heading(_heading(section))
        for key in CHARTS.get(section, ()):
            yield Picture(f"chart_{key}", 0)
        if section in range(2, 10):
            yield _figures(section)
        yield from extra.get(section, ())


def data_of(figures: Figures, row: Month | None, meeting: Any, at: datetime) -> dict[str, Any]:
    """The values of the report of one month, in the active language; `row` is the month as an object, if opened."""
    month = figures["month"]
    is_frozen = bool(row and row.submitted_at)
    found: dict[str, Any] = {
        "reference": month,
        "month": month,
        "state": gettext("frozen with the report") if is_frozen else gettext("not submitted"),
        "analysis": row.analysis if row and is_frozen else analysis_of(figures),
        "plan": (row.plan if row else "") or plan_of(meeting),
        **_signatures(row),
        "kinds": _kinds(figures),
        "kinds_note": gettext("In this table: this month / month before."),
        "late": [_late(entry) for entry in figures["late"]],
        "serious": [_named(entry) for entry in figures.get("serious", [])],
        "leftovers": [_named(entry) for entry in figures.get("leftovers", [])],
        **_appendix(month, at),
    }
    for section in range(2, 10):
        lines = lines_of(section, figures)
        found[f"figures_{section}"] = [
            {"label": line.label, "value": line.value, "before": line.before, "means": line.means}
            for line in lines
        ]
    fonts = chinese_fonts()[1]
    return found | {
        f"chart_{chart.key}": svg_of(chart, f"'{fonts}'", is_titled=True) for chart in charts_of(figures)
    }


def _signatures(row: Month | None) -> dict[str, str]:
    if row is None or row.submitted_by is None:
        return {}
    signed = f"{row.signed_by.name} {stamp(row.signed_at)}" if row.signed_by else ""
    return {
        "submitted": f"{row.submitted_by.name} {stamp(row.submitted_at)}",
        "signed": signed,
        "digest": row.digest,
    }


def _kinds(figures: Figures) -> list[dict[str, str]]:
    """The five sums of each category and level, then of each level; what was a month before follows a slash."""
    old = {(row["category"], row["level"]): row for row in figures.get("before", {}).get("kinds", [])}
    rows = [
        _sum_row(word(terms.CATEGORIES, row["category"]), str(row["level"]), row,
                 old.get((row["category"], row["level"])))
        for row in sorted(figures["kinds"], key=_place)
    ]  # fmt: skip
    before = by_level(figures.get("before", {}).get("kinds", []))
    totals = by_level(figures["kinds"]).items()
    return rows + [_sum_row(gettext("All"), str(level), sums, before[level]) for level, sums in totals]


def _place(row: Figures) -> tuple[int, int]:
    """Categories in the order of the nine, then by level."""
    return list(terms.CATEGORIES).index(row["category"]), row["level"]


def _sum_row(kind: str, level: str, row: Figures, old: Figures | None) -> dict[str, str]:
    sums = {name: f"{row[name]} / {(old or {}).get(name, 0)}" for name in SUMS}
    return {"kind": kind, "level": level, **sums}


def _late(entry: Figures) -> dict[str, str]:
    return {
        "level": str(entry["level"]),
        "number": entry["number"],
        "duty": _duty(entry["key"]),
        "due": _at(entry["due_at"]),
        "done": _at(entry["met_at"])
        or (gettext("lapsed undone") if entry.get("lapsed") else gettext("not yet")),
        "reason": entry["reason"],
    }


def _duty(key: str) -> str:
    return gettext(LABELS[key])


def _named(entry: Figures) -> dict[str, str]:
    return {
        "level": str(entry["level"]),
        "number": entry["number"],
        "title": entry["title"],
        "state": word(terms.STATES, entry["state"]),
        "reported": _at(entry["reported_at"]),
        "resolved": _at(entry["resolved_at"]),
    }


def _appendix(month: str, at: datetime) -> dict[str, Any]:
    """The new cases of the month in the order of their reports, so far as the paper goes. Two queries."""
    span = span_of(month, at)
    cases = Problem.objects.filter(
        is_imported=False, reported_at__gte=span.start, reported_at__lt=span.end
    ).order_by("reported_at", "pk")
    names = ("number", "title", "level", "state", "reported_at", "resolved_at")
    rows = list(cases.values(*names)[: APPENDED + 1])
    note = gettext("The first {n} new cases; the register has them all.") if len(rows) > APPENDED else ""
    return {"cases": [_named(row) for row in rows[:APPENDED]], "appendix_note": note.format(n=APPENDED)}


def _at(moment: datetime | str | None) -> str:
    return stamp(parse_datetime(moment) if isinstance(moment, str) else moment)


def _sample() -> dict[str, Any]:
    return {"month": "2026-11", "reference": "2026-11", "analysis": gettext("No case is left over.")}


KIND = Kind(
    "monthly", _("Monthly problem management report"), tuple(_blocks()), _sample, reference="reference"
)
