"""What people set for themselves: password, language, theme."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import check_for_language, gettext_lazy, override
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from bihuan import clock
from bihuan.people.accounts import change_password, choose_language
from bihuan.people.models import User
from bihuan.people.models.users import LANGUAGES
from bihuan.people.passwords import must_change
from bihuan.web.frame import THEMES
from bihuan.web.signin import safe_next

YEAR = 365 * 24 * 3600


class PasswordForm(forms.Form):
    """The old password once, the new one twice; the rules of the new one are people's."""

    old = forms.CharField(label=gettext_lazy("Present password"), max_length=256, strip=False)
    new = forms.CharField(label=gettext_lazy("New password"), max_length=256, strip=False)
    again = forms.CharField(label=gettext_lazy("New password again"), max_length=256, strip=False)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["new"].help_text = " ".join(password_validators_help_texts())
        for name, field in self.fields.items():
            hint = "current-password" if name == "old" else "new-password"
            field.widget = forms.PasswordInput({"class": "form-control", "autocomplete": hint})

    def clean_old(self) -> str:
        """The present password must be right."""
        if not self.user.check_password(self.cleaned_data["old"]):
            raise ValidationError(_("This is not your present password."))
        return str(self.cleaned_data["old"])

    def clean_again(self) -> str:
        """Both new ones must agree."""
        if self.cleaned_data.get("new") != self.cleaned_data["again"]:
            raise ValidationError(_("The two new passwords differ."))
        return str(self.cleaned_data["again"])


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password, freely or because it must be."""
    user = cast(User, request.user)
    form = PasswordForm(user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            change_password(user, form.cleaned_data["new"], by=user, at=clock.now())
        except ValidationError as error:
            form.add_error("new", error)
        else:
            update_session_auth_hash(request, user)
            messages.success(request, _("The password was changed."))
            return redirect("home")
    context = {"form": form, "forced": must_change(user, clock.now())}
    return render(request, "account/password.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """What the desk knows of me, and my language."""
    user = cast(User, request.user)
    if request.method == "GET":
        context = {"languages": LANGUAGES, "department": str(user.department or "")}
        return render(request, "account/profile.html", context)
    choose_language(user, request.POST.get("language", ""))
    response = redirect("profile")
    with override(user.language or None):
        messages.success(request, _("Saved."))
    if user.language:
        _keep(response, settings.LANGUAGE_COOKIE_NAME, user.language)
    else:
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
    return response


@require_POST
@login_not_required
def language(request: HttpRequest) -> HttpResponse:
    """Switch the language of the desk and come back."""
    response = redirect(safe_next(request, request.POST.get("next", "")))
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES) and check_for_language(chosen):
        _keep(response, settings.LANGUAGE_COOKIE_NAME, chosen)
    return response


@require_POST
@login_not_required
def theme(request: HttpRequest) -> HttpResponse:
    """Switch between light and dark and come back."""
    response = redirect(safe_next(request, request.POST.get("next", "")))
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        _keep(response, "theme", chosen)
    return response


def _keep(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=settings.LANGUAGE_COOKIE_SECURE)
