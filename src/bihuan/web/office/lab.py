"""流程试算: what a span would have looked like under other figures, case by case; nothing is stored by trying."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan import clock
from bihuan.people.models import User
from bihuan.problems.policy import current_number, figures_of
from bihuan.process.calendar import shanghai_date
from bihuan.process.duties import figures_of_cases
from bihuan.process.figures import FIGURES, check_figure
from bihuan.reports.lab import (
    MOST_SHOWN,
    YEAR,
    CaseChange,
    Question,
    Trial,
    all_changes,
    drop_scenario,
    question_of,
    save_scenario,
    try_figures,
)
from bihuan.reports.models import Scenario
from bihuan.reports.register import record_export
from bihuan.web import csvfile, marks
from bihuan.web.office.access import doer
from bihuan.web.office.figures import FigureRow
from bihuan.web.office.wording import SPANS, Typed, given, typed, unit_word, value_words
from bihuan.web.timewords import stamp

NAME_LIMIT = 80


class TotalRow(NamedTuple):
    """A duty at a level: how often it was owed, late by the figures in force, late by those tried."""

    clause: str
    duty: str
    level: int
    due: int
    before: int
    after: int


@dataclass
class Lab:
    """The form and, once something differs, what came out."""

    user: User
    now: datetime
    given: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    units = SPANS
    most_shown = MOST_SHOWN
    name_limit = NAME_LIMIT
    duty = staticmethod(marks.duty)

    @cached_property
    def policy(self) -> Any:
        """The figures in force."""
        return figures_of(current_number())

    @cached_property
    def question(self) -> Question:
        """What is asked; faults of the form come to stand in `errors`."""
        today = shanghai_date(self.now)
        until = self._day("until", today)
        since = self._day("since", until - YEAR)
        if since > until:
            self.errors["since"] = _("The first day lies after the last one.")
        imported, plain = self.given.get("imported") == "1", self.given.get("plain_weeks") == "1"
        return Question(min(since, until), until, self._changes(), imported, plain)

    def _day(self, name: str, usual: date) -> date:
        text = self.given.get(name, "").strip()
        try:
            found = parse_date(text) if text else usual
        except ValueError:
            found = None
        if found is None or not 1990 <= found.year <= 2200:
            self.errors[name] = _("Write a day like 2026-11-22.")
            return usual
        return found

    def _changes(self) -> dict[str, Any]:
        changes = {}
        for key in figures_of_cases():
            text = self.given.get(f"f-{key}", "").strip()
            if not text:
                continue
            try:
                value = check_figure(key, given(FIGURES[key], text, self.given.get(f"u-{key}", "")))
            except ValueError as wrong:
                self.errors[key] = _(str(wrong))
                continue
            if value != self.policy[key]:
                changes[key] = value
        return changes

    @cached_property
    def trial(self) -> Trial | None:
        """The replay; None while nothing differs or something typed is wrong."""
        is_asked = self.question.asks and not self.errors
        return try_figures(self.question, self.user, self.now) if is_asked else None

    @cached_property
    def rows(self) -> list[FigureRow]:
        """Every figure that a duty of a case runs by: in force, and as typed."""
        return [self._row(key) for key in FIGURES if key in figures_of_cases()]

    def _row(self, key: str) -> FigureRow:
        figure, value = FIGURES[key], self.policy[key]
        stands = typed(self.question.changes.get(key, value))
        if key in self.errors:
            stands = Typed(self.given[f"f-{key}"][:12], self.given.get(f"u-{key}", ""))
        unit = "" if figure.unit == "duration" else unit_word(figure)
        changed = "1" if key in self.question.changes else ""
        return FigureRow(
            figure,
            _(figure.label),
            value_words(figure, value),
            changed,
            stands,
            unit,
            self.errors.get(key, ""),
        )

    @cached_property
    def totals(self) -> list[TotalRow]:
        """By clause, duty and level; those on which the two sides differ first."""
        if self.trial is None:
            return []
        totals = self.trial.totals
        rows = [
            TotalRow(clause, marks.duty(key), level, due, totals.late_before[place], totals.late_after[place])
            for place, due in totals.due.items()
            for clause, key, level in (place,)
        ]
        return sorted(rows, key=lambda row: (row.before == row.after, row.clause, row.duty, row.level))

    @property
    def scenarios(self) -> list[Scenario]:
        """What was saved, the last first."""
        return list(Scenario.objects.select_related("made_by").order_by("-pk"))

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The question as hidden fields of a form."""
        return parse_qsl(self.query)

    @property
    def query(self) -> str:
        """The question as a query string: only what differs."""
        return query_of(self.question)


def query_of(question: Question) -> str:
    """A question as the query string that asks it again."""
    pairs = {"since": question.since.isoformat(), "until": question.until.isoformat()}
    pairs |= {"imported": "1"} if question.imported else {}
    pairs |= {"plain_weeks": "1"} if question.plain_weeks else {}
    for key, value in question.changes.items():
        number, unit = typed(value)
        pairs |= {f"f-{key}": number} | ({f"u-{key}": unit} if unit else {})
    return urlencode(pairs)


def _lab(request: HttpRequest) -> Lab:
    values = request.POST if request.method == "POST" else request.GET
    return Lab(
        doer(request, "try_figures"), clock.now(), {name: str(value) for name, value in values.items()}
    )


@require_http_methods(["GET", "POST"])
def lab(request: HttpRequest) -> HttpResponse:
    """The form of figures and what they would have changed; a POST saves the question under a name."""
    page = _lab(request)
    if request.method == "POST":
        return _save(request, page)
    page.question  # noqa: B018  reading it finds the faults
    return render(request, "office/figures/lab.html", {"page": page}, status=422 if page.errors else 200)


def _save(request: HttpRequest, page: Lab) -> HttpResponse:
    name, question = page.given.get("name", "").strip().replace("\x00", ""), page.question
    if page.errors or not name or not question.asks:
        messages.error(request, _("Nothing was stored: give a name, and change a figure first."))
    else:
        try:
            save_scenario(name, question, page.user, page.now)
            messages.success(request, _("“{name}” is saved.").format(name=name[:NAME_LIMIT]))
        except ValueError:
            messages.error(request, _("There are too many saved trials; remove one first."))
    return redirect(f"{reverse('lab')}?{query_of(question)}")


@require_safe
def changes(request: HttpRequest) -> StreamingHttpResponse:
    """Every difference as CSV, over all cases of the span; put on record."""
    page = _lab(request)
    found = all_changes(page.question, page.user, page.now)
    record_export("lab", page.user, page.now, form="csv", query=page.query[:1000])
    return csvfile.answer(f"lab-{page.now:%Y%m%d}.csv", _lines(found))


def _lines(found: Iterator[CaseChange]) -> Iterator[list[Any]]:
    yield [
        _("Number"), _("Title"), _("Clause"), _("Duty"), _("Level"), _("Limit in force"), _("Limit tried"),
        _("Met at"), _("In force"), _("As tried"),
    ]  # fmt: skip
    for row in found:
        before, after = row.change.before, row.change.after
        yield [
            row.number, row.title, before.clause, marks.duty(before.key), before.level, stamp(before.due_at),
            stamp(after.due_at), stamp(before.met_at), marks.word("conformance", before.status),
            marks.word("conformance", after.status),
        ]  # fmt: skip


@require_safe
def scenario(request: HttpRequest, pk: int) -> HttpResponse:
    """A saved question, asked again."""
    doer(request, "try_figures")
    return redirect(f"{reverse('lab')}?{query_of(question_of(get_object_or_404(Scenario, pk=pk)))}")


@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget one's own saved question."""
    drop_scenario(pk, doer(request, "try_figures"), clock.now())
    return redirect("lab")
