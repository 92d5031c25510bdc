"""Every figure of the monthly report and the dashboards, defined once (practice.md 3.6).

A figure counts the rows of a base that meet a condition; a rate is one figure over another; a measure looks at a
duration of the rows of a figure. What stands on a page, in a paper, in a chart or behind a link is read from here.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as N_

from bihuan.problems.figures.bases import RATED
from bihuan.process.duties import LABELS


@dataclass(frozen=True, slots=True)
class Figure:
    """One number: `base` and `where` say which rows it counts, `of` which duty, `section` where it is reported."""

    key: str
    label: str
    means: str
    base: str
    where: str = ""
    of: str = ""
    section: int = 2


@dataclass(frozen=True, slots=True)
class Rate:
    """`part` ÷ `whole`, both keys of figures; several wholes are added up."""

    key: str
    label: str
    part: str
    whole: tuple[str, ...]
    of: str = ""
    section: int = 3


@dataclass(frozen=True, slots=True)
class Measure:
    """`how` (mean, longest, total) of the duration `what` over the rows of `figure` that have it."""

    key: str
    label: str
    means: str
    figure: str
    how: str
    what: str = "taken"
    of: str = ""
    section: int = 3


SUMS = ("opening", "new", "resolved", "void", "closing")
"""Opening + new − resolved − void = closing."""

AGES = ("age_day", "age_three", "age_week", "age_month", "age_older")
"""The closing backlog by age; the five add up to it."""

WAYS = ("workaround", "change", "group", "repeat", "rejected", "external")
"""How the resolved cases went; a case may count in several."""

# fmt: off
_CASES = (
    Figure("opening", N_("Opening backlog"), N_("Cases reported before the span began and neither resolved nor ended by then."), "opening"),
    Figure("new", N_("New cases"), N_("Cases whose report time lies in the span."), "new"),
    Figure("resolved", N_("Resolved cases"), N_("Cases whose resolved time lies in the span; one that was rejected or reopened is not resolved."), "resolved"),
    Figure("void", N_("Void cases"), N_("Cases withdrawn, voided or merged in the span."), "void"),
    Figure("closing", N_("Closing backlog"), N_("Cases reported before the span ends and neither resolved nor ended by then."), "closing"),
    Figure("withdrawn", N_("Withdrawn"), N_("Of the void ones, those that the reporter withdrew."), "void", "withdrawn"),
    Figure("voided", N_("Voided"), N_("Of the void ones, those that the coordinator or the manager voided."), "void", "voided"),
    Figure("merged", N_("Merged"), N_("Of the void ones, those merged into another case."), "void", "merged"),
    Figure("early", N_("Resolved, reported only later"), N_("Resolved in the span but reported after it: the balance does not hold by so many."), "resolved", "reported_later"),
    Figure("belated", N_("New, resolved before"), N_("Reported in the span but resolved before it began: the balance does not hold by so many."), "new", "resolved_before"),
    Figure("serious", N_("New at levels 1 and 2"), N_("New cases that are at level 1 or 2 now."), "new", "serious", section=5),
    Figure("serious_resolved", N_("Resolved at levels 1 and 2"), N_("Resolved cases that are at level 1 or 2 now."), "resolved", "serious", section=5),
    Figure("hit", N_("Resolved at levels 1 and 2 with business affected"), N_("Resolved cases at level 1 or 2 that affected business."), "resolved", "hit", section=5),
    Figure("repeat_new", N_("New repeat problems"), N_("New cases that the coordinator linked as repeats of an earlier one."), "new", "repeat", section=6),
    Figure("workaround", N_("Solved by a workaround"), N_("Resolved cases with an answered order that is a workaround."), "resolved", "workaround", section=4),
    Figure("change", N_("Solved through a change"), N_("Resolved cases with an implemented change."), "resolved", "change", section=4),
    Figure("group", N_("Went to the group"), N_("Resolved cases for which the group met."), "resolved", "group", section=4),
    Figure("repeat", N_("Repeat problems"), N_("Resolved cases that the coordinator linked as repeats of an earlier one."), "resolved", "repeat", section=6),
    Figure("rejected", N_("Result rejected at least once"), N_("Resolved cases in their second or a later round."), "resolved", "rejected", section=4),
    Figure("told", N_("Resolved cases whose departments were told"), N_("Resolved cases of which departments were told that they are solved (F5.2), in their present round."), "resolved", "told", section=5),
    Figure("external", N_("With an external department"), N_("Resolved cases that involve an external department."), "resolved", "external", section=7),
    Figure("age_day", N_("Open up to 1 day"), N_("Of the closing backlog, reported at most 24 hours before the end."), "closing", "age_day", section=8),
    Figure("age_three", N_("Open 1 to 3 days"), N_("Of the closing backlog, reported more than 24 and at most 72 hours before the end."), "closing", "age_three", section=8),
    Figure("age_week", N_("Open 3 to 7 days"), N_("Of the closing backlog, reported more than 72 hours and at most 7 days before the end."), "closing", "age_week", section=8),
    Figure("age_month", N_("Open 7 to 30 days"), N_("Of the closing backlog, reported more than 7 and at most 30 days before the end."), "closing", "age_month", section=8),
    Figure("age_older", N_("Open for more than 30 days"), N_("Of the closing backlog, reported more than 30 days before the end."), "closing", "age_older", section=8),
    Figure("closing_late", N_("Backlog beyond its resolution limit"), N_("Of the closing backlog, those whose resolution was due before the end by the limit that counts."), "closing", "past_limit", section=8),
)
_PARTS = (
    Figure("late", N_("Duties late"), N_("Duties of cases whose limit fell in the span: met after it, overdue, or no longer to be met."), "late", section=3),
    Figure("late_cases", N_("Resolutions late"), N_("Of the late duties, those to solve the problem."), "late", "resolution", section=3),
    Figure("group_meetings", N_("Meetings of the group"), N_("Emergency and joint meetings held in the span."), "group_meetings", section=4),
    Figure("reviews", N_("Incident reviews held"), N_("Incident reviews held in the span."), "reviews", section=5),
    Figure("letters_sent", N_("Letters sent to departments"), N_("Letters whose sending lies in the span."), "letters", section=7),
    Figure("letters_unanswered", N_("Letters overdue without a reply"), N_("Replies due in the span that have not come."), "limits", "unmet", of="letter_reply", section=7),
    Figure("special_meetings", N_("Special-topic meetings"), N_("Special-topic meetings held in the span."), "special_meetings", section=7),
    Figure("open_branches", N_("External branches still open"), N_("External branches opened before the end and not ended by then."), "branches", section=7),
    Figure("actions_opened", N_("Corrective actions opened"), N_("Corrective actions opened in the span."), "actions_opened", section=9),
    Figure("actions_closed", N_("Corrective actions done"), N_("Corrective actions reported as done in the span and not taken back."), "actions_closed", section=9),
    Figure("actions_open", N_("Corrective actions open"), N_("Corrective actions opened before the end and not done by then."), "actions_open", section=9),
    Figure("actions_overdue", N_("Corrective actions overdue"), N_("Of the open ones, those whose date has passed."), "actions_open", "overdue", section=9),
)
# fmt: on

DUE = N_("{duty}: due")
MET = N_("{duty}: in time")
DUE_MEANS = N_(
    "Limits of this duty that fell in the span, void ones left out; an extension does not count (D22)."
)
MET_MEANS = N_("Of those due, met by the limit that counts.")
EXTERNAL = N_("{duty}, external cases")


def _of_duty(key: str) -> tuple[Figure, ...]:
    found = [
        Figure(f"due_{key}", DUE, DUE_MEANS, "limits", "", key, 3),
        Figure(f"met_{key}", MET, MET_MEANS, "limits", "met", key, 3),
    ]
    if key == "resolution":  # D61: the solution of external cases stands apart
        found = [
            Figure("due_resolution", DUE, DUE_MEANS, "limits", "internal", key, 3),
            Figure("met_resolution", MET, MET_MEANS, "limits", "met_internal", key, 3),
            Figure("due_resolution_external", DUE, DUE_MEANS, "limits", "external", key, 7),
            Figure("met_resolution_external", MET, MET_MEANS, "limits", "met_external", key, 7),
        ]
    return tuple(found)


FIGURES: dict[str, Figure] = {
    figure.key: figure for figure in (*_CASES, *(f for key in RATED for f in _of_duty(key)), *_PARTS)
}
"""Every figure by key, in the order of the report."""

_RATES = (
    Rate("resolution_rate", N_("Resolved ÷ (opening + new)"), "resolved", ("opening", "new"), section=2),
    Rate("repeat_rate", N_("Share of repeat problems"), "repeat_new", ("new",), section=6),
    Rate("serious_rate", N_("Share of levels 1 and 2"), "serious", ("new",), section=5),
    Rate("workaround_rate", N_("Share of workarounds"), "workaround", ("resolved",), section=4),
    Rate("rejected_rate", N_("Share of rejected results"), "rejected", ("resolved",), section=4),
    *(Rate(f"rate_{key}", N_("{duty}: on-time rate"), f"met_{key}", (f"due_{key}",), key) for key in RATED),
    Rate("rate_resolution_external", EXTERNAL, "met_resolution_external", ("due_resolution_external",),
         "resolution", 7),
)  # fmt: skip
RATES: dict[str, Rate] = {rate.key: rate for rate in _RATES}

TIMED = ("response", "dispatch", "resolution")
MEAN = N_("{duty}: on average")
LONGEST = N_("{duty}: longest")
TAKEN_MEANS = N_("From the start of the clock until it was met, over those due that were met.")
TOLD_MEANS = N_(
    "From the resolved time until the last affected department was told, over the cases with such a notice."
)
_MEASURES = (
    *(Measure(f"{how}_{key}", MEAN if how == "mean" else LONGEST, TAKEN_MEANS, f"due_{key}", how, of=key)
      for key in TIMED for how in ("mean", "longest")),
    Measure("business_hours", N_("Business impact at levels 1 and 2"),
            N_("From discovery to the resolved time, added up over the resolved cases at levels 1 and 2 that "
               "affected business."), "hit", "total", "impact", section=5),
    *(Measure(f"{how}_told", label, TOLD_MEANS, "told", how, "told", section=5)
      for how, label in (("mean", N_("Fixed until everyone was told: on average")),
                         ("longest", N_("Fixed until everyone was told: longest")))),
)  # fmt: skip
MEASURES: dict[str, Measure] = {measure.key: measure for measure in _MEASURES}


def label_of(entry: Figure | Rate | Measure) -> str:
    """What it is called in the reader's language."""
    return gettext(entry.label).format(duty=gettext(LABELS[entry.of]) if entry.of else "")


def denominator_of(rate: Rate) -> str:
    """What a rate is a share of, in the reader's language."""
    return " + ".join(label_of(FIGURES[key]) for key in rate.whole)
