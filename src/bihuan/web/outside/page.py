"""What a signed link shows, and the headers of a page that belongs to no desk."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from bihuan.people.models import Department
from bihuan.problems.models import SignedLink
from bihuan.problems.signedanswers import given_by_link

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
LANGUAGES = {"zh": "zh-hans", "en": "en"}
#: status → title and text of a page that shows nothing.
CLOSED: dict[int, tuple[str, str]] = {
    404: (
        N_("This link is not valid"),
        N_("Please check that the whole address was copied, or ask us."),
    ),
    410: (
        N_("This link has ended"),
        N_(
            "It has expired, was replaced by a newer one, or the matter is closed. Please ask the billing centre."
        ),
    ),
    429: (N_("Too many attempts"), N_("Please wait ten minutes and try again.")),
}


@dataclass
class OutsidePage:
    """One letter or one notice for one department, with what was typed and what came of it."""

    link: SignedLink
    now: datetime
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)

    @property
    def letter(self) -> Any:
        """The letter, None for a notice."""
        return self.link.letter

    @property
    def telling(self) -> Any:
        """The notice, None for a letter."""
        return self.link.telling

    @cached_property
    def centre(self) -> str:
        """Who writes."""
        own = Department.objects.filter(kind=Department.Kind.OWN).values_list("name", flat=True).first()
        return own or _("Billing centre")

    @cached_property
    def answers(self) -> list[dict[str, Any]]:
        """What this department has sent by the link, the newest first."""
        found = [{**entry, "at": datetime.fromisoformat(entry["at"])} for entry in given_by_link(self.letter)]
        return found[::-1]

    @property
    def may_reply(self) -> bool:
        """Is a reply still waited for?"""
        return self.letter.status in ("sent", "delivered")

    @property
    def may_notify(self) -> bool:
        """Is there no written notice of this round yet?"""
        return self.letter.branch.notice_at is None

    @property
    def is_late(self) -> bool:
        """Has the deadline of the reply passed?"""
        return bool(self.letter.reply_by < self.now)


def language_of(request: HttpRequest) -> str:
    """The language asked for in the address, else what the browser prefers."""
    return LANGUAGES.get(request.GET.get("lang", ""), translation.get_language() or settings.LANGUAGE_CODE)


def show(request: HttpRequest, page: OutsidePage, status: int = 200) -> HttpResponse:
    """The page of a link."""
    with translation.override(language_of(request)):
        return _sealed(render(request, "outside/page.html", {"page": page}, status=status))


def closed(request: HttpRequest, status: int) -> HttpResponse:
    """The page of a link that opens nothing; it says nothing of what it may once have opened."""
    with translation.override(language_of(request)):
        title, text = CLOSED[status]
        context = {"title": _(title), "text": _(text)}
        response = _sealed(render(request, "outside/closed.html", context, status=status))
    if status == 429:
        response.headers["Retry-After"] = "600"
    return response


def _sealed(response: HttpResponse) -> HttpResponse:
    """Its own strict policy; the address with its token goes to nobody and is kept by nobody."""
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
