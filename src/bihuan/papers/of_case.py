"""Which papers a case has for a reader, and the values of one of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from bihuan.papers.kind import Kind
from bihuan.papers.kinds import KINDS, analysis, bulletin, letter, minutes, order, report
from bihuan.papers.source import CaseSource

SERIOUS = (1, 2)
DRAFT = "draft"


class CasePaper(NamedTuple):
    """One paper of a case; `which` tells papers of a kind apart, `title` is for people."""

    kind: Kind
    which: str
    title: str

    @property
    def heading(self) -> str:
        """What kind of paper it is."""
        return str(self.kind.title)


class NoSuchPaper(LookupError):
    """The case has no such paper, or not for this reader."""


def papers_of(source: CaseSource) -> list[CasePaper]:
    """Every paper of the case that its reader may have."""
    return list(_papers(source))


def paper_of(source: CaseSource, kind: str, which: str) -> tuple[CasePaper, dict[str, Any]]:
    """One paper and its values; NoSuchPaper if there is none for this reader."""
    found = next((paper for paper in _papers(source) if (paper.kind.key, paper.which) == (kind, which)), None)
    if found is None:
        raise NoSuchPaper(kind)
    return found, _values(source, found)


def _papers(source: CaseSource) -> Iterator[CasePaper]:
    case, parts = source.problem, source.parts
    if not case.is_imported:
        yield CasePaper(KINDS["report"], "form", case.number)
    if source.is_whole:
        for row in parts.orders:
            yield CasePaper(KINDS["order"], row.number, row.number)
        if parts.analyses:
            yield CasePaper(KINDS["analysis"], "last", case.number)
        for meeting in parts.meetings:
            yield CasePaper(KINDS["minutes"], meeting.number, meeting.number)
    for sent in parts.letters:
        if source.may_read_letter(sent):
            title = (
                sent.number
                if sent.signed_at
                else _("Draft of a letter: {subject}").format(subject=sent.subject)
            )
            yield CasePaper(KINDS["letter"], str(sent.pk), title)
    for issued in parts.bulletins:
        if source.may_read_bulletin(issued):
            title = f"{bulletin.word_of(issued.kind)} {issued.number}"
            yield CasePaper(KINDS["bulletin"], str(issued.pk), title)
    if case.level in SERIOUS and source.is_whole and not parts.bulletins and not case.is_imported:
        yield CasePaper(KINDS["bulletin"], DRAFT, _("Draft of a bulletin"))


def _values(source: CaseSource, paper: CasePaper) -> dict[str, Any]:
    parts = source.parts
    match paper.kind.key:
        case "report":
            return report.data_of(source)
        case "order":
            return order.data_of(source, next(row for row in parts.orders if row.number == paper.which))
        case "analysis":
            return analysis.data_of(source)
        case "minutes":
            return minutes.data_of(source, next(row for row in parts.meetings if row.number == paper.which))
        case "letter":
            return letter.data_of(source, next(row for row in parts.letters if str(row.pk) == paper.which))
        case "bulletin" if paper.which == DRAFT:
            return bulletin.data_of(source)
        case "bulletin":
            issued = next(row for row in parts.bulletins if str(row.pk) == paper.which)
            return bulletin.data_of_issued(source, issued)
    raise NoSuchPaper(paper.kind.key)
