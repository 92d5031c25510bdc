"""Errors as pages of the desk: what happened, what to do next, and the number under which it was logged."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

import structlog
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from bihuan.process.verdict import Reason
from bihuan.web.signin import safe_next

log = structlog.get_logger()


class ShownReason(NamedTuple):
    """One reason of a refusal in the reader's language."""

    clause: str
    text: str


FAULTS: dict[int, tuple[str, str]] = {
    400: (
        N_("The request cannot be read"),
        N_("Go back and send it again. If it happens twice, ask for help."),
    ),
    403: (
        N_("This is not yours to do"),
        N_("Your role does not allow it, or the page was open for too long."),
    ),
    404: (N_("There is no such page"), N_("The address is wrong, or it is nothing you may see.")),
    405: (N_("Not in this way"), N_("This address takes no such request. Use the buttons of the desk.")),
    409: (N_("This cannot be done now"), N_("The case has moved on, or something must be done before.")),
    413: (N_("Too large"), N_("A document may have at most 20 MB. Make it smaller or send it in parts.")),
    429: (N_("Too many attempts"), N_("Wait a few minutes before you try again.")),
    500: (
        N_("Something went wrong here"),
        N_("It was logged. What you sent was not stored; try again later."),
    ),
    503: (N_("The desk is not ready"), N_("The database does not answer. Try again in a minute.")),
}


def fault(
    request: HttpRequest, status: int, reasons: Sequence[ShownReason] = (), text: str = ""
) -> HttpResponse:
    """The page of an error; `text` replaces the usual sentence."""
    title, usual = FAULTS[status]
    context = {
        "status": status,
        "title": _(title),
        "text": text or _(usual),
        "reasons": reasons,
        "back": _back(request),
        "number": getattr(request, "number", "–"),
    }
    return render(request, "fault.html", context, status=status)


def shown(reasons: Sequence[Reason]) -> list[ShownReason]:
    """Reasons of the rules in the reader's language."""
    return [ShownReason(reason.clause, _(reason.text).format(**reason.args)) for reason in reasons]


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 where the body was too large."""
    too_large = isinstance(exception, RequestDataTooBig | TooManyFilesSent)
    return fault(request, 413 if too_large else 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return fault(request, 403)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without its token: an old page, or cookies switched off."""
    return fault(
        request, 403, text=_("The page was open for too long. Go back, reload it and send it again.")
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return fault(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 while the database does not answer; logged with the same number. At worst bare words."""
    try:
        return fault(request, 503 if isinstance(sys.exc_info()[1], OperationalError) else 500)
    except Exception:
        log.exception("the page of an error failed too")
        number = getattr(request, "number", "–")
        return HttpResponse(f"500 · {number}\n", status=500, content_type="text/plain; charset=utf-8")


def _back(request: HttpRequest) -> str:
    """Where the person came from, if that is a page of this desk."""
    parts = urlsplit(request.headers.get("Referer", ""))
    if not parts.path or parts.netloc != request.META.get("HTTP_HOST", ""):
        return ""
    return safe_next(request, f"{parts.path}?{parts.query}" if parts.query else parts.path)
