"""告警规则: which alarms become what; tried against recent alarms before anything is saved."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from bihuan import clock
from bihuan.intake.matching import BadMatcher, read_matchers, written
from bihuan.intake.models import AlarmRule
from bihuan.intake.queries import all_rules, versions_of
from bihuan.intake.rules import StaleRule, faults_of, save_rule, try_rule
from bihuan.people.models import System
from bihuan.people.permissions import may
from bihuan.process import terms
from bihuan.web.office.access import doer, reader
from bihuan.web.office.accountforms import PlainForm, text


def _choices(table: dict[Any, terms.Term], without: tuple[str, ...] = ()) -> Any:
    return lambda: [(str(code), _(term.label)) for code, term in table.items() if code not in without]


class RuleForm(PlainForm):
    """A rule as it is typed; conditions one a line, labels parted by commas."""

    name = text(gettext_lazy("Name of the rule"), 80, required=True)
    order = forms.IntegerField(
        label=gettext_lazy("Place in the order"), min_value=1, max_value=9999, initial=100
    )
    matchers = forms.CharField(
        label=gettext_lazy("Conditions"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "form-control num"}),
        help_text=gettext_lazy(
            "One a line, all must hold: severity=critical, instance!=test-*; * stands for anything."
        ),
    )
    action = forms.ChoiceField(
        label=gettext_lazy("What becomes of them"), choices=_choices(terms.ALARM_ACTIONS)
    )
    category = forms.ChoiceField(
        label=gettext_lazy("Category"), choices=_choices(terms.CATEGORIES, ("unclassified",))
    )
    level = forms.TypedChoiceField(
        label=gettext_lazy("Level"), coerce=int, choices=_choices(terms.LEVELS), initial=3
    )
    system = forms.ModelChoiceField(
        label=gettext_lazy("Business system"),
        queryset=System.objects.order_by("code"),
        to_field_name="code",
        required=False,
        empty_label="–",
    )
    grouping = forms.ChoiceField(
        label=gettext_lazy("What makes one problem"), choices=_choices(terms.ALARM_GROUPINGS)
    )
    group_by = text(
        gettext_lazy("Labels that make one problem"),
        400,
        help_text=gettext_lazy("Parted by commas: instance, job"),
    )
    is_active = forms.BooleanField(label=gettext_lazy("In use"), required=False, initial=True)
    reason = text(gettext_lazy("Why it is changed"), 2000)
    based_on = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_matchers(self) -> list[list[str]]:
        """The conditions, or which line is none."""
        try:
            return read_matchers(self.cleaned_data["matchers"])
        except BadMatcher as bad:
            raise ValidationError(
                _("This line is no condition: {line}").format(line=str(bad)[:100])
            ) from None

    def clean_group_by(self) -> list[str]:
        """The labels by name."""
        typed = self.cleaned_data["group_by"].replace("，", ",")
        return list(dict.fromkeys(name.strip() for name in typed.split(",") if name.strip()))[:10]


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """All rules in the order in which they are asked."""
    user = reader(request)
    context = {"rules": all_rules(), "written": written, "may_edit": may(user, "edit_alarm_rules")}
    return render(request, "alarms/rules.html", context)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """Make or change a rule: tried as often as one likes, saved with a reason."""
    user = doer(request, "edit_alarm_rules")
    rule = get_object_or_404(AlarmRule.objects.select_related("system"), pk=pk) if pk else AlarmRule(level=3)
    form = RuleForm(request.POST or None, initial=_initial(rule) if pk else None)
    context: dict[str, Any] = {"form": form, "rule": rule, "versions": versions_of(rule) if pk else []}
    if request.method == "POST" and form.is_valid():
        _fill(rule, form.cleaned_data)
        if "try" not in request.POST and _is_saved(request, rule, form, user):
            return redirect("alarm_rules")
        context |= _tried(rule, form) if "try" in request.POST else {}
    return render(request, "alarms/rule.html", context, status=422 if form.errors else 200)


def _initial(rule: AlarmRule) -> dict[str, Any]:
    names = ("name", "order", "action", "category", "level", "grouping", "is_active")
    return {name: getattr(rule, name) for name in names} | {
        "matchers": written(rule.matchers),
        "group_by": ", ".join(rule.group_by),
        "system": rule.system.code if rule.system else "",
        "based_on": rule.version,
    }


def _fill(rule: AlarmRule, data: dict[str, Any]) -> None:
    for name, value in data.items():
        if name not in ("reason", "based_on"):
            setattr(rule, name, value)


def _is_saved(request: HttpRequest, rule: AlarmRule, form: RuleForm, user: Any) -> bool:
    data = form.cleaned_data
    based_on = (data.get("based_on") or 0) if rule.pk else 0
    try:
        save_rule(
            rule,
            reason=form.cleaned_data["reason"],
            by=user,
            at=clock.now(),
            based_on=based_on if rule.pk else 0,
        )
    except ValidationError as error:
        form.take(error)
        return False
    except StaleRule:
        form.add_error(None, _("Somebody changed this rule meanwhile; open it again."))
        return False
    messages.success(request, _("Saved."))
    return True


def _tried(rule: AlarmRule, form: RuleForm) -> dict[str, Any]:
    """What would happen; nothing is stored."""
    for name, fault in faults_of(rule).items():
        form.add_error(name if name in form.fields else None, fault)
    return {} if form.errors else {"outcome": try_rule(rule)}
