"""In and out: user name and password, the lock after failures, the demo cast on one's own machine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from bihuan.people.models import Installation, User
from bihuan.web import marks

LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "[::1]"})
LOOPBACK_ADDRESSES = frozenset({"127.0.0.1", "::1"})
FORWARDING_HEADERS = (
    "HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_PORT", "HTTP_X_REAL_IP", "HTTP_VIA",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CastMember:
    """One person of the demo organisation, as the sign-in page offers him."""

    username: str
    name: str
    role: str


@never_cache
@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The form; on success to where the person wanted to go."""
    if request.method == "GET":
        if request.user.is_authenticated:
            return redirect("home")
        return _page(request)
    username = request.POST.get("username", "")[:64]
    user = auth.authenticate(request, username=username, password=request.POST.get("password", ""))
    if user is None:
        return _page(request, fault=_("User name or password is wrong."), username=username, status=422)
    return _enter(request, user)


@require_POST
@login_not_required
def cast(request: HttpRequest) -> HttpResponse:
    """Step into the demo as one of its people; does not exist anywhere else."""
    if not offers_cast(request):
        raise Http404
    user = get_object_or_404(User.objects.active(), username=request.POST.get("username", "")[:64])
    return _enter(request, user)


@require_POST
@login_not_required
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session on the server."""
    auth.logout(request)
    return redirect("sign_in")


def locked_out(
    request: HttpRequest, credentials: dict[str, Any] | None, *args: Any, **kwargs: Any
) -> HttpResponse:
    """What django-axes answers while an account is locked: the form again, saying so."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    fault = _("This account is locked after too many failures. Try again in {minutes} minutes.").format(
        minutes=minutes
    )
    return _page(request, fault=fault, username=str((credentials or {}).get("username") or ""), status=429)


def offers_cast(request: HttpRequest) -> bool:
    """True only for a demo database, asked from this machine, under a loopback name, through no proxy."""
    meta = request.META
    return (
        meta.get("REMOTE_ADDR", "") in LOOPBACK_ADDRESSES
        and _without_port(meta.get("HTTP_HOST", "")) in LOOPBACK_HOSTS
        and not any(meta.get(name) for name in FORWARDING_HEADERS)
        and is_loopback_server()
        and Installation.objects.filter(is_demo=True).exists()
    )


def is_loopback_server() -> bool:
    """Whether this server was told to answer loopback names only."""
    return all(_without_port(host) in LOOPBACK_HOSTS for host in settings.ALLOWED_HOSTS)


def safe_next(request: HttpRequest, given: str) -> str:
    """`given` if it is an address of this desk, else the desk."""
    is_own = url_has_allowed_host_and_scheme(given, {request.get_host()}, require_https=request.is_secure())
    return given if given and is_own else "/"


def _enter(request: HttpRequest, user: Any) -> HttpResponse:
    auth.login(request, user, backend="bihuan.people.signin.PeopleBackend")
    response = redirect(safe_next(request, request.POST.get("next", "")))
    if user.language:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            user.language,
            max_age=settings.LANGUAGE_COOKIE_AGE,
            samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
    return response


def _page(request: HttpRequest, fault: str = "", username: str = "", status: int = 200) -> HttpResponse:
    wanted = request.POST.get("next") or request.GET.get("next", "")
    context = {
        "fault": fault,
        "username": username,
        "next": safe_next(request, wanted),
        "cast": _cast() if offers_cast(request) else [],
    }
    return render(request, "account/sign_in.html", context, status=status)


def _cast() -> list[CastMember]:
    people = User.objects.active().order_by("pk").values_list("username", "name", "role_codes")[:40]
    return [
        CastMember(
            username, name, marks.word("roles", codes[0]) if codes else marks.word("relations", "outsider")
        )
        for username, name, codes in people
    ]


def _without_port(host: str) -> str:
    return host if host.endswith("]") else host.rsplit(":", 1)[0] if ":" in host else host
