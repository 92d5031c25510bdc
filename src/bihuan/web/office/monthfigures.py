"""What the page of a month shows of its figures: tables, charts, sentences, and where each number leads."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from markupsafe import Markup

from bihuan.people.models import System, User
from bihuan.problems.figures.freezing import is_intact
from bihuan.problems.models import Meeting, Month
from bihuan.problems.queries.months import SUMS
from bihuan.process.terms import CATEGORIES
from bihuan.reports.charts import Chart, charts_of
from bihuan.reports.monthly import by_category, by_level
from bihuan.reports.sections import Line, figure_behind, lines_of, title_of
from bihuan.reports.sentences import analysis_of, gap_of, restatement
from bihuan.reports.svg import svg_of
from bihuan.web import marks
from bihuan.web.office.behind import address_of

SUM_WORDS: dict[str, str] = {
    "opening": N_("Opening backlog"),
    "new": N_("New in the month"),
    "resolved": N_("Resolved in the month"),
    "void": N_("Void in the month"),
    "closing": N_("Closing backlog"),
}


class MonthFigures(ABC):
    """Half of a month's page; the other half says which month, for whom, and gives its figures."""

    request: HttpRequest
    month: str
    sums = SUMS

    @property
    @abstractmethod
    def row(self) -> Month | None:
        """The month as an object."""

    @property
    @abstractmethod
    def figures(self) -> dict[str, Any]:
        """The figures, frozen once the report is submitted."""

    @property
    @abstractmethod
    def meeting(self) -> Meeting | None:
        """The meeting of the month, if it was held."""

    @property
    def sum_words(self) -> dict[str, str]:
        """The five sums in words."""
        return {name: _(word) for name, word in SUM_WORDS.items()}

    @cached_property
    def shown_sum(self) -> str:
        """Which of the five the matrix shows."""
        wanted = self.request.GET.get("show", "")
        return wanted if wanted in SUMS else "new"

    @cached_property
    def levels(self) -> dict[int, Any]:
        """The five sums of each level."""
        return by_level(self.figures["kinds"])

    @cached_property
    def categories(self) -> dict[str, Any]:
        """The five sums of each category that has any, in the order of the nine."""
        found = by_category(self.figures["kinds"])
        return {code: found[code] for code in CATEGORIES if code in found}

    @cached_property
    def matrix(self) -> dict[str, list[int]]:
        """The chosen sum by category and level."""
        cells = {(row["category"], row["level"]): row[self.shown_sum] for row in self.figures["kinds"]}
        return {code: [cells.get((code, level), 0) for level in range(1, 6)] for code in self.categories}

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of handlers and systems, by their codes. Two queries."""
        rows = [*self.figures["handlers"], *self.figures.get("workload", [])]
        people = User.objects.filter(username__in=[row[0] for row in rows])
        systems = System.objects.filter(code__in=[row[0] for row in self.figures["systems"]])
        return dict(people.values_list("username", "name")) | dict(systems.values_list("code", "name"))

    @property
    def late(self) -> list[dict[str, Any]]:
        """What was late, with its instants and its duty in words."""
        return [
            {**row, "label": marks.duty(row["key"]), "due_at": parse_datetime(row["due_at"]),
             "met_at": parse_datetime(row["met_at"]) if row["met_at"] else None}
            for row in self.figures["late"]
        ]  # fmt: skip

    @staticmethod
    def duty_word(key: str) -> str:
        """A duty in words."""
        return marks.duty(key)

    @property
    def attendees(self) -> str:
        """Who was at the meeting, with guests."""
        meeting = self.meeting
        if meeting is None:
            return ""
        people = dict(User.objects.filter(username__in=meeting.attendees).values_list("username", "name"))
        guests = [guest["name"] for guest in meeting.guests]
        return _(", ").join([*(people.get(name, name) for name in meeting.attendees), *guests]) or "–"

    def rate_before(self, row: dict[str, Any]) -> float | None:
        """The rate of the month before for the same duty."""
        found: float | None = self.figures["before"].get("shares", {}).get(self.rate_key(row))
        return found

    @staticmethod
    def rate_key(row: dict[str, Any]) -> str:
        """The key of the rate that a row of on-time figures is."""
        return f"rate_{row['key']}{'_external' if row['external'] else ''}"

    @property
    def sections(self) -> Any:
        """The heading of a section by its number."""
        return title_of

    def lines(self, section: int) -> list[Line]:
        """The figures of a section with their definitions."""
        return lines_of(section, self.figures)

    @cached_property
    def charts(self) -> list[Chart]:
        """The charts of the month."""
        return charts_of(self.figures)

    @staticmethod
    def picture(chart: Chart) -> Markup:
        """A chart as it is seen without JavaScript; every text in it is escaped where it is drawn."""
        return Markup(svg_of(chart))

    @property
    def sentences(self) -> list[str]:
        """The month in sentences: what the coordinator submitted, before that what the figures say."""
        text = self.row.analysis if self.row and self.row.submitted_at else analysis_of(self.figures)
        return text.splitlines()

    @property
    def gap(self) -> int:
        """What the balance differs by."""
        return gap_of(self.figures)

    @property
    def restatements(self) -> list[str]:
        """Figures of earlier months that have changed since they were reported."""
        return [restatement(row) for row in self.figures.get("restated", [])]

    @cached_property
    def is_intact(self) -> bool | None:
        """Whether what is stored of a frozen month is what was submitted."""
        return is_intact(self.row) if self.row else None

    @cached_property
    def matrix_before(self) -> dict[tuple[str, int], int]:
        """The chosen sum of the month before by category and level."""
        rows = self.figures["before"].get("kinds", [])
        return {(row["category"], row["level"]): row[self.shown_sum] for row in rows}

    def cases(self, key: str, **more: Any) -> str:
        """The list of the cases behind a figure, narrowed by level, category and so on."""
        return address_of(key, {"month": self.month}, **more)

    def behind(self, key: str) -> str:
        """The list behind a line of the report: the figure itself, the part of a rate, what a measure looks at."""
        return self.cases(figure_behind(key))

    @staticmethod
    def at(text: str | None) -> datetime | None:
        """An instant of the figures, which are JSON."""
        return parse_datetime(text) if text else None
