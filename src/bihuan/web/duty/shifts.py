"""我的班次: when am I on duty, whom do I ask to take a shift, and how does my telephone know?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bihuan import clock
from bihuan.papers.invitation import event_of
from bihuan.people.feeds import BEHIND, calendar_of, close_feed, has_feed, open_feed, reader_of
from bihuan.people.models import DutyShift, ShiftSwap, User
from bihuan.people.permissions import NotYours
from bihuan.people.roster import SHIFT_ROLES, CannotWork, holders
from bihuan.people.swaps import answer_swap, ask_swap, shifts_of, swaps_for
from bihuan.problems.reasons import reason_text
from bihuan.web.meetings.invitation import meetings_to_come
from bihuan.web.office.access import anybody
from bihuan.web.office.accountforms import shift_word


@dataclass
class ShiftsPage:
    """The shifts of one person, and what is asked around them; `secret` is shown once."""

    user: User
    now: datetime
    address: str = ""

    @cached_property
    def shifts(self) -> list[tuple[DutyShift, str]]:
        """His shifts with the duty in words."""
        return [(shift, shift_word(shift.role)) for shift in shifts_of(self.user, self.now)]

    @cached_property
    def swaps(self) -> list[ShiftSwap]:
        """What waits for an answer."""
        return swaps_for(self.user)

    @cached_property
    def others(self) -> dict[str, list[User]]:
        """Who can be asked to take a shift, by its duty; asked for the duties that the person has."""
        mine = {shift.role for shift, _word in self.shifts} & set(SHIFT_ROLES)
        return {role: [user for user in holders(role) if user != self.user] for role in mine}

    @cached_property
    def has_feed(self) -> bool:
        """Whether a calendar address is in use."""
        return has_feed(self.user)


@require_safe
def shifts(request: HttpRequest) -> HttpResponse:
    """My shifts."""
    return _page(request)


@require_POST
def swap_ask(request: HttpRequest) -> HttpResponse:
    """Ask another one to take a shift of mine."""
    user, at = _member(request), clock.now()
    shift = get_object_or_404(DutyShift, pk=_whole(request.POST.get("shift", "")))
    taker = get_object_or_404(User, username=request.POST.get("taker", "")[:64])
    try:
        ask_swap(shift, taker, by=user, at=at)
        messages.success(request, _("{name} is asked to take the shift.").format(name=taker.name))
    except NotYours as fault:
        raise PermissionDenied from fault
    except CannotWork as fault:
        messages.error(request, " ".join(reason_text(reason) for reason in fault.reasons))
    except ValueError:
        messages.error(request, _("{name} cannot take this shift.").format(name=taker.name))
    return redirect("my_shifts")


@require_POST
def swap_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept or refuse a shift that another one asks me to take."""
    swap = get_object_or_404(
        ShiftSwap.objects.select_related("shift__deputy", "shift__person", "giver"), pk=pk
    )
    accepts = request.POST.get("answer") == "accept"
    try:
        answer_swap(swap, accepts=accepts, by=_member(request), at=clock.now())
    except NotYours as fault:
        raise PermissionDenied from fault
    except CannotWork as fault:
        messages.error(request, " ".join(reason_text(reason) for reason in fault.reasons))
        return redirect("my_shifts")
    messages.success(request, _("The shift is yours.") if accepts else _("The swap is refused."))
    return redirect("my_shifts")


@require_POST
def feed_open(request: HttpRequest) -> HttpResponse:
    """A new calendar address, shown once."""
    secret = open_feed(_member(request), clock.now())
    return _page(request, request.build_absolute_uri(reverse("feed", args=[secret])))


@require_POST
def feed_close(request: HttpRequest) -> HttpResponse:
    """The calendar address stops working."""
    close_feed(_member(request), clock.now())
    return redirect("my_shifts")


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar itself; whoever has the address reads it, so it holds times and nothing of any case."""
    user = reader_of(secret)
    if user is None:
        raise Http404
    now = clock.now()
    meetings = [event_of(meeting, now) for meeting in meetings_to_come(user, now - BEHIND)]
    body = calendar_of(user, now, _summary, meetings)
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Cache-Control"] = "private, no-store"
    return answer


def _summary(role: str, as_deputy: bool) -> str:
    word = shift_word(role)
    return _("{duty} (stands in)").format(duty=word) if as_deputy else word


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _member(request: HttpRequest) -> User:
    user = anybody(request)
    if not user.is_member:
        raise PermissionDenied
    return user


def _page(request: HttpRequest, address: str = "") -> HttpResponse:
    page = ShiftsPage(_member(request), clock.now(), address)
    return render(request, "duty/shifts.html", {"page": page})
