"""What holds for every page of the desk: a person is signed in, and his password is in order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from bihuan import clock
from bihuan.people.models import User
from bihuan.people.passwords import must_change

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
        if name not in WITHOUT_CHANGE and must_change(cast(User, request.user), clock.now()):
            return redirect("password")
        return None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):  # a polled part must not swallow the sign-in page
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/", "sign_in")
