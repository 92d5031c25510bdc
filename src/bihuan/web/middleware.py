"""For every page of the desk: somebody is signed in, the password is in order, faults are pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from django.contrib.auth.views import redirect_to_login
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from bihuan import clock
from bihuan.people.passwords import must_change
from bihuan.problems.access import NotFound
from bihuan.problems.refusals import Refused, UnknownStep
from bihuan.web import errors

log = structlog.get_logger()

PACKAGE = "bihuan.web."
WITHOUT_CHANGE = frozenset({"password", "sign_out", "language", "theme"})


class SignedIn:
    """Sends strangers to the sign-in page and people with a one-time or expired password to change it.

    It minds the desk's own views only: the API has its own door. A view opts out by `login_not_required`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.resolver_match and request.resolver_match.func.__module__.startswith(PACKAGE):
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Let the view run, or answer in its place."""
        if not view.__module__.startswith(PACKAGE) or not getattr(view, "login_required", True):
            return None
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        name = request.resolver_match.url_name if request.resolver_match else ""
        if name not in WITHOUT_CHANGE and must_change(request.user, clock.now()):
            return redirect("password")
        return None


class Faults:
    """Turns what a view of the desk did not expect into the page that says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """404 for a case that nobody may see, the reasons of a refusal, 503 without a database."""
        match = request.resolver_match
        if match is None or not match.func.__module__.startswith(PACKAGE):
            return None
        if isinstance(exception, NotFound | UnknownStep):
            return errors.fault(request, 404)
        if isinstance(exception, Refused):
            return errors.fault(request, exception.status, errors.shown(exception.reasons))
        if isinstance(exception, OperationalError):
            log.exception("the database does not answer")
            return errors.fault(request, 503)
        return None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):  # a polled part must not swallow the sign-in page
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/", "sign_in")
