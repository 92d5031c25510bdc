"""The form that fills the roster in turn: people in their order, the length of a shift, from when to when."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.people.models import User
from bihuan.people.roster import LONGEST_ROTATION, SHIFT_ROLES, holders
from bihuan.web.office.accountforms import PlainForm, shift_word

_MOMENT = {"type": "datetime-local"}


PLACES = 8


class TurnWidget(forms.MultiWidget):
    """One choice a place."""

    def decompress(self, value: Sequence[str] | None) -> list[str]:
        """The usernames by their places."""
        return list(value or ())


class TurnField(forms.MultiValueField):
    """People in their order, a choice each; places that stay empty are left out. Gives usernames."""

    def __init__(self, **kwargs: Any) -> None:
        places = range(PLACES)
        widget = TurnWidget([forms.Select() for _place in places], attrs={"class": "form-select"})
        super().__init__(
            [forms.ChoiceField(required=False) for _place in places],
            require_all_fields=False,
            widget=widget,
            **kwargs,
        )

    def offer(self, people: Sequence[User]) -> None:
        """Let every place choose among these."""
        choices = [
            ("", "–"),
            *((user.username, f"{user.name} · {user.title}".rstrip(" ·")) for user in people),
        ]
        for place, (field, widget) in enumerate(zip(self.fields, self.widget.widgets, strict=True), start=1):
            cast(forms.ChoiceField, field).choices = choices
            widget.choices = choices
            widget.attrs["aria-label"] = _("Place {n}").format(n=place)

    def compress(self, data_list: list[str]) -> list[str]:
        """The usernames that were chosen."""
        return [username for username in data_list if username]


class RotationForm(PlainForm):
    """People in their order; each one's deputy is the next."""

    role = forms.ChoiceField(label=gettext_lazy("Duty of the roster"))
    people = TurnField(label=gettext_lazy("People in turn"))
    hours = forms.IntegerField(
        label=gettext_lazy("Hours of a shift"), min_value=1, max_value=24 * 31, initial=24
    )
    starts_at = forms.DateTimeField(label=gettext_lazy("From"), widget=forms.DateTimeInput(_MOMENT))
    until = forms.DateTimeField(label=gettext_lazy("To"), widget=forms.DateTimeInput(_MOMENT))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reasons: list[str] = []
        self.fields["role"].choices = [(code, shift_word(code)) for code in SHIFT_ROLES]  # type: ignore[attr-defined]

        self.known = {user.username: user for user in holders(*SHIFT_ROLES)}
        cast(TurnField, self.fields["people"]).offer(list(self.known.values()))

    def clean_people(self) -> list[User]:
        """The people chosen."""
        return [self.known[username] for username in self.cleaned_data["people"]]

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
