"""监控接入: the monitoring systems that may hand in alarms; each token is shown once, in the answer to its making."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from bihuan import clock
from bihuan.intake.models import Sender
from bihuan.intake.senders import NAME_LENGTH, add_sender, revoke_sender
from bihuan.web.office.access import doer
from bihuan.web.office.accountforms import PlainForm, text


class SenderForm(PlainForm):
    """What the monitoring system is called."""

    name = text(gettext_lazy("Name of the monitoring system"), NAME_LENGTH, required=True)


@never_cache
@require_http_methods(["GET", "POST"])
def senders(request: HttpRequest) -> HttpResponse:
    """All of them; a new one with its token, this once."""
    user, form, secret = doer(request, "edit_senders"), SenderForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        secret = add_sender(form.cleaned_data["name"], by=user, at=clock.now())[1]
    context = {
        "form": SenderForm() if secret else form,
        "secret": secret,
        "senders": list(Sender.objects.all()),
    }
    return render(request, "alarms/senders.html", context, status=422 if form.errors else 200)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """End a token at once."""
    user = doer(request, "edit_senders")
    revoke_sender(get_object_or_404(Sender, pk=pk), by=user, at=clock.now())
    messages.success(request, _("The token was revoked."))
    return redirect("senders")
