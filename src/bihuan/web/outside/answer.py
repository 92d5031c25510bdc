"""A department answers its letter, gives written notice, or confirms that it was told: by its link, without an account.

There is no session and no cookie here, so there is nothing that a foreign page could make use of: the token in the
address is the only key, and without it no form can be sent (hence no CSRF token).
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from bihuan import clock
from bihuan.papers.outgoing import letter as letter_pdf
from bihuan.problems.models import SignedLink
from bihuan.problems.reasons import reason_text
from bihuan.problems.refusals import BadInput, Refused
from bihuan.problems.signedanswers import Slow, answer_letter, confirm_receipt
from bihuan.problems.signedlinks import TooMany, find_link, is_living
from bihuan.web.outside.page import LANGUAGES, OutsidePage, closed, language_of, show

NAMES = ("name", "phone", "text")


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """One letter or one notice, and its form. Only a POST changes anything: mail scanners follow links."""
    link = _link(request, token)
    if isinstance(link, HttpResponse):
        return link
    page = OutsidePage(link, clock.now())
    if request.method != "POST":
        return show(request, page)
    page.typed = {name: request.POST.get(name, "") for name in (*NAMES, "kind")}
    with translation.override(language_of(request)):
        status = _enter(request, page)
    return _again(request, token) if status == 200 else show(request, page, status)


@login_not_required
@require_safe
def paper(request: HttpRequest, token: str) -> HttpResponse:
    """The letter of the link as PDF."""
    link = _link(request, token)
    if isinstance(link, HttpResponse):
        return link
    if link.letter is None:
        return closed(request, 404)
    response = HttpResponse(letter_pdf({"letter": link.letter.pk}), content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="letter.pdf"'
    response.headers["Cache-Control"], response.headers["Referrer-Policy"] = "no-store", "no-referrer"
    return response


def _link(request: HttpRequest, token: str) -> SignedLink | HttpResponse:
    """The living link of the token, or the page that says why there is none."""
    now = clock.now()
    try:
        link = find_link(token, client_of(request), now)
    except TooMany:
        return closed(request, 429)
    if link is None:
        return closed(request, 404)
    return link if is_living(link, now) else closed(request, 410)


def _enter(request: HttpRequest, page: OutsidePage) -> int:
    """Hand what was typed to the door; the status of the answer, with errors and reasons on the page."""
    try:
        if page.link.letter is None:
            confirm_receipt(page.link, page.typed["name"], page.now)
            return 200
        raw: dict[str, Any] = {name: page.typed[name] for name in NAMES}
        kind = "notice" if page.typed["kind"] == "notice" else "reply"
        answer_letter(page.link, kind, raw, request.FILES.get("document"), page.now)
    except BadInput as bad:
        page.errors = bad.errors
        return 422
    except Refused as refusal:
        page.reasons = [reason_text(reason) for reason in refusal.reasons]
        return 409
    except Slow:
        page.reasons = [_("Very many answers came by this link. Please wait an hour, or call us.")]
        return 429
    return 200


def _again(request: HttpRequest, token: str) -> HttpResponse:
    """After a form was taken: the same page by GET, so that loading it again sends nothing again."""
    asked = request.GET.get("lang", "")
    query = f"?lang={asked}" if asked in LANGUAGES else ""
    response = HttpResponseRedirect(f"{reverse('answer', args=[token])}{query}", status=303)
    response.headers["Referrer-Policy"], response.headers["Cache-Control"] = "no-referrer", "no-store"
    return response


def client_of(request: HttpRequest) -> str:
    """The address that asks; behind a proxy that is believed, the last one that it has named."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
    if forwarded and settings.SECURE_PROXY_SSL_HEADER:
        return str(forwarded.rsplit(",", 1)[-1].strip())
    return str(request.META.get("REMOTE_ADDR", ""))
