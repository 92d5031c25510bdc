"""Around every request: its number in log lines, header and error pages, and the policy of what a browser may do."""

import secrets
from collections.abc import Callable

import structlog
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse


class RequestNumber:
    """Sets `request.number` (eight characters, also the header X-Request-ID) around everything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = secrets.token_hex(4)
        request.number = number  # type: ignore[attr-defined]  # Django's request takes attributes of middleware
        with structlog.contextvars.bound_contextvars(request=number):
            response = self.get_response(request)
        response.headers["X-Request-ID"] = number
        return response


class ContentPolicy:
    """Sets the Content-Security-Policy of the settings on every answer that names none.

    It is the same for every page, so it is put together once; django-csp does so twice a request.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.policy = build_policy()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_report = settings.DEBUG and response.status_code in (404, 500)  # Django's own, with inline styles
        if not is_report:
            response.headers.setdefault("Content-Security-Policy", self.policy)
        return response
