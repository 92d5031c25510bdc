"""One's own API tokens: made and shown once, seen with their last use, revoked."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from bihuan import clock
from bihuan.people.models import ApiToken, User
from bihuan.people.tokens import LONGEST_DAYS, NAME_LENGTH, SCOPES, issue_token, revoke_token, tokens_of

YEAR = 365


class TokenForm(forms.Form):
    """What a new token is for, what it may do and for how long."""

    name = forms.CharField(label=gettext_lazy("What it is for"), max_length=NAME_LENGTH)
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        choices=lambda: [(code, _(label)) for code, label in SCOPES.items()],
    )
    days = forms.IntegerField(
        label=gettext_lazy("Days until it ends"), min_value=1, max_value=LONGEST_DAYS, initial=YEAR
    )


@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """My tokens; a new one is shown in the answer to its making, and never again."""
    user = cast(User, request.user)
    form = TokenForm(request.POST or None)
    secret = issued(user, form) if request.method == "POST" and form.is_valid() else ""
    is_wrong = form.is_bound and not secret
    return render(request, "account/tokens.html", _shown(user, form, secret), status=422 if is_wrong else 200)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of my tokens at once."""
    user = cast(User, request.user)
    revoke_token(get_object_or_404(ApiToken, pk=pk, user=user), by=user, at=clock.now())
    messages.success(request, _("The token was revoked."))
    return redirect("tokens")


def issued(user: User, form: TokenForm) -> str:
    """The secret of a new token as the form asks for it."""
    data = form.cleaned_data
    return issue_token(
        user, by=user, at=clock.now(), scopes=data["scopes"], name=data["name"], days=data["days"]
    )


def _shown(user: User, form: TokenForm, secret: str) -> dict[str, Any]:
    at = clock.now()
    typed = form.data.getlist("scopes") if isinstance(form.data, QueryDict) else []
    kept = [] if secret else typed
    return {
        "form": TokenForm() if secret else form,
        "chosen": kept or ["read"],
        "secret": secret,
        "scopes": SCOPES,
        "tokens": [(token, token.is_valid(at)) for token in tokens_of(user)],
    }
