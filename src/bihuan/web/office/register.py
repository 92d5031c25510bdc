"""问题记录表: can I prove it? One row a problem, the rows of a month, drafted until they are confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bihuan import clock
from bihuan.people.models import System, User
from bihuan.people.permissions import may
from bihuan.problems.queries.cursor import Page
from bihuan.process import terms
from bihuan.process.calendar import month_after, month_of
from bihuan.reports.columns import KEYS, headings, texts
from bihuan.reports.exports import exports_of
from bihuan.reports.models import Export
from bihuan.reports.register import (
    RegisterRow,
    record_export,
    register_counts,
    register_rows,
    whole_register,
)
from bihuan.reports.selection import FILTERS, Selection, read_selection
from bihuan.web import csvfile
from bihuan.web.office.access import doer, reader
from bihuan.web.paging import Paged, page_asked
from bihuan.web.timewords import stamp

WIDE = frozenset({"symptom", "impact", "root_cause", "method", "advice", "remark"})
"""Columns of running text."""


class ShownRow(NamedTuple):
    """One row as printed: its cells as (key, heading, text, whether the coordinator wrote it)."""

    row: RegisterRow
    cells: list[tuple[str, str, str, bool]]


@dataclass
class Register(Paged):
    """One page of the register as one person sees it."""

    request: HttpRequest
    user: User
    now: datetime
    wide = WIDE

    @cached_property
    def selection(self) -> Selection:
        """The rows and columns that the address asks for."""
        return read_selection(self.request.GET.dict(), self.request.GET.getlist("col"), month_of(self.now))

    @property
    def month(self) -> str:
        """The month shown, the first one of several."""
        return self.selection.month

    @cached_property
    def page(self) -> Page[RegisterRow]:
        """The rows; a cursor that fits no more shows the first page again."""
        return page_asked(
            self.request, lambda cursor: register_rows(self.selection, user=self.user, cursor=cursor)
        )

    @cached_property
    def rows(self) -> list[ShownRow]:
        """The rows with their cells in words."""
        heads = self.heads
        found = []
        for row in self.page.rows:
            cells = texts(row.cells)
            shown = zip(heads, self.selection.shown, strict=True)
            found.append(
                ShownRow(
                    row, [(key, head, cells[place], key in row.corrected) for (key, head), place in shown]
                )
            )
        return found

    @property
    def heads(self) -> list[tuple[str, str]]:
        """Key and heading of each column shown."""
        every = self.every_head
        return [every[place] for place in self.selection.shown]

    @property
    def every_head(self) -> list[tuple[str, str]]:
        """Key and heading of each column there is."""
        return list(zip(KEYS, headings(), strict=True))

    @property
    def columns(self) -> set[str]:
        """Keys of the columns shown."""
        return {key for key, _head in self.heads}

    @property
    def may_export(self) -> bool:
        """Whether the person may take the register out of the house."""
        return may(self.user, "export_register")

    @cached_property
    def exports(self) -> list[Export]:
        """One's latest Excel files."""
        return exports_of(self.user) if self.may_export else []

    @cached_property
    def systems(self) -> list[tuple[str, str]]:
        """Systems to choose from."""
        return list(System.objects.order_by("name").values_list("code", "name"))

    @property
    def tables(self) -> list[tuple[str, str, list[tuple[str, str]]]]:
        """Filters by a code: name, word, choices."""
        return [
            ("level", _("Level"), [(str(code), _(term.label)) for code, term in terms.LEVELS.items()]),
            ("category", _("Category"), [(code, _(term.label)) for code, term in terms.CATEGORIES.items()]),
            ("source", _("Source"), [(code, _(term.label)) for code, term in terms.SOURCES.items()]),
            ("state", _("State"), [(code, _(term.label)) for code, term in terms.STATES.items()]),
            (
                "cause",
                _("Cause class"),
                [(code, _(term.label)) for code, term in terms.CAUSE_CLASSES.items()],
            ),
            ("system", _("System"), self.systems),
        ]

    @cached_property
    def counts(self) -> tuple[int, int]:
        """Rows of the month, and how many of them are confirmed."""
        return register_counts(self.selection, user=self.user)

    @property
    def before(self) -> str:
        """The month before."""
        return month_after(self.month, -1)

    @property
    def after(self) -> str:
        """The month after, empty if it lies ahead."""
        following = month_after(self.month)
        return following if following <= month_of(self.now) else ""

    def query(self, **changes: str) -> str:
        """The query string with some filters changed; a cursor never stays."""
        names = ("until", "confirmed", "imported", "late", *FILTERS)
        kept = {name: self.request.GET.get(name, "") for name in names}
        wanted = {"month": self.month, **kept, **changes}
        found: list[tuple[str, str]] = [(name, value) for name, value in wanted.items() if value]
        return urlencode([*found, *(("col", key) for key in self.selection.columns)])

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The selection as hidden fields of a form."""
        return parse_qsl(self.query())

    def beside(self, cursor: str) -> str:
        """The address of the page at a cursor, with all that narrows the list."""
        return f"?{self.query(cursor=cursor)}"

    @property
    def unknown_month(self) -> str:
        """What was given as the month and is none."""
        given = self.request.GET.get("month", "").strip()[:40]
        return "" if given == self.month else given

    @property
    def csv_url(self) -> str:
        """The same rows as a file."""
        return f"{reverse('register_csv')}?{self.query()}"


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The rows of a month."""
    page = Register(request, reader(request), clock.now())
    status = 400 if page.unknown_month else 200
    return render(request, "office/register/register.html", {"page": page}, status=status)


@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The rows of a month as CSV; who took them is put on record."""
    page = Register(request, doer(request, "export_register"), clock.now())
    record_export("register", page.user, page.now, **page.selection.described())
    rows = whole_register(page.selection, user=page.user)
    return csvfile.answer(f"register-{page.month}.csv", _lines(rows, page.selection.shown))


def _lines(rows: Iterable[RegisterRow], shown: list[int]) -> Iterator[list[str]]:
    heads = headings()
    yield [*(heads[place] for place in shown), _("Confirmed by"), _("Confirmed at")]
    for row in rows:
        cells = texts(row.cells)
        yield [*(cells[place] for place in shown), row.confirmed_by, stamp(row.confirmed_at)]
