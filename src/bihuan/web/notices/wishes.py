"""What I wish of notices: my addresses with proof, the order of channels, quiet hours, digest, mute."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from bihuan import clock
from bihuan.notices.models import Channel
from bihuan.notices.preferences import CannotDo, choose, confirm_code, preference_of, routes_of, send_code
from bihuan.people.models import User

LEVELS = ((3, "3"), (4, "4"), (5, "5"))
DIGESTS = (
    ("", gettext_lazy("Each notice at once")),
    ("hourly", gettext_lazy("Together, every full hour")),
    ("daily", gettext_lazy("Together, every morning at 8:30")),
)


class WishForm(forms.Form):
    """Quiet hours, digest, mute; the order of the channels comes beside it."""

    digest = forms.ChoiceField(label=gettext_lazy("How often"), choices=DIGESTS, required=False)
    quiet_from = forms.TimeField(label=gettext_lazy("Quiet from"), required=False)
    quiet_to = forms.TimeField(label=gettext_lazy("Quiet until"), required=False)
    muted = forms.MultipleChoiceField(
        label=gettext_lazy("Levels for the inbox only"), choices=LEVELS, required=False
    )

    def clean(self) -> dict[str, Any]:
        """Quiet hours need both ends."""
        data = super().clean() or self.cleaned_data
        if (data.get("quiet_from") is None) != (data.get("quiet_to") is None):
            raise forms.ValidationError(_("Quiet hours need a beginning and an end."))
        return data


@require_http_methods(["GET", "POST"])
def wishes(request: HttpRequest) -> HttpResponse:
    """My wishes, and saving them."""
    user = cast(User, request.user)
    form = WishForm(request.POST or None, initial=_start(user))
    if request.method == "POST" and form.is_valid():
        _store(user, form, request)
        messages.success(request, _("Saved."))
        return redirect("wishes")
    context = {
        "form": form,
        "routes": routes_of(user),
        "levels": LEVELS,
        "digests": DIGESTS,
        "asked": request.GET.get("code", ""),
    }
    return render(request, "notices/wishes.html", context, status=422 if form.is_bound else 200)


@require_POST
def address(request: HttpRequest) -> HttpResponse:
    """Send a code to an address of mine."""
    channel = get_object_or_404(Channel, code=request.POST.get("channel", ""), is_enabled=True)
    try:
        outcome = send_code(cast(User, request.user), channel, request.POST.get("address", ""), clock.now())
    except CannotDo as refusal:
        messages.error(request, refusal.message)
        return redirect("wishes")
    if outcome.is_success:
        messages.success(request, _("A code was sent; enter it here within 15 minutes."))
        return redirect(f"{request.path.removesuffix('/address')}?code={channel.code}")
    messages.error(request, _("The code could not be sent: {reason}").format(reason=outcome.detail))
    return redirect("wishes")


@require_POST
def code(request: HttpRequest) -> HttpResponse:
    """The code came back."""
    channel = request.POST.get("channel", "")[:32]
    try:
        confirm_code(cast(User, request.user), channel, request.POST.get("code", "")[:12], clock.now())
        messages.success(request, _("The address is confirmed and used from now on."))
    except CannotDo as refusal:
        messages.error(request, refusal.message)
        return redirect(f"{request.path.removesuffix('/code')}?code={channel}")
    return redirect("wishes")


def _start(user: User) -> dict[str, Any]:
    row = preference_of(user)
    return {
        "digest": row.digest,
        "quiet_from": _clock(row.quiet_from),
        "quiet_to": _clock(row.quiet_to),
        "muted": [str(level) for level in row.muted],
    }


def _store(user: User, form: WishForm, request: HttpRequest) -> None:
    data, places = form.cleaned_data, {}
    codes = [route.channel.code for route in routes_of(user)]
    for number, channel in enumerate(codes):
        given = request.POST.get(f"place_{channel}", "")
        places[channel] = (
            int(given) if given.isascii() and given.isdigit() and len(given) < 4 else 99,
            number,
        )
    start, end = data["quiet_from"], data["quiet_to"]
    choose(
        user,
        order=sorted(codes, key=places.__getitem__),
        unused=[channel for channel in codes if f"used_{channel}" not in request.POST],
        quiet=(start.hour * 60 + start.minute, end.hour * 60 + end.minute) if start and end else None,
        digest=data["digest"],
        muted=[int(level) for level in data["muted"]],
        at=clock.now(),
    )


def _clock(minutes: int | None) -> str:
    return "" if minutes is None else f"{minutes // 60:02}:{minutes % 60:02}"
