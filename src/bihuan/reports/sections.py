"""The ten sections of the 问题管理月报 (practice.md 3.6), each with the figures that the table gives it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from bihuan.problems.figures.table import FIGURES, MEASURES, RATES, denominator_of, label_of
from bihuan.reports.columns import span
from bihuan.reports.sentences import percent

TITLES: dict[int, str] = {
    1: N_("Overview of the month"),
    2: N_("Quantities"),
    3: N_("Limits met"),
    4: N_("Causes"),
    5: N_("Cases at levels 1 and 2"),
    6: N_("Repeat problems"),
    7: N_("External departments"),
    8: N_("Left over"),
    9: N_("Corrective actions"),
    10: N_("Advice and plan for the next month"),
    11: N_("Appendix: list of cases"),
}
NUMERALS = "一二三四五六七八九十附"
_SELF_EVIDENT = ("due_", "met_")


@dataclass(frozen=True, slots=True)
class Line:
    """One figure as it is shown: label, value, that of the month before, definition; `key` opens its list."""

    key: str
    label: str
    value: str
    before: str
    means: str
    is_rate: bool = False
    part: tuple[str, int] = ("", 0)
    whole: tuple[str, int] = ("", 0)


def title_of(section: int) -> str:
    """The heading of a section with its numeral, as it stands in the report."""
    return _("{numeral}. {title}").format(numeral=_numeral(section), title=_(TITLES[section]))


def _numeral(section: int) -> str:
    from django.utils.translation import get_language

    return NUMERALS[section - 1] if (get_language() or "").startswith("zh") else str(section)


def lines_of(section: int, figures: dict[str, Any]) -> list[Line]:
    """Every rate, measure and count of a section, each with its definition and denominator."""
    counts, before = figures.get("counts", {}), figures.get("before", {})
    old = before.get("counts", {})
    found = [_rate(key, counts, figures, before) for key, rate in RATES.items() if rate.section == section]
    found += [
        Line(key, label_of(measure), _spelled(figures.get("measures", {}).get(key)),
             _spelled(before.get("measures", {}).get(key)), _(measure.means))
        for key, measure in MEASURES.items() if measure.section == section
    ]  # fmt: skip
    found += [
        Line(key, label_of(figure), str(counts.get(key, 0)), str(old.get(key, "–")), _(figure.means))
        for key, figure in FIGURES.items()
        if figure.section == section and not key.startswith(_SELF_EVIDENT)
    ]
    return found


def _rate(key: str, counts: dict[str, int], figures: dict[str, Any], before: dict[str, Any]) -> Line:
    rate = RATES[key]
    whole = sum(counts.get(name, 0) for name in rate.whole)
    words = _("{part} {n} ÷ {whole} {m}").format(
        part=label_of(FIGURES[rate.part]), n=counts.get(rate.part, 0), whole=denominator_of(rate), m=whole
    )
    return Line(
        key,
        label_of(rate),
        percent(figures.get("shares", {}).get(key)),
        percent(before.get("shares", {}).get(key)),
        words,
        True,
        (rate.part, counts.get(rate.part, 0)),
        (rate.whole[0] if len(rate.whole) == 1 else "", whole),
    )


def _spelled(seconds: int | None) -> str:
    from datetime import timedelta

    return "–" if seconds is None else span(timedelta(seconds=seconds))


def figure_behind(key: str) -> str:
    """The figure whose list a line opens: its own, the part of a rate, what a measure looks at."""
    if key in RATES:
        return RATES[key].part
    return MEASURES[key].figure if key in MEASURES else key
