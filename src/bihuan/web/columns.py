"""The columns of the list of cases: how each cell looks, and which of them a person wants to see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from markupsafe import Markup, escape

from bihuan.problems.queries.lists import CaseRow
from bihuan.web import marks, timewords

COOKIE = "columns"
Cell = Callable[[CaseRow, datetime], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: key, word, how a cell is made; fixed ones cannot be switched off, usual ones are on."""

    key: str
    label: str
    cell: Cell
    is_fixed: bool = False
    is_usual: bool = True


def _number(case: CaseRow, now: datetime) -> Markup:
    return Markup(f'<a class="num" href="/problems/{quote(case.number)}">{escape(case.number)}</a>')


def _title(case: CaseRow, now: datetime) -> Markup:
    title = escape(case.title)
    word = _("External")
    mark = f'<span class="pill">{word}</span> ' if case.external else ""
    return Markup(f'{mark}<a href="/problems/{quote(case.number)}" title="{title}">{title}</a>')


def _due(case: CaseRow, now: datetime) -> Any:
    if case.due_at is None:
        return ""
    clock = timewords.countdown(case.due_at, now, case.soon_at)
    return Markup('{} <span class="quiet">{}</span>').format(clock, marks.duty(case.duty))


COLUMNS: tuple[Column, ...] = (
    Column("number", N_("Number"), _number, True),
    Column("level", N_("Level"), lambda case, now: marks.level(case.level), True),
    Column("title", N_("Title"), _title, True),
    Column("state", N_("State"), lambda case, now: marks.tag("states", case.state)),
    Column("due", N_("Next limit"), _due),
    Column(
        "category", N_("Domain"), lambda case, now: marks.word("categories", case.category), is_usual=False
    ),
    Column("system", N_("System"), lambda case, now: case.system.name if case.system else ""),
    Column("handler", N_("Handled by"), lambda case, now: case.handler.name if case.handler else ""),
    Column(
        "reporter",
        N_("Reported by"),
        lambda case, now: case.reporter.name if case.reporter else "",
        is_usual=False,
    ),
    Column("source", N_("Source"), lambda case, now: marks.word("sources", case.source), is_usual=False),
    Column("reported", N_("Reported at"), lambda case, now: timewords.stamp(case.reported_at)),
)


def chosen_columns(cookie: str) -> list[Column]:
    """The columns that a cookie names, the usual ones without one; the fixed ones always."""
    wanted = set(cookie.split(".")) if cookie else {column.key for column in COLUMNS if column.is_usual}
    return [column for column in COLUMNS if column.is_fixed or column.key in wanted]


def cells_of(case: CaseRow, shown: list[Column], now: datetime) -> list[tuple[str, Any]]:
    """The cells of one row as (class, HTML or text)."""
    return [(f"c-{column.key}", column.cell(case, now)) for column in shown]
