"""Gives every request a number: in the log lines, in the answer's header and on error pages."""

import secrets
from collections.abc import Callable

import structlog
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
