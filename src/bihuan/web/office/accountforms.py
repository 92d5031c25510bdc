"""Forms of accounts, departments, systems, shifts: plain ones, over what the functions of people take."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bihuan.people.models import Department, System, User
from bihuan.people.models.users import LANGUAGES
from bihuan.people.roster import SHIFT_ROLES, holders
from bihuan.process import terms
from bihuan.web import marks

_STAYS = gettext_lazy("Letters, digits and @ . + - _; it stays for ever.")
CSS: dict[type[Any], str] = {forms.Select: "form-select", forms.CheckboxInput: "form-check-input"}


class PlainForm(forms.Form):
    """A form whose fields look like those of the desk."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.setdefault("class", CSS.get(type(field.widget), "form-control"))

    def take(self, error: ValidationError) -> None:
        """Put what a function of people refused beside its fields."""
        if hasattr(error, "error_dict"):
            for name, errors in error.error_dict.items():
                self.add_error(name if name in self.fields else None, errors)
        else:
            self.add_error(None, error)


def text(label: Any, limit: int, *, required: bool = False, help_text: Any = "") -> forms.CharField:
    """A line of text."""
    return forms.CharField(label=label, max_length=limit, required=required, help_text=help_text)


def person_field(label: Any, *, required: bool = True) -> forms.ModelChoiceField:
    """An active person, by username outside."""
    return forms.ModelChoiceField(
        label=label, queryset=User.objects.active().order_by("username"), to_field_name="username", required=required,
        empty_label="–",
    )  # fmt: skip


def department_field(label: Any) -> forms.ModelChoiceField:
    """A department, by code outside."""
    return forms.ModelChoiceField(
        label=label,
        queryset=Department.objects.order_by("code"),
        to_field_name="code",
        required=False,
        empty_label="–",
    )


class UserForm(PlainForm):
    """What the administrator keeps of a person."""

    name = text(gettext_lazy("Name"), 64, required=True)
    department = department_field(gettext_lazy("Department"))
    title = text(gettext_lazy("Position"), 64)
    phone = text(gettext_lazy("Telephone"), 32)
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254, required=False)
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=LANGUAGES, required=False)


class NewUserForm(UserForm):
    """The same with the user name, which never changes afterwards."""

    username = text(
        gettext_lazy("User name"),
        64,
        required=True,
        help_text=_STAYS,
    )
    field_order = ("username", "name")


class RolesForm(PlainForm):
    """The roles a person holds."""

    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"),
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "form-check-input"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(code, marks.word("roles", code)) for code in terms.ROLES]
        self.fields["roles"].choices = choices  # type: ignore[attr-defined]


class DepartmentForm(PlainForm):
    """A department that is told, copied or written to."""

    code = forms.SlugField(label=gettext_lazy("Code"), max_length=32)
    name = text(gettext_lazy("Called"), 64, required=True)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Department.Kind.choices)
    contact = text(gettext_lazy("Contact"), 64)
    phone = text(gettext_lazy("Telephone"), 32)
    email = forms.EmailField(label=gettext_lazy("E-mail"), max_length=254, required=False)


class SystemForm(PlainForm):
    """A business system with its owner and the departments told when it fails."""

    code = forms.SlugField(label=gettext_lazy("Code"), max_length=32)
    name = text(gettext_lazy("Called"), 64, required=True)
    owner = person_field(gettext_lazy("Owner"), required=False)
    is_key_business = forms.BooleanField(label=gettext_lazy("Key business"), required=False)
    departments = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Departments told"), queryset=Department.objects.order_by("code"), to_field_name="code",
        required=False, widget=forms.CheckboxSelectMultiple({"class": "form-check-input"}),
    )  # fmt: skip


class RuleForm(PlainForm):
    """Who is suggested as handler for a category, of one system or of all."""

    category = forms.ChoiceField(label=gettext_lazy("Category"))
    system = forms.ModelChoiceField(
        label=gettext_lazy("System"), queryset=System.objects.order_by("code"), to_field_name="code", required=False,
        empty_label=gettext_lazy("every system"),
    )  # fmt: skip
    handler = person_field(gettext_lazy("Handler"))
    priority = forms.IntegerField(
        label=gettext_lazy("Priority"),
        min_value=1,
        max_value=99,
        initial=10,
        help_text=gettext_lazy("1 comes first."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = [code for code in terms.CATEGORIES if code != "unclassified"]
        self.fields["category"].choices = [(code, marks.word("categories", code)) for code in codes]  # type: ignore[attr-defined]


class ShiftForm(PlainForm):
    """One shift of the roster."""

    role = forms.ChoiceField(label=gettext_lazy("Duty of the roster"))
    person = person_field(gettext_lazy("On duty"))
    deputy = person_field(gettext_lazy("Stands in"), required=False)
    starts_at = forms.DateTimeField(
        label=gettext_lazy("From"), widget=forms.DateTimeInput({"type": "datetime-local"})
    )
    ends_at = forms.DateTimeField(
        label=gettext_lazy("To"), widget=forms.DateTimeInput({"type": "datetime-local"})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(code, shift_word(code)) for code in SHIFT_ROLES]  # type: ignore[attr-defined]
        self.offer(*SHIFT_ROLES)

    def offer(self, *roles: str) -> None:
        """Let person and deputy be chosen among those who can hold one of these duties."""
        for name in ("person", "deputy"):
            field = cast(forms.ModelChoiceField, self.fields[name])
            field.queryset = holders(*roles)
            field.error_messages["invalid_choice"] = _("This person holds no role for this shift.")

    def clean(self) -> dict[str, Any]:
        """A shift ends after it began, and its deputy is another person."""
        data = super().clean() or {}
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("The end lies before the beginning."))
        if data.get("deputy") and data.get("deputy") == data.get("person"):
            self.add_error("deputy", _("The deputy is another person."))
        return data


def shift_word(code: str) -> str:
    """A duty of the roster in words."""
    return marks.word("roles" if code in terms.ROLES else "relations", code)
