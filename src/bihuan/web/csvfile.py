"""CSV as spreadsheets read it: UTF-8 with mark, streamed, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import StreamingHttpResponse
from django.utils.translation import get_language, gettext, override

from bihuan.problems.queries.caserows import CaseRow
from bihuan.reports.cells import neutral
from bihuan.web import marks
from bihuan.web.columns import COLUMNS
from bihuan.web.timewords import stamp

MARK = "\ufeff"


class _Echo:
    """A file that gives back what is written, so that csv can stream."""

    def write(self, text: str) -> str:
        return text


def answer(name: str, rows: Iterable[Iterable[Any]]) -> StreamingHttpResponse:
    """The rows as a download, one line at a time, in the language of the request."""
    response = StreamingHttpResponse(
        _lines(rows, get_language() or ""), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def case_rows(cases: Iterable[CaseRow]) -> Iterator[list[Any]]:
    """Head and rows of the list of cases, with the moments in full."""
    yield [gettext(column.label) for column in COLUMNS if column.key != "due"] + [
        gettext("Next duty"),
        gettext("Due at"),
    ]
    for case in cases:
        yield [
            case.number,
            case.level,
            case.title,
            marks.word("states", case.state),
            marks.word("categories", case.category),
            case.system.name if case.system else "",
            case.handler.name if case.handler else "",
            case.reporter.name if case.reporter else "",
            marks.word("sources", case.source),
            stamp(case.reported_at),
            marks.duty(case.duty),
            stamp(case.due_at),
        ]


def _lines(rows: Iterable[Iterable[Any]], language: str) -> Iterator[bytes]:
    writer = csv.writer(_Echo())
    yield MARK.encode()
    with override(language):
        for row in rows:
            yield writer.writerow([neutral(cell) for cell in row]).encode()
