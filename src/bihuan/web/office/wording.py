"""Figures of the policy in words, and in the shape in which they are typed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.utils.translation import ngettext

from bihuan.process import figures
from bihuan.process.figures import Figure
from bihuan.web.timewords import spell

SPANS: dict[str, tuple[int, str]] = {
    "seconds": (1, N_("seconds")),
    "minutes": (60, N_("minutes")),
    "hours": (3600, N_("hours")),
    "days": (86400, N_("days of 24 hours")),
}
"""Units in which a duration is typed: seconds and word."""


class Typed(NamedTuple):
    """A figure as it stands in the form: the number, and for a duration its unit."""

    number: str
    unit: str


def value_words(figure: Figure, value: Any) -> str:
    """A figure with its unit, as people say it."""
    if isinstance(value, timedelta):
        return spell(value.total_seconds())
    texts = {
        figures.DAYS: lambda: ngettext("{n} calendar day", "{n} calendar days", value),
        figures.WORKING_DAYS: lambda: ngettext("{n} working day", "{n} working days", value),
        figures.PERCENT: lambda: "{n} %",
        figures.DAY_OF_MONTH: lambda: _("day {n} of the month"),
        figures.YEARS: lambda: ngettext("{n} year", "{n} years", value),
        figures.MEGABYTES: lambda: "{n} MB",
    }
    return texts.get(figure.unit, lambda: "{n}")().format(n=value)


def unit_word(figure: Figure) -> str:
    """The unit behind the number in the form, for figures that are no durations."""
    words = {
        figures.DAYS: _("calendar days"),
        figures.WORKING_DAYS: _("working days"),
        figures.PERCENT: "%",
        figures.DAY_OF_MONTH: _("day of the month"),
        figures.YEARS: _("years"),
        figures.MEGABYTES: "MB",
    }
    return words.get(figure.unit, "")


def typed(value: Any) -> Typed:
    """A value in the largest unit that holds it whole."""
    if not isinstance(value, timedelta):
        return Typed(str(value), "")
    seconds = int(value.total_seconds())
    unit = next(unit for unit in ("hours", "minutes", "seconds") if seconds % SPANS[unit][0] == 0)
    return Typed(str(seconds // SPANS[unit][0]), unit)


def given(figure: Figure, number: str, unit: str) -> Any:
    """What was typed, as `check_figure` takes it: seconds for a duration, else the number as it stands."""
    if figure.unit != figures.DURATION or not (number.isascii() and number.isdigit() and len(number) < 10):
        return number
    return int(number) * SPANS.get(unit, SPANS["minutes"])[0]
