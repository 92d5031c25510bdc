"""报告: filing a report, by form or after a phone call; each form is accepted once."""

from __future__ import annotations

from contextlib import ExitStack
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bihuan import clock
from bihuan.people.models import User
from bihuan.problems.documents import Unacceptable, kept
from bihuan.problems.gate import take_step
from bihuan.problems.models import Problem
from bihuan.problems.refusals import BadInput, Refused
from bihuan.problems.similar import filed_just_now, other_words
from bihuan.process.lifecycle import STEPS
from bihuan.web.case.formdata import occurred_of, raw_of
from bihuan.web.case.reportform import ReportForm, fresh_key
from bihuan.web.case.sentforms import sent_once

MOST_FILES = 10
ANSWERED = frozenset({"business_affected", "users_affected", "backup", "kpi_affected"})
"""Fields that the desk does not ask for: the questionnaire answers them."""
TEMPLATES = {"report": "case/report.html", "report_by_phone": "case/report_by_phone.html"}


class PossibleDouble(Exception):
    """Nothing is wrong with a report but that it may be filed already; `earlier` numbers the person's own, if any."""

    def __init__(self, earlier: str) -> None:
        super().__init__(earlier)
        self.earlier = earlier


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """The report form."""
    return _answer(request, "report")


@require_http_methods(["GET", "POST"])
def by_phone(request: HttpRequest) -> HttpResponse:
    """The short form after a phone call, levels 1 and 2 (F1.2)."""
    return _answer(request, "report_by_phone")


@require_POST
def level(request: HttpRequest) -> HttpResponse:
    """The level that the answers lead to, while they are given."""
    return render(request, "case/_level.html", {"form": _form(request, "report")})


@require_POST
def similar(request: HttpRequest) -> HttpResponse:
    """Open cases that may be the same, and how like ones were solved, while the symptom is typed."""
    return render(request, "case/_similar.html", {"form": _form(request, "report")})


def _form(request: HttpRequest, key: str) -> ReportForm:
    user = cast(User, request.user)
    if not user.is_member:
        raise PermissionDenied
    return ReportForm(key, user, clock.now(), request.POST if request.method == "POST" else None)


def _answer(request: HttpRequest, key: str) -> HttpResponse:
    """Show the form, or file it; a refused one comes back with everything that was typed."""
    form = _form(request, key)
    if request.method != "POST" or "derive" in request.POST:
        return _page(request, form)
    is_unseen = key == "report" and "anyway" not in request.POST and form.has_unseen_similar
    try:
        number = sent_once(form.user, form.sent_key, form.now, lambda: _file(request, key, form, is_unseen))
    except PossibleDouble as asked:
        return _asked(request, form, asked.earlier)
    except (Refused, BadInput) as refusal:
        errors = refusal.errors if isinstance(refusal, BadInput) else {}
        reasons = refusal.reasons if isinstance(refusal, Refused) else []
        status = refusal.status if isinstance(refusal, Refused) else 422
        return _page(request, ReportForm(key, form.user, form.now, request.POST, errors, reasons), status)
    if form.is_taken:
        done = _("The report is filed as {number}; its clocks are running.")
    elif other_words(number, request.POST.get("symptom", "")):
        form.sent_key = fresh_key()
        return _asked(request, form, number)
    else:
        done = _("You filed this a moment ago; it is {number}.")
    messages.success(request, done.format(number=number))
    request.session["accepted_draft"] = key
    return redirect(reverse("case", args=[number]))


def _asked(request: HttpRequest, form: ReportForm, earlier: str) -> HttpResponse:
    """The form again, nothing stored: it may be one that is on the desk already. `earlier`: the person's own one."""
    form.double = earlier
    return _page(request, form)


def _page(request: HttpRequest, form: ReportForm, status: int = 200) -> HttpResponse:
    return render(request, TEMPLATES[form.step.key], {"form": form}, status=status)


def _file(request: HttpRequest, key: str, form: ReportForm, is_unseen: bool) -> str:
    """Take the step, and one more for each document that came with the form; all of it or nothing.

    PossibleDouble where only the question remains whether it is on the desk already: unseen like ones, or the same
    report of the same person that was not confirmed to be another.
    """
    raw = {name: value for name, value in raw_of(STEPS[key], request.POST).items() if name not in ANSWERED}
    if not raw.get("level"):
        raw["level"] = form.level
    with ExitStack() as stack, transaction.atomic():
        try:
            files = request.FILES.getlist("files")[:MOST_FILES]
            stored = [
                stack.enter_context(kept(upload, at=form.now, limit_mb=form.megabytes)) for upload in files
            ]
        except Unacceptable as fault:
            raise BadInput({"files": [str(fault)]}) from fault
        case = take_step(key, actor=form.user, at=form.now, data=raw, occurred_at=occurred_of(request.POST))
        assert isinstance(case, Problem)
        earlier = filed_just_now(form.user, case)
        if is_unseen or earlier not in ("", *request.POST.getlist("double")):
            raise PossibleDouble(earlier)
        for document in stored:
            take_step("attach", actor=form.user, at=form.now, problem=case, data={"document": document})
    form.is_taken = True
    return case.number
