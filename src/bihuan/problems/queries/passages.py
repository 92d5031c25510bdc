"""Where a search found what it found: the words with what stands around them, for the cases of one page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from bihuan.problems.models import Analysis, Document, Letter, Meeting, Problem, WorkOrder
from bihuan.problems.search import runs_of
from bihuan.process.words import N_

BEFORE, AFTER = 16, 48
COLUMNS = ("symptom", "impact", "field_data", "cause_analysis", "judgement")
PARTS = (
    (WorkOrder, N_("Work order"), ("number", "task", "cause", "plan", "result", "method", "advice")),
    (Analysis, N_("Analysis report"), ("cause", "method", "prevention")),
)
INNER_PARTS = (
    (Letter, N_("Letter"), ("number", "subject", "body", "reply")),
    (Meeting, N_("Minutes"), ("number", "minutes")),
    (Document, N_("Attachment"), ("name",)),
)
"""Model, what it is called, and its texts; the inner ones for who reads all cases."""


class Passage(NamedTuple):
    """A hit with its surroundings; `where` is an English word for translation, empty for the case itself."""

    where: str
    before: str
    hit: str
    after: str


def passages(numbers: list[str], query: str, *, inner: bool) -> dict[str, Passage]:
    """By number of a case, the first text that holds a word of `query`. At most six queries.

    Cases whose title holds it are left out, and those where the words stand only in the record of a meeting.
    """
    runs, found = runs_of(query), {}
    texts = Problem.objects.filter(number__in=numbers).values_list("number", "title", *COLUMNS)
    left: set[str] = set()
    for number, title, *columns in texts if runs else ():
        if _first([title, number], runs, ""):
            continue
        if passage := _first(columns, runs, ""):
            found[number] = passage
        else:
            left.add(number)
    for model, word, columns in (*PARTS, *(INNER_PARTS if inner else ())):
        if not left:
            break
        for number, *values in _rows(model, columns, left):
            if number in left and (passage := _first(values, runs, word)):
                found[number] = passage
                left.discard(number)
    return found


def _rows(model: type, columns: Iterable[str], numbers: set[str]) -> Iterator[tuple[str, ...]]:
    rows = model.objects.filter(problem__number__in=numbers).order_by("id")  # type: ignore[attr-defined]
    return iter(list(rows.values_list("problem__number", *columns)))


def _first(texts: Iterable[str | None], runs: list[str], where: str) -> Passage | None:
    for text in texts:
        low = (text or "").lower()
        for run in runs:
            at = low.find(run)
            if at >= 0 and text:
                end = at + len(run)
                start = max(0, at - BEFORE)
                before = ("…" if start else "") + text[start:at]
                after = text[end : end + AFTER] + ("…" if len(text) > end + AFTER else "")
                return Passage(where, before, text[at:end], after)
    return None
