"""符合度: is the process followed? Late, open and violated clauses over all cases (R1b)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bihuan import clock
from bihuan.people.models import User
from bihuan.problems.queries.conformance import (
    ClauseCount,
    conformance_over_cases,
    counts_by_clause,
    plans_left_out,
    read_over_filters,
)
from bihuan.problems.queries.cursor import Page
from bihuan.problems.queries.judged import CLAUSES, STATUSES, STEP_CLAUSE, OverFilters, OverRow
from bihuan.process.clauses import CLAUSES as TEXTS
from bihuan.web import marks
from bihuan.web.office.access import reader
from bihuan.web.paging import Paged, page_asked

PAGE = 50
PARTS = ("clause", "status", "from", "to")


class ShownRow(NamedTuple):
    """One judged duty as printed."""

    row: OverRow
    duty: str
    title: str
    owed_by: str


@dataclass
class Conformance(Paged):
    """The view over all cases as one person sees it."""

    request: HttpRequest
    user: User
    now: datetime
    statuses = STATUSES

    def __post_init__(self) -> None:
        self.filters, self.faults = read_over_filters(dict(self.request.GET.lists()))

    @cached_property
    def page(self) -> Page[OverRow]:
        """The rows; a cursor that fits no more shows the first page again."""
        return page_asked(
            self.request, lambda cursor: conformance_over_cases(self.filters, cursor, PAGE, self.now)
        )

    @cached_property
    def rows(self) -> list[ShownRow]:
        """The rows in words."""
        return [
            ShownRow(
                row, marks.duty(row.key), row.title or row.month, row.owed_by_name or _role(row.owed_by_role)
            )
            for row in self.page.rows
        ]

    @cached_property
    def plans(self) -> list[tuple[str, str, datetime | None]]:
        """Lead orders answered without a plan, where they are asked for."""
        return plans_left_out(self.filters, PAGE) if self.filters.clause == STEP_CLAUSE else []

    @cached_property
    def counts(self) -> list[ClauseCount]:
        """Late, violated and open rows by clause, those with any."""
        found = counts_by_clause(self.now, self.filters.due_from)
        return [count for count in found if count.late or count.violated or count.open]

    @property
    def clauses(self) -> list[tuple[str, str]]:
        """The clauses to choose from, with their titles."""
        return [(clause, _(TEXTS[clause].title)) for clause in CLAUSES]

    @property
    def given(self) -> dict[str, str]:
        """What stands in the filter form."""
        return {name: self.request.GET.get(name, "")[:40] for name in PARTS}

    @property
    def chosen(self) -> frozenset[str]:
        """The statuses that are shown."""
        return self.filters.statuses

    @property
    def is_usual(self) -> bool:
        """Whether nothing but the usual is asked for."""
        return self.filters == OverFilters()

    @property
    def errors(self) -> list[str]:
        """What was wrong with the filters."""
        unknown = [name[:40] for name in self.request.GET if name not in (*PARTS, "cursor")]
        return [text for texts in self.faults.values() for text in texts] + [
            _("There is no filter “{name}” here.").format(name=name) for name in unknown
        ]

    def query(self, **changes: str) -> str:
        """The address with some filters changed; a cursor never stays."""
        kept = [
            (name, value) for name in PARTS if name not in changes for value in self.request.GET.getlist(name)
        ]
        return "?" + urlencode([pair for pair in [*kept, *changes.items()] if pair[1]])

    @staticmethod
    def title_of(clause: str) -> str:
        """The title of a clause."""
        return _(TEXTS[clause].title)

    def beside(self, cursor: str) -> str:
        """The address of the page at a cursor, with all that narrows the list."""
        return self.query(cursor=cursor)


@require_safe
def conformance(request: HttpRequest) -> HttpResponse:
    """Late and violated rows first; open and met ones on demand."""
    page = Conformance(request, reader(request), clock.now())
    return render(request, "office/conformance.html", {"page": page}, status=400 if page.errors else 200)


def _role(code: str) -> str:
    return marks.word("parties", code)
