"""The lower half of the case page: one tab at a time, and only what it shows is read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from bihuan.papers.of_case import CasePaper, papers_of
from bihuan.papers.source import CaseSource
from bihuan.problems.models import Change
from bihuan.problems.queries.alarms import Standing, standing_of
from bihuan.problems.queries.case import (
    LOG_PAGE,
    departments_to_choose,
    log_of,
    names_of,
    systems_to_choose,
    whole_log_of,
)
from bihuan.problems.queries.conformance import conformance_of
from bihuan.problems.similar import SimilarCase, similar_to
from bihuan.process import terms
from bihuan.process.clauses import CLAUSES
from bihuan.process.conformance import Line
from bihuan.web.case.casepage import CasePage
from bihuan.web.case.changes import change_word, waited_words
from bihuan.web.case.outside import OutsideParts
from bihuan.web.case.timeline import Entry, entry_of, has_places, names_in

#: key → label and the parts whose number stands beside it.
TABS: dict[str, tuple[str, str]] = {
    "report": (N_("Report form"), ""),
    "orders": (N_("Orders"), "orders"),
    "calls": (N_("Calls"), "calls"),
    "meetings": (N_("Meetings"), "meetings"),
    "changes": (N_("Changes"), "changes"),
    "letters": (N_("Letters"), "letters"),
    "alarms": (N_("Alarms"), "alarms"),
    "told": (N_("Bulletins and notices"), "tellings"),
    "documents": (N_("Documents"), "documents"),
    "similar": (N_("Similar problems"), ""),
    "timeline": (N_("Timeline"), ""),
    "conformance": (N_("Conformance"), ""),
}

BESIDE = {
    "report": ("links",), "documents": ("documents",), "letters": ("signed_links", "documents"),
    "told": ("bulletins", "tellings", "signed_links"),
}  # fmt: skip
"""Parts that a tab shows and that nothing else on the page reads."""


class TabLink(NamedTuple):
    """One tab of the row."""

    key: str
    label: str
    number: int
    href: str
    is_here: bool


class Tab:
    """The tab that is shown, with its rows."""

    def __init__(self, page: CasePage, given: Mapping[str, Any]) -> None:
        wanted = str(given.get("tab", ""))
        self.page = page
        self.key = wanted if wanted in TABS else "report"
        before = str(given.get("before", ""))
        self.before = int(before) if before.isdecimal() and len(before) < 9 else 0
        self.template = f"case/tabs/_{self.key}.html"
        for name in BESIDE.get(self.key, ()):
            getattr(page.parts, name)  # read before the page asks for the people on it

    @cached_property
    def items(self) -> list[TabLink]:
        """All tabs."""
        base, counts = reverse("case", args=[self.page.problem.number]), self.page.problem.part_counts
        return [
            TabLink(key, _(label), counts.get(part, 0), f"{base}?tab={key}", key == self.key)
            for key, (label, part) in TABS.items()
        ]

    @cached_property
    def log(self) -> list[Entry]:
        """A page of the timeline, the newest first. At most four queries."""
        events = log_of(self.page.problem, self.before)
        names = names_of(names_in(events))
        if has_places(events):
            names |= {f"system:{choice.code}": choice.label for choice in systems_to_choose()}
            names |= {f"department:{code}": name for code, name in self._departments.items()}
        return [entry_of(event, names) for event in events]

    @property
    def earlier(self) -> str:
        """The address of the page of the timeline before this one."""
        last = self.log[-1].seq if len(self.log) == LOG_PAGE else 1
        return (
            f"{reverse('case', args=[self.page.problem.number])}?tab=timeline&before={last}"
            if last > 1
            else ""
        )

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of those who attended meetings or decided there, by username. One query."""
        usernames: set[str] = set()
        for row in self.page.parts.meetings:
            meeting = row.source
            usernames |= {*meeting.attendees, str(meeting.record.get("executor", ""))}
        for change in self.page.parts.changes:
            usernames |= {str(entry[2]) for entry in change.history}
        return names_of(usernames - {""})

    def waited(self, change: Change) -> str:
        """How long the case waited for a change, inside its limit."""
        return waited_words([change], self.page.now)

    def course_of(self, change: Change) -> list[tuple[datetime | None, str, str]]:
        """Every state of a change: when, what, who."""
        return [
            (parse_datetime(at), change_word(code), self.names.get(who, who))
            for code, at, who in change.history
        ]

    @cached_property
    def lines(self) -> list[tuple[Line, str]]:
        """The judged clauses of the case with their titles."""
        page = self.page
        found = conformance_of(page.problem, page.parts, whole_log_of(page.problem), page.now)
        return [(line, _(CLAUSES[line.clause].title)) for line in found]

    def copies(self, letter: Any) -> str:
        """Names of the departments that a letter is copied to."""
        return _(", ").join(self._departments.get(code, code) for code in letter.copies)

    @cached_property
    def _departments(self) -> dict[str, str]:
        return {choice.code: choice.label for choice in departments_to_choose()}

    @cached_property
    def outside(self) -> OutsideParts:
        """Links, reminders, answers and receipts."""
        return OutsideParts(self.page)

    @cached_property
    def papers(self) -> list[CasePaper]:
        """The printed papers of the case that the reader may have."""
        return papers_of(CaseSource(self.page.problem, self.page.user, self.page.parts))

    @cached_property
    def standing(self) -> Standing | None:
        """What "alarm cleared" rests on (F5.3)."""
        return standing_of(self.page.problem, self.page.parts, self.page.now)

    @cached_property
    def similar(self) -> list[SimilarCase]:
        """Cases like this one, five running and five others at most. Three queries."""
        return similar_to(self.page.user, self.page.problem)

    @property
    def criteria(self) -> dict[str, terms.Term]:
        """The four criteria, in order."""
        return terms.CRITERIA
