"""One month as one person sees it: figures that open to their cases, report, meeting, and what is to be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from bihuan.people.models import System, User
from bihuan.problems.facts import person_of
from bihuan.problems.models import Duty, Meeting, Month
from bihuan.problems.months import MonthParts, facts_of_month
from bihuan.problems.policy import current_number, figures_of
from bihuan.problems.queries.months import SUMS
from bihuan.problems.queries.office import duties_of_month, monthly_meetings
from bihuan.problems.reasons import reason_text
from bihuan.process.calendar import month_after, month_of, month_start
from bihuan.process.duties import BY_KEY
from bihuan.process.guards.ask import Ask
from bihuan.process.judge import offer
from bihuan.process.lifecycle import STEPS
from bihuan.process.terms import CATEGORIES
from bihuan.reports.monthly import by_category, by_level, monthly_figures
from bihuan.web import marks, timewords
from bihuan.web.office.forms import OfficeForm

MONTH_STEPS = ("hold_monthly_meeting", "sign_minutes", "submit_monthly_report", "sign_monthly_report")
SUM_WORDS: dict[str, str] = {
    "opening": N_("Opening backlog"),
    "new": N_("New in the month"),
    "resolved": N_("Resolved in the month"),
    "void": N_("Void in the month"),
    "closing": N_("Closing backlog"),
}
WAY_WORDS: dict[str, str] = {
    "workaround": N_("Solved by a workaround"),
    "change": N_("Solved through a change"),
    "group": N_("Went to the group"),
    "repeat": N_("Repeat problems"),
    "rejected": N_("Result rejected at least once"),
    "external": N_("With an external department"),
}


class MonthOffer(NamedTuple):
    """A step of the month, with the reasons against it."""

    key: str
    label: str
    allowed: bool
    reasons: list[tuple[str, str]]


class Owing(NamedTuple):
    """One duty of the month."""

    label: str
    clause: str
    duty: Duty
    light: str


@dataclass
class MonthPage:
    """Everything the page of a month shows; each part is read once, when asked for."""

    request: HttpRequest
    user: User
    now: datetime
    month: str
    form: OfficeForm | None = None
    sums = SUMS

    @cached_property
    def row(self) -> Month | None:
        """The month as an object, if the sweep has opened it."""
        found = Month.objects.select_related("submitted_by", "signed_by")
        return found.filter(month=self.month).first()

    @cached_property
    def figures(self) -> dict[str, Any]:
        """The figures, frozen once the report is submitted."""
        return monthly_figures(self.month, self.now)

    @cached_property
    def offers(self) -> list[MonthOffer]:
        """The steps of the month, allowed or with the reasons against them."""
        if self.row is None:
            return []
        facts = facts_of_month(self.row, MonthParts(self.row))
        ask = Ask(facts, person_of(self.user), self.now, self.now, {}, figures_of(current_number()))
        found = []
        for key in MONTH_STEPS:
            verdict = offer(STEPS[key], ask)
            reasons = [(reason.clause, reason_text(reason)) for reason in verdict.reasons]
            found.append(MonthOffer(key, _(STEPS[key].label), bool(verdict), reasons))
        return found

    @cached_property
    def shown_form(self) -> OfficeForm | None:
        """The form that came back, or the one that is asked for and allowed."""
        wanted = self.request.GET.get("step", "")
        if self.form is not None or self.row is None or self.request.method == "POST":
            return self.form
        if not any(offer.key == wanted and offer.allowed for offer in self.offers):
            return None
        address = reverse("month_step", args=[self.month, wanted])
        initial = {"text": self.meeting.minutes} if wanted == "sign_minutes" and self.meeting else {}
        return OfficeForm(
            STEPS[wanted], address, f"{self.month}:{wanted}", initial=initial, version=self.row.version
        )

    @cached_property
    def meeting(self) -> Meeting | None:
        """The meeting of the month, if it was held."""
        return monthly_meetings().get(self.row.pk) if self.row else None

    @cached_property
    def owed(self) -> list[Owing]:
        """What is owed for the month."""
        found = duties_of_month(self.row) if self.row else []
        return [
            Owing(
                marks.duty(duty.key),
                duty.clause,
                duty,
                timewords.light_of(self.now, duty.due_at, duty.warn_at),
            )
            for duty in found
        ]

    # ---- what the tables show --------------------------------------------------------------------
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

    @property
    def ways(self) -> list[tuple[str, int]]:
        """How the cases were solved."""
        return [(_(word), self.figures["ways"].get(name, 0)) for name, word in WAY_WORDS.items()]

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of handlers and systems, by their codes. Two queries."""
        people = User.objects.filter(username__in=[row[0] for row in self.figures["handlers"]])
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
        for other in self.figures["before"]["rates"]:
            if (other["key"], other["external"]) == (row["key"], row["external"]):
                found: float | None = other["rate"]
                return found
        return None

    # ---- where a figure leads --------------------------------------------------------------------
    @cached_property
    def days(self) -> tuple[date, date]:
        """The first and the last day that the figures cover."""
        first = month_start(self.month)
        return first, month_start(month_after(self.month)) - timedelta(days=1)

    def cases(self, sum_name: str, **more: Any) -> str:
        """The list of the cases behind one of the five sums."""
        first, last = self.days
        end = self.figures["to"] if not self.figures["is_over"] else (last + timedelta(days=1)).isoformat()
        bounds: dict[str, dict[str, Any]] = {
            "opening": {"backlog": first},
            "new": {"reported_from": first, "reported_to": last},
            "resolved": {"resolved_from": first, "resolved_to": last},
            "void": {"ended_from": first, "ended_to": last},
            "closing": {"backlog": end},
        }
        wanted = {**bounds[sum_name], "imported": 0, **more, "sort": "reported_at"}
        return f"{reverse('problems')}?{urlencode(wanted)}"

    def duties(self, key: str, status: str) -> str:
        """The view over all cases behind a rate."""
        first, last = self.days
        given = {"clause": BY_KEY[key][0].clause, "status": status, "from": first, "to": last}
        return f"{reverse('conformance')}?{urlencode(given)}"

    @property
    def before(self) -> str:
        """The month before."""
        return month_after(self.month, -1)

    @property
    def after(self) -> str:
        """The month after, empty if it lies ahead."""
        following = month_after(self.month)
        return following if following <= month_of(self.now) else ""
