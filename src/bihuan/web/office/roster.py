"""值班表: who is on duty, and whom does one call? Kept by the coordinator."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_POST, require_safe

from bihuan import clock
from bihuan.people.chain import faults_of_chains, rungs, save_chain, systems_with_chain
from bihuan.people.directory import shifts_from
from bihuan.people.models import ChainRung, DutyShift, System, User
from bihuan.people.permissions import may
from bihuan.people.roster import CannotWork, enter_rotation
from bihuan.people.shiftchanges import add_shift
from bihuan.people.watch import faults_ahead
from bihuan.problems.policy import current_number, figures_of
from bihuan.problems.reasons import reason_text
from bihuan.web.duty.rotation import RotationForm
from bihuan.web.office.access import doer, reader
from bihuan.web.office.accountforms import ShiftForm, shift_word
from bihuan.web.office.process import TabLink, tab_links

TABS: tuple[tuple[str, str], ...] = (("shifts", N_("Duty roster")), ("chain", N_("Contact chain")))
LONGEST_CHAIN = 12
LISTED = 10


@dataclass
class RosterPage:
    """The roster and the chain as one person sees them."""

    request: HttpRequest
    user: User
    now: datetime
    form: ShiftForm | None = None
    rotation: RotationForm | None = None

    @property
    def tab(self) -> str:
        """Which of the two is shown."""
        return "chain" if self.request.GET.get("tab") == "chain" and self.form is None else "shifts"

    @property
    def tabs(self) -> list[TabLink]:
        """Both tabs."""
        return tab_links(TABS, self.tab)

    @cached_property
    def shifts(self) -> list[tuple[DutyShift, str, bool]]:
        """Shifts that run or are still to come: the row, its duty in words, whether it runs now."""
        found = shifts_from(self.now)
        return [(shift, shift_word(shift.role), shift.starts_at <= self.now) for shift in found]

    @cached_property
    def faults(self) -> list[str]:
        """Why roster or chains as they stand would leave somebody unreached; ten at most."""
        return fault_lines(self.now)

    @cached_property
    def systems(self) -> list[tuple[System, bool]]:
        """Every business system, and whether it has a chain of its own."""
        own = {system.pk for system in systems_with_chain()}
        return [(system, system.pk in own) for system in System.objects.order_by("code")]

    @cached_property
    def system(self) -> System | None:
        """The system whose chain is shown; None for the general one."""
        asked = self.request.GET.get("system", "")
        return next((system for system, _own in self.systems if system.code == asked), None)

    @cached_property
    def chain(self) -> list[ChainRung]:
        """The chain of leaders in its order; empty for a system that is called by the general one."""
        return rungs(self.system)

    @cached_property
    def leaders(self) -> list[User]:
        """Who can stand in the chain: active members."""
        return [user for user in User.objects.active().order_by("username") if user.is_member]

    @property
    def places(self) -> list[str]:
        """The usernames in the form of the chain, with empty places to fill."""
        names = [rung.user.username for rung in self.chain]
        return (names + [""] * 3)[:LONGEST_CHAIN]

    @property
    def may_edit(self) -> bool:
        """The coordinator keeps roster and chain."""
        return may(self.user, "edit_roster")


def fault_lines(now: datetime) -> list[str]:
    """The faults of both rosters and of the chains in words; of many the first ten and how many follow."""
    faults = [(shift_word(role), reason) for role, reason in faults_ahead(now)]
    chains = faults_of_chains(figures_of(current_number()))
    faults += [(_chain_word(system), reason) for system, reason in chains]
    found = [_("{duty}: {fault}").format(duty=what, fault=reason_text(reason)) for what, reason in faults]
    rest = len(found) - LISTED
    return found[:LISTED] + ([_("{count} more of them").format(count=rest)] if rest > 0 else [])


def _chain_word(system: System | None) -> str:
    return _("Contact chain of {system}").format(system=system.name) if system else _("Contact chain")


@require_safe
def roster(request: HttpRequest) -> HttpResponse:
    """Shifts, or the chain."""
    return _page(request, RosterPage(request, reader(request), clock.now()))


@require_POST
def shift_add(request: HttpRequest) -> HttpResponse:
    """Put a shift on the roster; where two overlap, the one that began last holds."""
    user, form = doer(request, "edit_roster"), ShiftForm(request.POST)
    if not form.is_valid():
        return _page(request, RosterPage(request, user, clock.now(), form), status=422)
    try:
        add_shift(by=user, at=clock.now(), **form.cleaned_data)
    except CannotWork as fault:
        for reason in fault.reasons:
            form.add_error(None, f"{reason_text(reason)} ({reason.clause})")
        return _page(request, RosterPage(request, user, clock.now(), form), status=409)
    messages.success(request, _("The shift is on the roster."))
    return redirect("roster")


@require_POST
def chain_set(request: HttpRequest) -> HttpResponse:
    """Replace a chain by the people named, in this order; empty places are left out."""
    user, code = doer(request, "edit_roster"), request.POST.get("system", "")
    system = get_object_or_404(System, code=code) if code else None
    names = [name for name in request.POST.getlist("rung")[:LONGEST_CHAIN] if name]
    known = {
        found.username: found for found in User.objects.active().filter(username__in=names) if found.is_member
    }
    if set(names) - known.keys() or len(set(names)) < len(names):
        messages.error(request, _("Each place names one active member, and nobody stands twice."))
    else:
        _save_chain(request, [known[name] for name in names], user, system)
    return redirect(f"{reverse('roster')}?tab=chain{f'&system={code}' if system else ''}")


def _save_chain(request: HttpRequest, people: list[User], user: User, system: System | None) -> None:
    try:
        save_chain(people, figures_of(current_number()), by=user, at=clock.now(), system=system)
    except CannotWork as fault:
        for reason in fault.reasons:
            messages.error(request, f"{reason_text(reason)} ({reason.clause})")
    else:
        messages.success(request, _("The contact chain is stored."))


@require_POST
def rotation(request: HttpRequest) -> HttpResponse:
    """Fill the roster in turn; refused with every reason if somebody could not be reached or a hole were left."""
    user, form = doer(request, "edit_roster"), RotationForm(request.POST)
    if not form.is_valid():
        return _page(request, RosterPage(request, user, clock.now(), rotation=form), status=422)
    try:
        made = enter_rotation(by=user, at=clock.now(), **form.planned())
    except CannotWork as fault:
        form.reasons = [f"{reason_text(reason)} ({reason.clause})" for reason in fault.reasons]
        return _page(request, RosterPage(request, user, clock.now(), rotation=form), status=409)
    messages.success(request, _("{count} shifts are on the roster.").format(count=len(made)))
    return redirect("roster")


def _page(request: HttpRequest, page: RosterPage, status: int = 200) -> HttpResponse:
    context = {"page": page, "form": page.form or ShiftForm(), "rotation": page.rotation or RotationForm()}
    return render(request, "office/people/roster.html", context, status=status)
