"""One month as one person sees it: figures that open to their cases, report, meeting, and what is to be done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from bihuan.people.models import User
from bihuan.problems.facts import person_of
from bihuan.problems.models import Duty, Meeting, Month
from bihuan.problems.months import MonthParts, facts_of_month
from bihuan.problems.policy import current_number, figures_of
from bihuan.problems.queries.office import duties_of_month, monthly_meetings
from bihuan.problems.reasons import reason_text
from bihuan.process.calendar import month_after, month_of
from bihuan.process.guards.ask import Ask
from bihuan.process.judge import offer
from bihuan.process.lifecycle import STEPS
from bihuan.reports.monthly import monthly_figures
from bihuan.reports.sentences import analysis_of, plan_of
from bihuan.web import marks, timewords
from bihuan.web.case.initials import taken_down
from bihuan.web.office.forms import OfficeForm
from bihuan.web.office.monthfigures import MonthFigures

MONTH_STEPS = (
    "call_meeting", "hold_monthly_meeting", "sign_minutes", "submit_monthly_report", "sign_monthly_report",
)  # fmt: skip


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
class MonthPage(MonthFigures):
    """Everything the page of a month shows; each part is read once, when asked for."""

    request: HttpRequest
    user: User
    now: datetime
    month: str
    form: OfficeForm | None = None

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
        if wanted == "submit_monthly_report":
            initial = {"analysis": analysis_of(self.figures), "plan": plan_of(self.meeting)}
        if wanted == "hold_monthly_meeting" and self.called:
            initial = taken_down(self.called[-1])
        return OfficeForm(
            STEPS[wanted], address, f"{self.month}:{wanted}", initial=initial, version=self.row.version
        )

    @cached_property
    def meeting(self) -> Meeting | None:
        """The meeting of the month, if it was held."""
        return monthly_meetings().get(self.row.pk) if self.row else None

    @cached_property
    def called(self) -> list[Meeting]:
        """Meetings of the month on record, held or not, in order."""
        return list(Meeting.objects.filter(month=self.row).order_by("id")) if self.row else []

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

    @property
    def before(self) -> str:
        """The month before."""
        return month_after(self.month, -1)

    @property
    def after(self) -> str:
        """The month after, empty if it lies ahead."""
        following = month_after(self.month)
        return following if following <= month_of(self.now) else ""
