"""The form that fills the roster in turn: people in their order, the length of a shift, from when to when."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.people.models import User
from bihuan.people.roster import LONGEST_ROTATION, SHIFT_ROLES
from bihuan.web.office.accountforms import PlainForm, shift_word

_MOMENT = {"type": "datetime-local"}


class RotationForm(PlainForm):
    """People by username in their order, separated by commas or blanks; each one's deputy is the next."""

    role = forms.ChoiceField(label=gettext_lazy("Duty of the roster"))
    people = forms.CharField(label=gettext_lazy("People in turn, by username"), max_length=1000)
    hours = forms.IntegerField(
        label=gettext_lazy("Hours of a shift"), min_value=1, max_value=24 * 31, initial=24
    )
    starts_at = forms.DateTimeField(label=gettext_lazy("From"), widget=forms.DateTimeInput(_MOMENT))
    until = forms.DateTimeField(label=gettext_lazy("To"), widget=forms.DateTimeInput(_MOMENT))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reasons: list[str] = []
        self.fields["role"].choices = [(code, shift_word(code)) for code in SHIFT_ROLES]  # type: ignore[attr-defined]

    def clean_people(self) -> list[User]:
        """The people named, each an active member."""
        names = self.cleaned_data["people"].replace("，", ",").replace(",", " ").split()
        found = User.objects.active().filter(username__in=names)
        known = {user.username: user for user in found if user.is_member}
        if unknown := [name for name in names if name not in known]:
            raise forms.ValidationError(_("Not an active member: {names}").format(names=", ".join(unknown)))
        return [known[name] for name in names]

    def clean(self) -> dict[str, Any]:
        """The end comes after the beginning, at most a year later."""
        data = super().clean() or {}
        starts, until = data.get("starts_at"), data.get("until")
        if starts and until and not starts < until <= starts + LONGEST_ROTATION:
            self.add_error("until", _("The end comes after the beginning, at most a year later."))
        return data

    def planned(self) -> dict[str, Any]:
        """The arguments of `enter_rotation`."""
        data = self.cleaned_data
        people: list[User] = data["people"]
        others = people[1:] + people[:1] if len(people) > 1 else [None]
        return {
            "role": data["role"],
            "pairs": list(zip(people, others, strict=True)),
            "starts_at": data["starts_at"],
            "length": timedelta(hours=data["hours"]),
            "until": data["until"],
        }
