"""The columns of the list of cases: how each cell looks, and which of them a person wants to see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from markupsafe import Markup, escape

from bihuan.problems.queries.caserows import CaseRow, Named
from bihuan.process import terms
from bihuan.process.duties import LABELS
from bihuan.web import marks, timewords

COOKIE = "columns"


class Look:
    """What the cells of one page share: the moment, and every badge and word of the reader's language."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.words = timewords.wording()
        self.marks: Marks = _marks(get_language() or "")


Cell = Callable[[CaseRow, Look], str]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: key, word, how a cell is made; fixed ones cannot be switched off, usual ones are on.

    `cell` gives HTML, so it escapes what people wrote. It runs for every row of the busiest page of the desk:
    no translation and no formatting that could be done once.
    """

    key: str
    label: str
    cell: Cell
    is_fixed: bool = False
    is_usual: bool = True


class Marks(NamedTuple):
    """HTML of everything that a cell chooses from."""

    levels: dict[int, str]
    states: dict[str, str]
    categories: dict[str, str]
    sources: dict[str, str]
    duties: dict[str, str]
    external: str


@lru_cache(maxsize=8)
def _marks(language: str) -> Marks:
    external = _("External")
    return Marks(
        levels={number: str(marks.level(number)) for number in terms.LEVELS},
        states={code: str(marks.tag("states", code)) for code in terms.STATES},
        categories={code: str(escape(marks.word("categories", code))) for code in terms.CATEGORIES},
        sources={code: str(escape(marks.word("sources", code))) for code in terms.SOURCES},
        duties={key: f' <span class="quiet">{escape(marks.duty(key))}</span>' for key in LABELS} | {"": ""},
        external=f'<span class="pill">{escape(external)}</span> ',
    )


def _number(case: CaseRow, look: Look) -> str:
    return f'<a class="num" href="{_address(case.number)}">{_escaped(case.number)}</a>'


def _title(case: CaseRow, look: Look) -> str:
    title = escape(case.title)
    mark = look.marks.external if case.external else ""
    return f'{mark}<a href="{_address(case.number)}" title="{title}">{title}</a>'


@lru_cache(maxsize=4096)
def _address(number: str) -> str:
    return f"/problems/{quote(number)}"


@lru_cache(maxsize=4096)
def _escaped(text: str) -> str:
    return str(escape(text))


def _due(case: CaseRow, look: Look) -> str:
    if case.due_at is None:
        return ""
    clock = timewords.countdown(case.due_at, look.now, case.soon_at, look.words)
    return f"{clock}{look.marks.duties[case.duty]}"


def _name(named: Named | None) -> str:
    return _escaped(named.name) if named else ""


COLUMNS: tuple[Column, ...] = (
    Column("number", N_("Number"), _number, is_fixed=True),
    Column("level", N_("Level"), lambda case, look: look.marks.levels[case.level], is_fixed=True),
    Column("title", N_("Title"), _title, is_fixed=True),
    Column("state", N_("State"), lambda case, look: look.marks.states[case.state]),
    Column("due", N_("Next limit"), _due),
    Column("category", N_("Domain"), lambda case, look: look.marks.categories[case.category], is_usual=False),
    Column("system", N_("System"), lambda case, look: _name(case.system)),
    Column("handler", N_("Handled by"), lambda case, look: _name(case.handler)),
    Column("reporter", N_("Reported by"), lambda case, look: _name(case.reporter), is_usual=False),
    Column("source", N_("Source"), lambda case, look: look.marks.sources[case.source], is_usual=False),
    Column("reported", N_("Reported at"), lambda case, look: timewords.stamp(case.reported_at)),
)


def chosen_columns(cookie: str) -> list[Column]:
    """The columns that a cookie names, the usual ones without one; the fixed ones always."""
    wanted = set(cookie.split(".")) if cookie else {column.key for column in COLUMNS if column.is_usual}
    return [column for column in COLUMNS if column.is_fixed or column.key in wanted]


def rows_html(cases: list[CaseRow], shown: list[Column], now: datetime) -> Markup:
    """The rows of the table, with a coloured edge where a clock is due soon or overdue."""
    look = Look(now)
    makers = [(f'<td class="c-{column.key}">', column.cell) for column in shown]
    parts: list[str] = []
    for case in cases:
        light = timewords.light_of(now, case.due_at, case.soon_at) if case.due_at else "normal"
        parts.append(f'<tr class="edge-{light}" data-row>')
        for opening, cell in makers:
            parts.append(opening)
            parts.append(cell(case, look))
        parts.append("</tr>\n")
    return Markup("".join(parts))
