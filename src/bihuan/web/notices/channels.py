"""Channels, for the system administrator: set up, switched on and off, tried with a test message."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan import clock
from bihuan.notices.channels import adapter_of, kinds
from bihuan.notices.compose import reports_path
from bihuan.notices.configuring import save_channel, stored_secrets, test_channel
from bihuan.notices.models import Channel
from bihuan.notices.status import STATUS
from bihuan.web.office.access import doer


class ChannelForm(forms.Form):
    """The settings of one kind of channel; a secret that is stored is shown as such and kept if left blank."""

    code = forms.SlugField(label=gettext_lazy("Code"), max_length=32)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=64)
    position = forms.IntegerField(
        label=gettext_lazy("Place in the order"), min_value=1, max_value=999, initial=10,
        help_text=gettext_lazy("Small numbers are asked first, unless a person has chosen an order."),
    )  # fmt: skip
    is_enabled = forms.BooleanField(label=gettext_lazy("In use"), required=False, initial=True)

    def __init__(self, kind: str, stored: frozenset[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for setting in adapter_of(kind).settings:
            is_kept = setting.is_secret and setting.name in stored
            hint = (
                _("Stored; leave blank to keep it.") if is_kept else _(setting.help) if setting.help else ""
            )
            widget = forms.PasswordInput({"autocomplete": "off"}) if setting.is_secret else forms.TextInput()
            self.fields[setting.name] = forms.CharField(
                label=_(setting.label), required=setting.required and not is_kept, help_text=hint,
                initial=setting.default, max_length=500, widget=widget,
            )  # fmt: skip
        for name, field in self.fields.items():
            field.widget.attrs["class"] = (
                "form-check-input" if name == "is_enabled" else "form-control form-narrow"
            )


@require_safe
def channels(request: HttpRequest) -> HttpResponse:
    """Every channel with its health, and the kinds that can be added."""
    doer(request, "edit_channels")
    rows = [(row, _(adapter_of(row.kind).label)) for row in Channel.objects.all()]
    offered = [(kind, _(adapter_of(kind).label)) for kind in kinds()]
    return render(request, "notices/channels.html", {"rows": rows, "kinds": offered})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """A new channel of a kind."""
    doer(request, "edit_channels")
    if kind not in kinds():
        raise Http404
    form = ChannelForm(kind, frozenset(), request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not Channel.objects.filter(code=form.cleaned_data["code"]).exists():
            return _saved(request, kind, form)
        form.add_error("code", _("There is a channel of this code already."))
    context = {"form": form, "label": _(adapter_of(kind).label), "row": None}
    return render(request, "notices/channel.html", context, status=422 if form.is_bound else 200)


def _stored(row: Channel) -> dict[str, Any]:
    """What the form of a channel starts from; secrets are never among it."""
    kept = {name: getattr(row, name) for name in ("code", "name", "position", "is_enabled")}
    return {**row.settings, **kept}


@require_http_methods(["GET", "POST"])
def channel(request: HttpRequest, code: str) -> HttpResponse:
    """One channel: its settings without secrets, how it is, a test message."""
    doer(request, "edit_channels")
    row = get_object_or_404(Channel, code=code)
    form = ChannelForm(row.kind, stored_secrets(row), request.POST or None, initial=_stored(row))
    form.fields["code"].disabled = True
    if request.method == "POST" and form.is_valid():
        return _saved(request, row.kind, form)
    label, address = _(adapter_of(row.kind).label), _own(request, row.kind)
    context = {"form": form, "label": label, "row": row, "address": address}
    if adapter_of(row.kind).receipt_answer is not None:
        context["reports_url"] = request.build_absolute_uri(reports_path(row.code))
    return render(request, "notices/channel.html", context, status=422 if form.is_bound else 200)


@require_POST
def test(request: HttpRequest, code: str) -> HttpResponse:
    """Send a test message now and say what the provider said."""
    user = doer(request, "edit_channels")
    row = get_object_or_404(Channel, code=code)
    outcome = test_channel(row, request.POST.get("address", "").strip()[:254], by=user, at=clock.now())
    said = f"{_(STATUS[outcome.status].label)} {outcome.provider_id} {outcome.detail}".strip()
    (messages.success if outcome.is_success else messages.error)(request, said)
    return redirect("channel", code)


def _saved(request: HttpRequest, kind: str, form: ChannelForm) -> HttpResponse:
    user, data = doer(request, "edit_channels"), form.cleaned_data
    values = {setting.name: data[setting.name] for setting in adapter_of(kind).settings}
    save_channel(
        data["code"], kind, values, name=data["name"], position=data["position"],
        is_enabled=data["is_enabled"], by=user, at=clock.now(),
    )  # fmt: skip
    messages.success(request, _("Saved."))
    return redirect("channel", data["code"])


def _own(request: HttpRequest, kind: str) -> str:
    user = doer(request, "edit_channels")
    return {"email": user.email, "phone": user.phone}.get(adapter_of(kind).address, "")
