"""Taking a step from the desk: the door is asked, and what it says is shown in place."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bihuan import clock
from bihuan.people.models import User
from bihuan.problems.access import access_problem
from bihuan.problems.gate import take_step
from bihuan.problems.models import Problem
from bihuan.problems.refusals import BadInput, Refused, UnknownStep
from bihuan.process.lifecycle import STEPS
from bihuan.web.case.casepage import JOINED, CasePage, is_step
from bihuan.web.case.formdata import occurred_of, raw_of
from bihuan.web.case.stepforms import StepForm
from bihuan.web.case.tabs import Tab
from bihuan.web.case.uploads import upload_of


@require_POST
def take(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """One step; afterwards the case as it stands, or the form again with every reason."""
    problem = access_problem(cast(User, request.user), number, JOINED)
    if not is_step(step):
        raise UnknownStep(step)
    try:
        _take(request, problem, step)
    except (Refused, BadInput) as refusal:
        return _refused(request, number, step, refusal)
    messages.success(request, _("Done: {step}.").format(step=_(STEPS[step].label)))
    request.session["accepted_draft"] = f"{number}:{step}"
    return _onward(request, reverse("case", args=[number]))


def _take(request: HttpRequest, problem: Problem, key: str) -> None:
    """Hand the input to the door; an upload stays only if the door lets the step through."""
    step, user, at = STEPS[key], cast(User, request.user), clock.now()
    raw = raw_of(step, request.POST, problem)
    version = request.POST.get("version", "")
    with upload_of(request, step, raw, problem):
        take_step(
            key, actor=user, at=at, problem=problem, data=raw, occurred_at=occurred_of(request.POST, problem),
            version=int(version) if version.isdecimal() and len(version) < 10 else None,
        )  # fmt: skip


def _refused(request: HttpRequest, number: str, key: str, refusal: Refused | BadInput) -> HttpResponse:
    """The form with what was typed, errors beside the fields, reasons above; nothing was stored."""
    user = cast(User, request.user)
    problem = access_problem(user, number, JOINED)
    page = CasePage(problem, user, clock.now())
    errors = refusal.errors if isinstance(refusal, BadInput) else {}
    reasons = refusal.reasons if isinstance(refusal, Refused) else []
    page.refused = StepForm(STEPS[key], page, request.POST, errors, reasons)
    status = refusal.status if isinstance(refusal, Refused) else 422
    template = "case/_next.html" if request.headers.get("HX-Request") else "case/case.html"
    context = {"page": page, "problem": problem, "tab": Tab(page, request.GET)}
    response = render(request, template, context, status=status)
    response.headers["HX-Retarget"], response.headers["HX-Reswap"] = "#next", "outerHTML"
    return response


def _onward(request: HttpRequest, address: str) -> HttpResponse:
    """To the case: by a redirect, or by the header that htmx follows with a whole new page."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)
