"""The addresses below /api/v1; whatever is no route gets a problem document, never a page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt

from bihuan.api import handbook
from bihuan.api.faults import answer, elsewhere
from bihuan.api.interface import api

View = Callable[..., HttpResponse]


NOTHING = "default-src 'none'; frame-ancestors 'none'"
"""What a browser may do with an answer: nothing. Said here, so that the policy of pages is not built for it."""


def _in_problems(view: View) -> View:
    """The same view, its 405 said as everything else is said."""

    @wraps(view)
    def told(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if isinstance(response, HttpResponseNotAllowed):
            response = answer(405, headers={"Allow": response.headers["Allow"]})
        response.headers["Content-Security-Policy"] = NOTHING
        return response

    return told


def _patterns() -> list[URLPattern]:
    by_address = {str(entry.pattern): entry for entry in api.urls[0] if isinstance(entry, URLPattern)}
    found = list(by_address.values())
    for pattern in found:
        pattern.callback = csrf_exempt(_in_problems(pattern.callback))
    return [pattern for pattern in found if pattern.name != "api-root"]


app_name = "api"
urlpatterns = [
    path("openapi.json", handbook.openapi_json, name="openapi"),
    path("docs", handbook.docs, name="docs"),
    *_patterns(),
    re_path(r"", elsewhere, name="elsewhere"),
]
