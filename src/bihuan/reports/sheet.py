"""The register as an Excel sheet, written row by row: memory does not grow with the number of rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from bihuan.clock import SHANGHAI
from bihuan.people.models import User
from bihuan.problems.registercolumns import COLUMNS, Column
from bihuan.reports.cells import neutral
from bihuan.reports.columns import headings, written
from bihuan.reports.register import RegisterRow, whole_register
from bihuan.reports.selection import Selection

MOST_ROWS = 1_048_575
"""What a sheet holds beside its heading."""
LONGEST_TEXT = 32_767
WIDE = frozenset({"symptom", "impact", "root_cause", "method", "advice", "remark"})
Told = Callable[[int], None]


def write_register(
    path: Path, selection: Selection, user: User, at: datetime, told: Told = lambda done: None
) -> int:
    """Write the rows that `user` may read to `path` in the active language; returns how many.

    `told` hears now and then how many are written. A second sheet says who took what when. Rows beyond what a
    sheet holds are left out, and the second sheet says so.
    """
    options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd hh:mm", "tmpdir": str(path.parent)}
    book = xlsxwriter.Workbook(str(path), options)
    try:
        done = _rows(book, selection, user, told)
        _about(book, selection, user, at, done)
    finally:
        book.close()
    return done


def _rows(book: Any, selection: Selection, user: User, told: Told) -> int:
    sheet = book.add_worksheet(_("Problem register"))
    head = book.add_format({"bold": True, "bg_color": "#E8EDF3", "bottom": 1, "text_wrap": True})
    shown = [COLUMNS[place] for place in selection.shown]
    names = headings()
    sheet.freeze_panes(1, 2)
    for place, (column, index) in enumerate(zip(shown, selection.shown, strict=True)):
        sheet.set_column(place, place, 40 if column.key in WIDE else 16)
        sheet.write_string(0, place, names[index], head)
    last = len(shown)
    for place, name in enumerate((_("Confirmed by"), _("Confirmed at")), start=last):
        sheet.set_column(place, place, 16)
        sheet.write_string(0, place, name, head)
    done = 0
    for row in whole_register(selection, user=user):
        if done == MOST_ROWS:
            break
        done += 1
        _row(sheet, done, row, shown)
        if done % 500 == 0:
            told(done)
    sheet.autofilter(0, 0, done, last + 1)
    return done


def _row(sheet: Any, line: int, row: RegisterRow, shown: list[Column]) -> None:
    for place, column in enumerate(shown):
        _cell(sheet, line, place, column, row.cells[column.key])
    if row.is_confirmed:
        sheet.write_string(line, len(shown), neutral(row.confirmed_by))
        if row.confirmed_at:
            sheet.write_datetime(line, len(shown) + 1, _local(row.confirmed_at))


def _cell(sheet: Any, line: int, place: int, column: Column, value: Any) -> None:
    """Instants and whole numbers as such, the rest as text that no spreadsheet runs."""
    if isinstance(value, datetime):
        sheet.write_datetime(line, place, _local(value))
    elif isinstance(value, int) and not isinstance(value, bool):
        sheet.write_number(line, place, value)
    elif isinstance(value, timedelta) or value not in (None, ""):
        sheet.write_string(line, place, neutral(written(column, value))[:LONGEST_TEXT])


def _local(moment: datetime) -> datetime:
    """An instant as Excel knows it: without a zone, here that of the centre, to the minute."""
    return moment.astimezone(SHANGHAI).replace(tzinfo=None, second=0, microsecond=0)


def _about(book: Any, selection: Selection, user: User, at: datetime, done: int) -> None:
    """Who took it, when, and what was chosen: a list that leaves the house carries its origin."""
    sheet = book.add_worksheet(_("About this export"))
    sheet.set_column(0, 1, 30)
    lines = [
        (_("Taken by"), f"{user.name} ({user.username})"),
        (_("Taken at"), _local(at).isoformat(" ", "minutes")),
        (_("Rows"), str(done)),
        *((name, str(value)) for name, value in selection.described().items() if name != "columns"),
    ]
    if done == MOST_ROWS:
        lines.append((_("Note"), _("A sheet holds no more rows; narrow the selection for the rest.")))
    for line, (name, value) in enumerate(lines):
        sheet.write_string(line, 0, name)
        sheet.write_string(line, 1, neutral(value))
