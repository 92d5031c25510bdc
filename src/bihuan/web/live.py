"""The parts that renew themselves every 30 seconds; while nothing changed the answer is 304 and empty."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bihuan.people.models import User
from bihuan.web.frame import frame_of
from bihuan.web.home import Home


@require_safe
def strip(request: HttpRequest) -> HttpResponse:
    """The strip of burning cases with the number of unread notices."""
    frame = frame_of(request)
    return _unless_known(request, frame.strip_etag, "parts/_strip.html", {})


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Figures and duties of the desk."""
    frame = frame_of(request)
    page = Home(cast(User, request.user), frame.now)
    context = {"home": page}
    return _unless_known(request, page.etag(frame.strip_etag), "desk/_home.html", context)


def _unless_known(request: HttpRequest, etag: str, template: str, context: dict[str, Any]) -> HttpResponse:
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified(headers={"ETag": etag})
    response = render(request, template, context)
    response.headers["ETag"] = etag
    return response
