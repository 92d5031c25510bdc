"""交接班: what do I leave to the next coordinator, and what was left to me? Signed by both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bihuan import clock
from bihuan.people.models import User
from bihuan.problems.handover import accept_sheet, make_sheet, sheet_of, sheets_for
from bihuan.problems.models import HandOver
from bihuan.problems.reasons import reason_text
from bihuan.problems.refusals import Refused
from bihuan.web import marks
from bihuan.web.office.access import holder


@dataclass
class HandOverPage:
    """The sheets, and what would be handed over now. `given` is what was typed into a form that was refused."""

    user: User
    given: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def coordinators(self) -> list[User]:
        """Who can give and take."""
        return list(User.objects.holding("coordinator"))

    @property
    def may_make(self) -> bool:
        """Coordinators, and the manager for an absent one."""
        return bool(self.user.roles & {"coordinator", "manager"})

    @cached_property
    def mine(self) -> list[dict[str, Any]]:
        """What rests on the reader now."""
        return shown(sheet_of(self.user)) if "coordinator" in self.user.roles else []

    @cached_property
    def sheets(self) -> list[HandOver]:
        """The latest sheets."""
        return sheets_for(self.user)


def shown(sheet: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A sheet with duties in words and instants as such."""
    return [
        {**entry, "duties": [(marks.duty(d["key"]), _moment(d["due_at"])) for d in entry["duties"]]}
        for entry in sheet
    ]


@require_safe
def handovers(request: HttpRequest) -> HttpResponse:
    """What rests on me, and the sheets so far."""
    user = holder(request, "coordinator", "manager", "auditor")
    return render(request, "duty/handovers.html", {"page": HandOverPage(user), "now": clock.now()})


@require_safe
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """One sheet, printable, with both signatures."""
    user = holder(request, "coordinator", "manager", "auditor")
    row = get_object_or_404(HandOver.objects.select_related("giver", "taker", "made_by"), pk=pk)
    return render(
        request, "duty/handover.html", {"row": row, "sheet": shown(row.sheet), "may_sign": _waits(row, user)}
    )


@require_POST
def handover_make(request: HttpRequest) -> HttpResponse:
    """Draw up a sheet and sign it."""
    user = holder(request, "coordinator", "manager")
    people = {person.username: person for person in User.objects.holding("coordinator")}
    giver = people.get(request.POST.get("giver", "") or user.username)
    taker = people.get(request.POST.get("taker", ""))
    if giver is None or taker is None:
        return _refused(request, user, [_("Name who hands over and who takes over.")], 422)
    try:
        row = make_sheet(giver, taker, by=user, at=clock.now(), note=request.POST.get("note", ""))
    except Refused as refused:
        return _refused(request, user, [reason_text(reason) for reason in refused.reasons], 409)
    return redirect("handover", row.pk)


@require_POST
def handover_sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Take over by signature."""
    user = holder(request, "coordinator")
    try:
        row = accept_sheet(get_object_or_404(HandOver, pk=pk), by=user, at=clock.now())
    except Refused as refused:
        return _said(request, refused)
    messages.success(request, _("{count} cases are yours now.").format(count=len(row.moved)))
    return redirect("handover", pk)


def _waits(row: HandOver, user: User) -> bool:
    return row.taken_at is None and row.taker_id == user.pk


def _refused(request: HttpRequest, user: User, texts: list[str], status: int) -> HttpResponse:
    """The form again with what was typed, under what is wrong."""
    for text in texts:
        messages.error(request, text)
    page = HandOverPage(user, request.POST)
    return render(request, "duty/handovers.html", {"page": page, "now": clock.now()}, status=status)


def _said(request: HttpRequest, refused: Refused) -> HttpResponse:
    for reason in refused.reasons:
        messages.error(request, reason_text(reason))
    return redirect("handovers")


def _moment(text: str) -> datetime | None:
    return parse_datetime(text)
