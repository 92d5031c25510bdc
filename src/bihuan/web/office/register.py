"""问题记录表: can I prove it? One row a problem, the rows of a month, drafted until they are confirmed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bihuan import clock
from bihuan.people.models import User
from bihuan.problems.queries.cursor import BadCursor
from bihuan.process.calendar import month_after, month_of, month_start
from bihuan.reports.columns import KEYS, headings, texts
from bihuan.reports.register import (
    RegisterPage,
    RegisterRow,
    record_export,
    register_counts,
    register_rows,
    whole_register,
)
from bihuan.web import csvfile
from bihuan.web.office.access import reader
from bihuan.web.timewords import stamp

WIDE = frozenset({"symptom", "impact", "root_cause", "method", "advice", "remark"})
"""Columns of running text."""


class ShownRow(NamedTuple):
    """One row as printed: its cells as (key, heading, text, whether the coordinator wrote it)."""

    row: RegisterRow
    cells: list[tuple[str, str, str, bool]]


def month_given(request: HttpRequest, now: datetime) -> str:
    """The month of the address, the present one if none or nonsense is given."""
    text = request.GET.get("month", "")
    try:
        month_start(text)
    except ValueError:
        return month_of(now)
    return text


@dataclass
class Register:
    """One page of the register as one person sees it."""

    request: HttpRequest
    user: User
    now: datetime
    wide = WIDE

    @cached_property
    def month(self) -> str:
        """The month shown."""
        return month_given(self.request, self.now)

    @cached_property
    def given(self) -> dict[str, Any]:
        """The filters as `register_rows` takes them."""
        confirmed = {"1": True, "0": False}.get(self.request.GET.get("confirmed", ""))
        return {"confirmed": confirmed, "imported": self.request.GET.get("imported") == "1"}

    @cached_property
    def page(self) -> RegisterPage:
        """The rows; a cursor that fits no more shows the first page again."""
        cursor = self.request.GET.get("cursor", "")[:400]
        try:
            return register_rows(self.month, user=self.user, cursor=cursor, **self.given)
        except BadCursor:
            return register_rows(self.month, user=self.user, **self.given)

    @cached_property
    def rows(self) -> list[ShownRow]:
        """The rows with their cells in words."""
        heads = headings()
        return [
            ShownRow(
                row,
                [
                    (key, head, text, key in row.corrected)
                    for key, head, text in zip(KEYS, heads, texts(row.cells), strict=True)
                ],
            )
            for row in self.page.rows
        ]

    @property
    def heads(self) -> list[tuple[str, str]]:
        """Key and heading of each column."""
        return list(zip(KEYS, headings(), strict=True))

    @cached_property
    def counts(self) -> tuple[int, int]:
        """Rows of the month, and how many of them are confirmed."""
        return register_counts(self.month, user=self.user, imported=bool(self.given["imported"]))

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
        kept = {name: self.request.GET.get(name, "") for name in ("confirmed", "imported")}
        return urlencode(
            {name: value for name, value in {"month": self.month, **kept, **changes}.items() if value}
        )

    @property
    def next_url(self) -> str:
        """The page after this one."""
        return f"?{self.query(cursor=self.page.next)}" if self.page.next else ""

    @property
    def previous_url(self) -> str:
        """The page before this one."""
        return f"?{self.query(cursor=self.page.previous)}" if self.page.previous else ""

    @property
    def csv_url(self) -> str:
        """The same rows as a file."""
        return f"{reverse('register_csv')}?{self.query()}"


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The rows of a month."""
    return render(
        request, "office/register/register.html", {"page": Register(request, reader(request), clock.now())}
    )


@require_safe
def export(request: HttpRequest) -> StreamingHttpResponse:
    """The rows of a month as CSV; who took them is put on record."""
    page = Register(request, reader(request), clock.now())
    record_export("register", page.user, page.now, month=page.month, **page.given)
    rows = whole_register(page.month, user=page.user, **page.given)
    return csvfile.answer(f"register-{page.month}.csv", _lines(rows))


def _lines(rows: Iterable[RegisterRow]) -> Iterator[list[str]]:
    yield [*headings(), _("Confirmed by"), _("Confirmed at")]

    for row in rows:
        yield [*texts(row.cells), row.confirmed_by, stamp(row.confirmed_at)]
