"""Keeps pages out of the API: an error that arose around the routes is said as theirs are."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from bihuan.api.faults import TITLES, answer

PREFIX = "/api"


class NeverAPage:
    """Below /api every error is a problem document, whoever found it: host, address, size, a fault of Django."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code < 400 or not _is_below(request.path_info):
            return response
        if not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        status = response.status_code if response.status_code in TITLES else 500
        number = getattr(request, "number", "") if status >= 500 else ""
        return answer(status, number=number)


def _is_below(path: str) -> bool:
    return path == PREFIX or path.startswith(PREFIX + "/")
