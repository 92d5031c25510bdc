"""会议: who is there, what was said item by item, what was decided? Works without JavaScript."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from bihuan import clock
from bihuan.papers.invitation import invitation_of
from bihuan.people.models import User
from bihuan.problems.access import NotFound, access_problem
from bihuan.problems.gate import take_step
from bihuan.problems.models import Meeting, Month, Problem
from bihuan.problems.reasons import reason_text
from bihuan.problems.refusals import BadInput, Refused
from bihuan.web.meetings.board import Board
from bihuan.web.office.access import anybody, reader
from bihuan.web.office.forms import status_of

ITEM_FIELDS = ("item", "topic", "text", "seen")
ACTION_FIELDS = ("owner", "text", "due_on", "check_how", "check_on")


@require_safe
def of_case(request: HttpRequest, number: str, meeting: str) -> HttpResponse:
    """A meeting on a case."""
    return _shown(request, _on_case(request, number, meeting))


@require_safe
def of_month(request: HttpRequest, month: str, meeting: str) -> HttpResponse:
    """The monthly meeting."""
    return _shown(request, _on_month(request, month, meeting))


@require_POST
def case_item(request: HttpRequest, number: str, meeting: str) -> HttpResponse:
    """One item of the minutes is saved, or comes back with what was typed."""
    return _saved(request, _on_case(request, number, meeting))


@require_POST
def month_item(request: HttpRequest, month: str, meeting: str) -> HttpResponse:
    """One item of the minutes of the monthly meeting."""
    return _saved(request, _on_month(request, month, meeting))


@require_POST
def decision(request: HttpRequest, number: str, meeting: str) -> HttpResponse:
    """What the meeting decided, with owner and date, becomes a corrective action."""
    board = _on_case(request, number, meeting)
    return _decided(request, board, board.subject)


@require_POST
def month_decision(request: HttpRequest, month: str, meeting: str) -> HttpResponse:
    """A decision of the monthly meeting is about a case, which is named with it."""
    board = _on_month(request, month, meeting)
    try:
        return _decided(
            request, board, access_problem(board.user, request.POST.get("problem", "").strip()[:40])
        )
    except NotFound:
        board.refused, board.typed = "decision", request.POST.dict()
        board.errors = {"problem": [_("There is no case of this number.")]}
        return _shown(request, board, 422)


def _decided(request: HttpRequest, board: Board, subject: Any) -> HttpResponse:
    raw = {name: request.POST.get(name, "") for name in ACTION_FIELDS} | {"of_meeting": board.meeting.number}
    try:
        take_step("open_action", actor=board.user, at=board.now, problem=subject, data=raw)
    except (Refused, BadInput) as refusal:
        board.refused, board.errors, board.typed = "decision", _errors(refusal), request.POST.dict()
        return _shown(request, board, status_of(refusal))
    messages.success(request, _("The decision is on record as a corrective action."))
    return redirect(board.address("meeting") + "#decisions")


@require_safe
def case_invitation(request: HttpRequest, number: str, meeting: str) -> HttpResponse:
    """The invitation as iCalendar."""
    return _invited(_on_case(request, number, meeting))


@require_safe
def month_invitation(request: HttpRequest, month: str, meeting: str) -> HttpResponse:
    """The invitation to the monthly meeting."""
    return _invited(_on_month(request, month, meeting))


def _on_case(request: HttpRequest, number: str, meeting: str) -> Board:
    user = anybody(request)
    problem = access_problem(user, number, ("system",))
    rows = Meeting.objects.filter(problem=problem).select_related("host")
    return Board(problem, _meeting(rows, user, meeting), user, clock.now())


def _on_month(request: HttpRequest, month: str, meeting: str) -> Board:
    user = reader(request)
    row = get_object_or_404(Month, month=month)
    return Board(row, _meeting(Meeting.objects.filter(month=row), user, meeting), user, clock.now())


def _meeting(rows: Any, user: User, number: str) -> Meeting:
    """What was said stays inside the centre: a department that was told of the case sees no meeting."""
    found: Meeting | None = rows.filter(number=number).first() if number.isprintable() else None
    if found is None or not user.reads_all_cases:
        raise NotFound(number)
    return found


def _shown(request: HttpRequest, board: Board, status: int = 200) -> HttpResponse:
    return render(request, "meetings/meeting.html", {"board": board, "meeting": board.held}, status=status)


def _saved(request: HttpRequest, board: Board) -> HttpResponse:
    raw = {name: request.POST.get(name, "") for name in ITEM_FIELDS} | {"meeting": board.meeting.number}
    on_case = isinstance(board.subject, Problem)
    where: dict[str, Any] = {"problem": board.subject} if on_case else {"month": board.subject}
    try:
        take_step("take_minutes", actor=board.user, at=board.now, data=raw, **where)
    except (Refused, BadInput) as refusal:
        board.meeting.refresh_from_db()
        board.refused, board.errors, board.typed = raw["item"], _errors(refusal), raw
        return _shown(request, board, status_of(refusal))
    messages.success(request, _("Saved."))
    request.session["accepted_draft"] = f"{board.meeting.number}:{raw['item']}"
    return redirect(f"{board.address('meeting')}#{raw['item']}")


def _invited(board: Board) -> HttpResponse:
    link = board.address("meeting")
    response = HttpResponse(
        invitation_of(board.held, link, board.now), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{board.meeting.number}.ics"'
    return response


def _errors(refusal: Refused | BadInput) -> dict[str, list[str]]:
    if isinstance(refusal, BadInput):
        return {name: list(texts) for name, texts in refusal.errors.items()}
    return {"": [reason_text(reason) for reason in refusal.reasons]}
