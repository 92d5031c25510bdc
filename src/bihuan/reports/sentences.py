"""The analysis of a month in sentences, written from its figures; the coordinator edits them before submission."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from bihuan.problems.figures.table import FIGURES, label_of
from bihuan.process import terms
from bihuan.process.duties import LABELS

Figures = dict[str, Any]


def percent(share: float | None) -> str:
    """A share as people read it, to one place."""
    return "–" if share is None else f"{share * 100:.1f}%"


def analysis_of(figures: Figures) -> str:
    """The paragraphs in the reader's language, one a line."""
    counts = figures["counts"]
    lines = [_quantity(figures), _kinds(figures), _on_time(figures), _causes(figures), _repeats(counts),
             _external(counts), _left(counts), _actions(counts), _gap(figures), _restated(figures)]  # fmt: skip
    return "\n".join(line for line in lines if line)


def _quantity(figures: Figures) -> str:
    sums, old = figures["balance"], figures.get("before", {}).get("balance", {})
    text = _(
        "Open at the start: {opening}; new: {new} ({change} against the month before); resolved: "
        "{resolved}; void: {void}; left over: {closing}. {rate} of opening and new were resolved."
    )
    values = {**sums, "change": f"{sums['new'] - old.get('new', 0):+d}"}
    return text.format(**values, rate=percent(figures["shares"].get("resolution_rate")))


def _kinds(figures: Figures) -> str:
    """Which categories lead, and how many are grave."""
    by_category: dict[str, int] = {}
    for _level, category, n in figures["cells"].get("new", []):
        by_category[category] = by_category.get(category, 0) + n
    if not by_category:
        return ""
    first = sorted(by_category.items(), key=lambda row: (-row[1], row[0]))[:3]
    named = _(", ").join(f"{_(terms.CATEGORIES[code].label)} {n}" for code, n in first)
    text = _("Of the new cases, most were about: {named}. At levels 1 and 2: {serious} ({share}).")
    share = percent(figures["shares"].get("serious_rate"))
    return text.format(named=named, serious=figures["counts"]["serious"], share=share)


def _on_time(figures: Figures) -> str:
    counts, shares = figures["counts"], figures["shares"]
    keys = [key for key in ("response", "dispatch", "resolution") if counts[f"due_{key}"]]
    if not keys:
        return ""
    named = _("; ").join(
        _("{duty} {rate} ({met} of {due})").format(
            duty=_(LABELS[key]), rate=percent(shares[f"rate_{key}"]), met=counts[f"met_{key}"],
            due=counts[f"due_{key}"],
        )
        for key in keys
    )  # fmt: skip
    text = _("On time: {named}. Duties late in all: {late}.")
    return text.format(named=named, late=counts["late"])


def _causes(figures: Figures) -> str:
    rows = figures.get("causes", [])[:3]
    if not rows:
        return ""
    known = terms.CAUSE_CLASSES
    named = _(", ").join(f"{_(known[code].label) if code in known else code} {n}" for code, n in rows)
    return _("The resolved cases came mostly from: {named}.").format(named=named)


def _repeats(counts: dict[str, int]) -> str:
    if not counts["repeat_new"]:
        return _("No new case repeats an earlier one.")
    return _("New cases that repeat an earlier one: {n}.").format(n=counts["repeat_new"])


def _external(counts: dict[str, int]) -> str:
    if not counts["letters_sent"] and not counts["open_branches"]:
        return ""
    text = _("Letters to departments: {sent}; overdue without a reply: {late}; branches still open: {open}.")
    return text.format(
        sent=counts["letters_sent"], late=counts["letters_unanswered"], open=counts["open_branches"]
    )


def _left(counts: dict[str, int]) -> str:
    if not counts["closing"]:
        return _("No case is left over.")
    text = _("Cases left over: {n}; beyond their resolution limit: {late}; older than 30 days: {old}.")
    return text.format(n=counts["closing"], late=counts["closing_late"], old=counts["age_older"])


def _actions(counts: dict[str, int]) -> str:
    text = _("Corrective actions: {opened} opened, {closed} done, {open} open, {overdue} of them overdue.")
    return text.format(
        opened=counts["actions_opened"], closed=counts["actions_closed"], open=counts["actions_open"],
        overdue=counts["actions_overdue"],
    )  # fmt: skip


def gap_of(figures: Figures) -> int:
    """Opening + new − resolved − void − closing: nought where the report balances."""
    sums = figures["balance"]
    return int(sums["opening"] + sums["new"] - sums["resolved"] - sums["void"] - sums["closing"])


def _gap(figures: Figures) -> str:
    """Where the balance does not hold, and by what."""
    if figures["balance"]["balances"]:
        return ""
    text = _(
        "The balance differs by {gap}. Resolved here and reported only later: {early}; reported "
        "here and resolved before: {belated}."
    )
    counts = figures["counts"]
    return text.format(gap=gap_of(figures), early=counts["early"], belated=counts["belated"])


def _restated(figures: Figures) -> str:
    rows = figures.get("restated", [])
    if not rows:
        return ""
    named = _("; ").join(restatement(row) for row in rows[:10])
    return _("Restated since they were reported: {named}.").format(named=named)


def restatement(row: Figures) -> str:
    """One figure of an earlier month that has changed since it was reported."""
    text = _("{month} {figure}: {reported} → {now}")
    figure = FIGURES.get(row["key"])
    label = label_of(figure) if figure else row["key"]
    return text.format(month=row["month"], figure=label, reported=row["reported"], now=row["now"])


def plan_of(meeting: Any) -> str:
    """Advice and plan for the next month, from what the monthly meeting decided; empty before it."""
    if meeting is None:
        return ""
    lines = [meeting.record.get("improvements", ""), meeting.record.get("prevention", "")]
    return "\n".join(line for line in lines if line)
