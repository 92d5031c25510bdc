"""通话: whom do I reach now? One name, one number, one big button; the outcome in one tap, then the next person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_POST, require_safe

from bihuan import clock
from bihuan.people.models import User
from bihuan.problems.access import access_problem
from bihuan.problems.calling import Tried, Wanted, calls_owed, next_place, tried, wanted
from bihuan.problems.facts import facts_of
from bihuan.problems.gate import take_step
from bihuan.problems.models import Duty, Problem
from bihuan.problems.offers import offered_steps
from bihuan.problems.parts import Parts
from bihuan.problems.queries.case import dialled
from bihuan.problems.reasons import reason_text
from bihuan.problems.refusals import BadInput, Refused
from bihuan.process import terms

JOINED = ("system", "reporter", "coordinator")
ASKS = {
    "report": N_("Reach somebody with authority"),
    "handler": N_("Call the handler in"),
    "reporter": N_("Ask the reporter"),
    "other": N_("People of this case"),
}


@dataclass
class CallPage:
    """One case and one caller; the person to phone is chosen by the address, else by who was tried last."""

    problem: Problem
    user: User
    now: datetime
    place: str = ""

    @cached_property
    def parts(self) -> Parts:
        """The parts of the case."""
        return Parts(self.problem)

    @cached_property
    def wanted(self) -> Wanted:
        """Why somebody is to be phoned, and who."""
        return wanted(self.problem, facts_of(self.problem, self.parts), self.parts, self.now, self.user)

    @property
    def ask(self) -> str:
        """The same in words."""
        return _(ASKS[self.wanted.purpose])

    @cached_property
    def here(self) -> int:
        """The place of the person to phone."""
        count = len(self.wanted.people)
        if self.place.isascii() and self.place.isdigit() and len(self.place) < 4:
            return int(self.place) % count if count else 0
        return next_place(self.wanted, self.parts) if count else 0

    @property
    def person(self) -> User | None:
        """Who is to be phoned."""
        return self.wanted.people[self.here] if self.wanted.people else None

    @property
    def place_in_words(self) -> str:
        """Which of how many the person is, and of what."""
        text = _("Call chain: person {place} of {count}") if self.is_chain else _("Person {place} of {count}")
        return text.format(place=self.here + 1, count=len(self.wanted.people))

    @property
    def is_chain(self) -> bool:
        """Whether the people stand in the order of the call chain."""
        return self.wanted.purpose == "report"

    @property
    def owed(self) -> Duty | None:
        """The call by hand that is owed to this person, because no machine can ring."""
        if self.person is None:
            return None
        return next((duty for duty in calls_owed(self.parts) if duty.subject == self.person.pk), None)

    @property
    def dial(self) -> str:
        """What the telephone dials."""
        return dialled(self.person.phone) if self.person else ""

    @property
    def next_place(self) -> int:
        """The place of the person after this one."""
        return (self.here + 1) % len(self.wanted.people)

    @cached_property
    def allowed(self) -> set[str]:
        """The steps that the reader may take."""
        found = offered_steps(self.problem, self.user, self.now, self.parts)
        return {offer.step.key for offer in found if offer.allowed}

    @property
    def may_log(self) -> bool:
        """Whether the reader attests calls of this case, and does not call himself."""
        return "log_call" in self.allowed and self.person is not None and self.person.pk != self.user.pk

    @property
    def outcomes(self) -> list[str]:
        """What can come of a call."""
        return list(terms.CALL_OUTCOMES)

    @cached_property
    def history(self) -> list[Tried]:
        """Every attempt, by hand or by the machine."""
        return tried(self.problem, self.parts)


@require_safe
def call(request: HttpRequest, number: str) -> HttpResponse:
    """Whom to phone now; staff numbers stay inside the centre."""
    page = _page(request, number)
    return render(request, "duty/call.html", {"page": page, "problem": page.problem})


@require_POST
def log(request: HttpRequest, number: str) -> HttpResponse:
    """The outcome of one call goes through the door; then the next person."""
    page = _page(request, number)
    data = {name: request.POST.get(name, "") for name in ("callee", "outcome", "purpose", "number", "text")}
    try:
        take_step("log_call", actor=page.user, at=page.now, problem=page.problem, data=data)
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, reason_text(reason))
    except BadInput as bad:
        messages.error(request, " ".join(error for errors in bad.errors.values() for error in errors))
    else:
        messages.success(request, _("On record: {outcome}.").format(outcome=_outcome(data["outcome"])))
    return redirect("call", number)


def _outcome(code: str) -> str:
    return _(terms.CALL_OUTCOMES[code].label)


def _page(request: HttpRequest, number: str) -> CallPage:
    user = cast(User, request.user)
    problem = access_problem(user, number, JOINED)
    if not user.is_member:
        raise PermissionDenied
    if problem.is_imported:
        raise Http404
    return CallPage(problem, user, clock.now(), request.GET.get("at", ""))
