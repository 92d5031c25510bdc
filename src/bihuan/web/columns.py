"""The columns of the list of cases: how each cell looks, and which of them a person wants to see."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
from bihuan.problems.queries.passages import Passage
from bihuan.process import terms
from bihuan.process.duties import LABELS
from bihuan.web import marks, timewords

COOKIE = "columns"
KEPT = 8192


class Marks(NamedTuple):
    """HTML of everything that a cell chooses from."""

    levels: dict[int, str]
    states: dict[str, str]
    categories: dict[str, str]
    sources: dict[str, str]
    duties: dict[str, str]
    external: str


Cell = Callable[[CaseRow, Marks], str]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: key, word, how a cell is made; fixed ones cannot be switched off, usual ones are on.

    `cell` gives HTML from the case alone, so it escapes what people wrote; the clock of the case has none, since it
    changes with the time.
    """

    key: str
    label: str
    cell: Cell | None
    is_fixed: bool = False
    is_usual: bool = True


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


def _number(case: CaseRow, known: Marks) -> str:
    return f'<a class="num" href="{_address(case.number)}">{_escaped(case.number)}</a>'


def _title(case: CaseRow, known: Marks) -> str:
    title = escape(case.title)
    mark = known.external if case.external else ""
    return f'{mark}<a href="{_address(case.number)}" title="{title}">{title}</a>'


@lru_cache(maxsize=4096)
def _address(number: str) -> str:
    return f"/problems/{quote(number)}"


@lru_cache(maxsize=4096)
def _escaped(text: str) -> str:
    return str(escape(text))


def _clock(case: CaseRow, now: datetime, words: dict[str, str], known: Marks) -> str:
    if case.due_at is None:
        return ""
    return f"{timewords.countdown(case.due_at, now, case.soon_at, words)}{known.duties[case.duty]}"


def _name(named: Named | None) -> str:
    return _escaped(named.name) if named else ""


COLUMNS: tuple[Column, ...] = (
    Column("number", N_("Number"), _number, is_fixed=True),
    Column("level", N_("Level"), lambda case, known: known.levels[case.level], is_fixed=True),
    Column("title", N_("Title"), _title, is_fixed=True),
    Column("state", N_("State"), lambda case, known: known.states[case.state]),
    Column("due", N_("Next limit"), None),
    Column("category", N_("Category"), lambda case, known: known.categories[case.category], is_usual=False),
    Column("system", N_("System"), lambda case, known: _name(case.system)),
    Column("handler", N_("Handled by"), lambda case, known: _name(case.handler)),
    Column("reporter", N_("Reported by"), lambda case, known: _name(case.reporter), is_usual=False),
    Column("source", N_("Source"), lambda case, known: known.sources[case.source], is_usual=False),
    Column("reported", N_("Reported at"), lambda case, known: timewords.stamp(case.reported_at)),
)


BY_KEY = {column.key: column for column in COLUMNS}


def chosen_columns(cookie: str) -> list[Column]:
    """The columns that a cookie names, the usual ones without one; the fixed ones always."""
    wanted = set(cookie.split(".")) if cookie else {column.key for column in COLUMNS if column.is_usual}
    return [column for column in COLUMNS if column.is_fixed or column.key in wanted]


def rows_html(
    cases: list[CaseRow], shown: list[Column], now: datetime, found: Mapping[str, Passage] | None = None
) -> Markup:
    """The rows of the table, with a coloured edge where a clock is due soon or overdue.

    `found` says for cases of a search where the words stand; it is printed below the title.
    """
    keys, language, words = (
        ".".join(column.key for column in shown),
        get_language() or "",
        timewords.wording(),
    )
    known = _marks(language)
    parts: list[str] = []
    for case in cases:
        light = timewords.light_of(now, case.due_at, case.soon_at) if case.due_at else "normal"
        before, *after = _still(case, keys, language)
        clock = _clock(case, now, words, known) if after else ""
        if found and case.number in found:
            end = before.index("</a>", before.index('class="c-title"')) + len("</a>")
            before = before[:end] + _passage(found[case.number]) + before[end:]
        parts += (f'<tr class="edge-{light}" data-row>', before, clock, *after, "</tr>\n")
    return Markup("".join(parts))


def _passage(passage: Passage) -> str:
    where = f"{escape(_(passage.where))}：" if passage.where else ""
    text = f"{escape(passage.before)}<mark>{escape(passage.hit)}</mark>{escape(passage.after)}"
    return f'<span class="passage quiet">{where}{text}</span>'


@lru_cache(maxsize=KEPT)
def _still(case: CaseRow, keys: str, language: str) -> tuple[str, ...]:
    """The cells of a row, made once while nothing of the case changes; cut in two where its clock belongs."""
    parts, known = [""], _marks(language)
    for column in (BY_KEY[key] for key in keys.split(".")):
        parts[-1] += f'<td class="c-{column.key}">'
        if column.cell:
            parts[-1] += column.cell(case, known)
        else:
            parts.append("")
    return tuple(parts)
