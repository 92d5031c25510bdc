"""What became of notices: the list, one notice with its attempts, calls by hand, receipts of gateways."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from bihuan import clock
from bihuan.notices.byhand import record_call
from bihuan.notices.history import deliveries_visible_to, history_of, notices_visible_to, sees_all
from bihuan.notices.inbox import mark_read
from bihuan.notices.models import Attempt, Channel, Delivery, Notice
from bihuan.notices.receipts import note_receipt, note_reports
from bihuan.notices.status import REASONS, STATUS
from bihuan.notices.texts import text_of
from bihuan.people.models import User
from bihuan.people.permissions import NotYours
from bihuan.web.noticelinks import link_of, place_of_stream

PAGE = 50
VIEWS = {"": (), "open": ("queued", "sending"), "failed": ("failed",), "calls": ("sent",)}


@require_safe
def opened(request: HttpRequest, pk: int) -> HttpResponse:
    """The short link of messages: the notice is read, and one stands where it is acted upon."""
    user = cast(User, request.user)
    notice = get_object_or_404(Notice, pk=pk, to=user)
    mark_read(user, clock.now(), pk)
    return redirect(link_of(notice, user))


@require_safe
def deliveries(request: HttpRequest) -> HttpResponse:
    """The list: all for coordinator, manager and auditor, one's own for everybody else."""
    user, view = cast(User, request.user), request.GET.get("view", "")
    before = request.GET.get("before", "")
    rows = deliveries_visible_to(
        user,
        status=VIEWS.get(view, ()),
        channel=request.GET.get("channel", "")[:32],
        number=request.GET.get("number", "")[:40],
        before=int(before) if before.isascii() and before.isdigit() and len(before) < 19 else 0,
        limit=PAGE + 1,
    )
    return render(request, "notices/deliveries.html", _listed(request, rows, view))


@require_safe
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice: its text, and what became of it by each channel."""
    user = cast(User, request.user)
    found = get_object_or_404(notices_visible_to(user).select_related("to", "department"), pk=pk)
    context = {
        "notice": found,
        "text": text_of(found),
        "history": history_of(found),
        "names": _names(),
        "status": STATUS,
        "reason": reason,
        "may_attest": user.is_member and user.pk != found.to_id,
        "about_href": place_of_stream(found.stream),
    }
    return render(request, "notices/notice.html", context)


@require_POST
def call(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of a call by hand, attested by whoever made it."""
    user = cast(User, request.user)
    row = get_object_or_404(Delivery.objects.filter(notice__in=notices_visible_to(user)), pk=pk)
    try:
        record_call(row, reached=request.POST.get("reached") == "yes", by=user, at=clock.now())
        messages.success(request, _("The call is recorded."))
    except NotYours as refusal:
        messages.error(request, refusal.message)
    except ValueError:
        messages.error(request, _("This call is not waiting for an outcome."))
    return redirect("delivery", row.notice_id)


@csrf_exempt
@login_not_required
def receipt(request: HttpRequest, signed: str) -> HttpResponse:
    """A gateway says that a message arrived; its address is signed, so no sign-in is needed."""
    is_known = note_receipt(signed, request.GET.get("type", ""), clock.now())
    return HttpResponse(status=204 if is_known else 404)


@csrf_exempt
@login_not_required
@require_POST
def reports(request: HttpRequest, signed: str) -> HttpResponse:
    """A provider pushes what became of several messages; answered as this provider wants it."""
    try:
        answer = note_reports(signed, request.body, clock.now())
    except ValueError:
        return HttpResponse(status=400)
    return HttpResponse(status=404) if answer is None else JsonResponse(answer)


def reason(row: Delivery | Attempt) -> str:
    """Why, in the reader's language where the words are our own, else as the provider said it."""
    said = row.detail if isinstance(row, Attempt) else row.error
    own, colon, rest = said.partition(": ")
    if own in REASONS:
        return f"{_(REASONS[own])}{colon}{rest}"
    return "" if isinstance(row, Attempt) and row.status == "lost" else said


def _listed(request: HttpRequest, rows: list[Delivery], view: str) -> dict[str, object]:
    kept = {name: request.GET[name] for name in ("view", "channel", "number") if request.GET.get(name)}
    older = urlencode({**kept, "before": rows[PAGE - 1].pk}) if len(rows) > PAGE else ""
    return {
        "rows": [(row, text_of(row.notice)) for row in rows[:PAGE]],
        "older": f"?{older}" if older else "",
        "view": view,
        "views": [
            ("", _("All")),
            ("open", _("On their way")),
            ("failed", _("Not delivered")),
            ("calls", _("Calls to make")),
        ],
        "names": _names(),
        "status": STATUS,
        "reason": reason,
        "sees_all": sees_all(cast(User, request.user)),
        "number": kept.get("number", ""),
    }


def _names() -> dict[str, str]:
    return dict(Channel.objects.values_list("code", "name"))
