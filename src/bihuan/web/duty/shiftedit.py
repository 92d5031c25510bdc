"""班次调整: one shift of the roster is changed or taken off, with the reason."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from bihuan import clock
from bihuan.clock import SHANGHAI
from bihuan.people.models import DutyShift
from bihuan.people.roster import CannotWork
from bihuan.people.shiftchanges import change_shift, remove_shift
from bihuan.problems.reasons import reason_text
from bihuan.web.office.access import doer
from bihuan.web.office.accountforms import ShiftForm, shift_word, text


class ChangeForm(ShiftForm):
    """A shift as it stands, and why it is changed; the duty itself stays."""

    reason = text(gettext_lazy("Reason"), 200, required=True)

    def __init__(self, *args: Any, shift: DutyShift, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {
            "person": shift.person.username,
            "deputy": shift.deputy.username if shift.deputy else "",
            "starts_at": shift.starts_at.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M"),
            "ends_at": shift.ends_at.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M"),
        })  # fmt: skip
        super().__init__(*args, **kwargs)
        del self.fields["role"]
        self.offer(shift.role)
        self.shift = shift
        self.reasons: list[str] = []

    def clean(self) -> dict[str, Any]:
        """A time that was left as it stood keeps its seconds, which the field does not show."""
        data = super().clean()
        for name in ("starts_at", "ends_at"):
            stood = getattr(self.shift, name)
            if data.get(name) == stood.replace(second=0, microsecond=0):
                data[name] = stood
        return data


@require_http_methods(["GET", "HEAD", "POST"])
def shift_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The shift with its form; changed if the roster still works."""
    user, shift = doer(request, "edit_roster"), _shift(pk)
    if request.method != "POST":
        return _page(request, shift, ChangeForm(shift=shift))
    form = ChangeForm(request.POST, shift=shift)
    if not form.is_valid():
        return _page(request, shift, form, 422)
    try:
        change_shift(shift, by=user, at=clock.now(), **form.cleaned_data)
    except CannotWork as fault:
        form.reasons = _said(fault)
        return _page(request, _shift(pk), form, 409)
    messages.success(request, _("The shift was changed."))
    return redirect("roster")


@require_POST
def shift_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Taken off the roster if it still works without."""
    user, shift = doer(request, "edit_roster"), _shift(pk)
    form = ChangeForm(shift=shift)
    try:
        remove_shift(shift, reason=request.POST.get("reason", "")[:200], by=user, at=clock.now())
    except CannotWork as fault:
        form.reasons = _said(fault)
        return _page(request, shift, form, 409)
    messages.success(request, _("The shift was taken off the roster."))
    return redirect("roster")


def _shift(pk: int) -> DutyShift:
    return get_object_or_404(DutyShift.objects.standing().select_related("person", "deputy"), pk=pk)


def _said(fault: CannotWork) -> list[str]:
    return [f"{reason_text(reason)} ({reason.clause})" for reason in fault.reasons]


def _page(request: HttpRequest, shift: DutyShift, form: ChangeForm, status: int = 200) -> HttpResponse:
    now = clock.now()
    context = {
        "shift": shift, "role": shift_word(shift.role), "form": form,
        "has_ended": shift.ends_at <= now, "is_running": shift.starts_at < now < shift.ends_at,
    }  # fmt: skip
    return render(request, "duty/shift.html", context, status=status)
