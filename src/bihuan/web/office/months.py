"""月度: the months with their report and meeting, and one month with its figures."""

from __future__ import annotations

from typing import NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bihuan import clock
from bihuan.people.models import User
from bihuan.problems.gate import take_step
from bihuan.problems.models import Meeting, Month
from bihuan.problems.queries.office import monthly_meetings
from bihuan.problems.queries.office import months as opened_months
from bihuan.problems.refusals import BadInput, Refused, UnknownStep
from bihuan.process.calendar import month_of, month_start
from bihuan.process.lifecycle import STEPS
from bihuan.web.case.formdata import raw_of
from bihuan.web.office.access import reader
from bihuan.web.office.forms import OfficeForm, status_of
from bihuan.web.office.monthpage import MONTH_STEPS, MonthPage


class MonthLine(NamedTuple):
    """One month in the list, with its meeting if it was held."""

    month: Month
    meeting: Meeting | None


@require_safe
def months(request: HttpRequest) -> HttpResponse:
    """Every month, the latest first."""
    reader(request)
    meetings = monthly_meetings()
    lines = [MonthLine(month, meetings.get(month.pk)) for month in opened_months()]
    return render(request, "office/months/months.html", {"lines": lines})


@require_safe
def month(request: HttpRequest, month: str) -> HttpResponse:
    """One month: its figures, its report, its meeting."""
    page = _page(request, reader(request), month)
    return render(request, "office/months/month.html", {"page": page})


@require_POST
def step(request: HttpRequest, month: str, step: str) -> HttpResponse:
    """Submit, sign, hold the meeting, sign its minutes."""
    user = reader(request)
    if step not in MONTH_STEPS:
        raise UnknownStep(step)
    row = get_object_or_404(Month, month=month)
    version = request.POST.get("version", "")
    try:
        take_step(
            step, actor=user, at=clock.now(), month=row, data=raw_of(STEPS[step], request.POST),
            version=int(version) if version.isdecimal() and len(version) < 9 else None,
        )  # fmt: skip
    except (Refused, BadInput) as refusal:
        return _refused(request, user, month, step, refusal)
    request.session["accepted_draft"] = f"{month}:{step}"
    messages.success(request, _("Done: {step}.").format(step=_(STEPS[step].label)))
    return redirect(reverse("month", args=[month]))


def _page(request: HttpRequest, user: User, month: str) -> MonthPage:
    try:
        month_start(month)
    except ValueError as error:
        raise Http404 from error
    now = clock.now()
    if month > month_of(now):
        raise Http404
    return MonthPage(request, user, now, month)


def _refused(
    request: HttpRequest, user: User, month: str, key: str, refusal: Refused | BadInput
) -> HttpResponse:
    page = _page(request, user, month)
    address = reverse("month_step", args=[month, key])
    page.form = OfficeForm.refused(STEPS[key], address, f"{month}:{key}", request, refusal)
    return render(request, "office/months/month.html", {"page": page}, status=status_of(refusal))
