"""The charts of the report and the dashboards, described once: drawn by ECharts on the page, as SVG on paper."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from bihuan.problems.figures.bases import RATED
from bihuan.problems.figures.table import AGES, FIGURES, SUMS, label_of
from bihuan.process import terms
from bihuan.process.duties import LABELS

Figures = dict[str, Any]
LEVEL_COLOURS = ("#c92a2a", "#d9600a", "#b98900", "#1c6dd0", "#7a8699")
COLOUR, SECOND = "#1c6dd0", "#9db4cf"


@dataclass(frozen=True, slots=True)
class Series:
    """One row of values, in the order of the labels of its chart; None leaves a gap."""

    name: str
    values: list[float | None]
    colour: str = COLOUR


@dataclass(frozen=True, slots=True)
class Chart:
    """`kind` is bars, stacked, across (bars that lie), lines or heat (a series a row); `unit` follows each value."""

    key: str
    title: str
    kind: str
    labels: list[str]
    series: list[Series]
    unit: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(value for series in self.series for value in series.values)

    def described(self) -> dict[str, Any]:
        """The chart fit for JSON."""
        return asdict(self)


def charts_of(figures: Figures) -> list[Chart]:
    """The charts of one month, those with nothing to show left out."""
    found = [kinds_chart(figures), sums_chart(figures), rates_chart(figures), causes_chart(figures),
             ages_chart(figures), hours_chart(figures)]  # fmt: skip
    return [chart for chart in found if not chart.is_empty]


def kinds_chart(figures: Figures) -> Chart:
    """New cases by category, stacked by level."""
    cells = {(category, level): n for level, category, n in figures.get("cells", {}).get("new", [])}
    codes = [code for code in terms.CATEGORIES if any(category == code for category, _level in cells)]
    series = [
        Series(_(terms.LEVELS[level].label), [cells.get((code, level), 0) for code in codes], colour)
        for level, colour in zip(terms.LEVELS, LEVEL_COLOURS, strict=True)
    ]
    labels = [_(terms.CATEGORIES[code].label) for code in codes]
    return Chart("kinds", _("New cases by category and level"), "stacked", labels, series)


def levels_chart(figures: Figures) -> Chart:
    """New cases and the closing backlog by level."""
    series = []
    for key, colour in (("new", COLOUR), ("closing", SECOND)):
        counts = dict.fromkeys(terms.LEVELS, 0)
        for level, _category, n in figures["cells"].get(key, []):
            counts[level] += n
        series.append(Series(label_of(FIGURES[key]), [counts[level] for level in terms.LEVELS], colour))
    labels = [_(terms.LEVELS[level].label) for level in terms.LEVELS]
    return Chart("levels", _("Level mix"), "bars", labels, series)


def workload_chart(figures: Figures, names: dict[str, str]) -> Chart:
    """Who holds how many unsolved cases."""
    rows = figures.get("workload", [])[:12]
    values: list[float | None] = [n for _name, n in rows]
    labels = [names.get(username, username) for username, _n in rows]
    return Chart("workload", _("Open cases by handler"), "across", labels, [Series(_("cases"), values)])


def sums_chart(figures: Figures) -> Chart:
    """The five sums beside those of the month before."""
    before = figures.get("before", {}).get("balance", {})
    series = [Series(_("this month"), [figures["balance"][name] for name in SUMS])]
    if before:
        series.append(Series(_("month before"), [before.get(name, 0) for name in SUMS], SECOND))
    return Chart(
        "sums", _("Backlog, new, resolved"), "bars", [label_of(FIGURES[name]) for name in SUMS], series
    )


def rates_chart(figures: Figures) -> Chart:
    """On-time rates in per cent of what was due."""
    counts = figures.get("counts", {})
    shares = figures.get("shares", {})
    keys = [key for key in RATED if counts.get(f"due_{key}")]
    values: list[float | None] = [round(100 * (shares.get(f"rate_{key}") or 0), 1) for key in keys]
    labels = [_(LABELS[key]) for key in keys]
    return Chart("rates", _("On-time rates"), "across", labels, [Series(_("on time"), values)], "%")


def causes_chart(figures: Figures) -> Chart:
    """Resolved cases by cause class, the five most frequent."""
    rows = figures.get("causes", [])[:5]
    labels = [
        _(terms.CAUSE_CLASSES[code].label) if code in terms.CAUSE_CLASSES else code for code, _n in rows
    ]
    return Chart(
        "causes", _("Most frequent causes"), "across", labels, [Series(_("cases"), [n for _c, n in rows])]
    )


def ages_chart(figures: Figures) -> Chart:
    """The closing backlog by age."""
    values: list[float | None] = [figures.get("counts", {}).get(key, 0) for key in AGES]
    labels = [label_of(FIGURES[key]) for key in AGES]
    return Chart("ages", _("Age of the backlog"), "bars", labels, [Series(_("cases"), values)])


def hours_chart(figures: Figures) -> Chart:
    """Reports by day of the week and hour (Shanghai)."""
    cells = {(day, hour): n for day, hour, n in figures.get("hours", [])}
    days = [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]
    series = [
        Series(name, [cells.get((day, hour), 0) for hour in range(24)])
        for day, name in enumerate(days, start=1)
    ]
    return Chart("hours", _("Reports by day and hour"), "heat", [str(hour) for hour in range(24)], series)
