"""看板: how do we stand today, this week, this month? The figures of the report over another span."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_safe
from markupsafe import Markup

from bihuan import clock
from bihuan.clock import SHANGHAI
from bihuan.people.models import User
from bihuan.problems.figures.bases import Span
from bihuan.problems.figures.table import FIGURES, SUMS, label_of
from bihuan.problems.queries.months import draw_span
from bihuan.reports.charts import (
    Chart,
    ages_chart,
    causes_chart,
    hours_chart,
    kinds_chart,
    levels_chart,
    rates_chart,
    workload_chart,
)
from bihuan.reports.sections import Line, figure_behind, lines_of
from bihuan.reports.svg import svg_of
from bihuan.web.office.access import reader
from bihuan.web.office.behind import address_of

SPANS: dict[str, str] = {
    "today": N_("Today"),
    "week": N_("This week"),
    "month": N_("This month"),
    "days": N_("Last 30 days"),
}
BESIDE = ("serious", "late", "closing_late", "letters_unanswered", "actions_overdue", "open_branches")
"""Counts that stand beside the five sums."""


@dataclass
class Dashboard:
    """The figures of one span as one person sees them."""

    request: HttpRequest
    user: User
    now: datetime

    @cached_property
    def chosen(self) -> str:
        """The span that is shown."""
        wanted = self.request.GET.get("span", "")
        return wanted if wanted in SPANS else "today"

    @cached_property
    def span(self) -> Span:
        """From the first instant of the day, the week or the month of the centre up to now."""
        today = self.now.astimezone(SHANGHAI).date()
        first = {
            "today": today,
            "week": today - timedelta(days=today.weekday()),
            "month": today.replace(day=1),
            "days": today - timedelta(days=29),
        }[self.chosen]
        return Span(datetime.combine(first, time(), SHANGHAI), self.now, self.now)

    @cached_property
    def figures(self) -> dict[str, Any]:
        """Every figure of the report over this span."""
        return draw_span(self.span)

    @property
    def tabs(self) -> list[tuple[str, str, bool]]:
        """The spans: key, word, whether it is shown."""
        return [(key, _(word), key == self.chosen) for key, word in SPANS.items()]

    @property
    def tiles(self) -> list[tuple[str, int, str, str]]:
        """Label, number, definition and address of the sums and what stands beside them."""
        counts = self.figures["counts"]
        return [
            (label_of(FIGURES[key]), counts[key], _(FIGURES[key].means), self.cases(key))
            for key in (*SUMS, *BESIDE)
        ]

    @cached_property
    def charts(self) -> list[Chart]:
        """The charts, those with nothing to show left out."""
        figures = self.figures
        people = User.objects.filter(username__in=[row[0] for row in figures["workload"]])
        names = dict(people.values_list("username", "name"))
        found = [levels_chart(figures), ages_chart(figures), rates_chart(figures), causes_chart(figures),
                 workload_chart(figures, names), kinds_chart(figures), hours_chart(figures)]  # fmt: skip
        return [chart for chart in found if not chart.is_empty]

    @staticmethod
    def picture(chart: Chart) -> Markup:
        """A chart as it is seen without JavaScript; every text in it is escaped where it is drawn."""
        return Markup(svg_of(chart))

    def lines(self, section: int) -> list[Line]:
        """The figures of a section of the report, with their definitions."""
        return lines_of(section, self.figures)

    def cases(self, key: str, **more: Any) -> str:
        """The list behind a figure."""
        return address_of(key, {"from": self.span.start.isoformat(), "to": self.span.end.isoformat()}, **more)

    def behind(self, key: str) -> str:
        """The list behind a line."""
        return self.cases(figure_behind(key))


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """Today, this week, this month, the last thirty days."""
    page = Dashboard(request, reader(request), clock.now())
    return render(request, "office/months/dashboard.html", {"page": page})
