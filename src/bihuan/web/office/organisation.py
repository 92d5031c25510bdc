"""部门与系统: departments, business systems, assignment rules; kept by the coordinator."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bihuan import clock
from bihuan.people.models import AssignmentRule, Department, System, User
from bihuan.people.organisation import add_rule, remove_rule, save_department, save_system
from bihuan.people.permissions import may
from bihuan.web.office.access import doer, insider
from bihuan.web.office.accountforms import DepartmentForm, PlainForm, RuleForm, SystemForm
from bihuan.web.office.process import tab_links

TABS: tuple[tuple[str, str], ...] = (
    ("departments", N_("Departments")),
    ("systems", N_("Business systems")),
    ("rules", N_("Assignment rules")),
)
FORMS: dict[str, type[PlainForm]] = {"departments": DepartmentForm, "systems": SystemForm}


@require_safe
def organisation(request: HttpRequest) -> HttpResponse:
    """Departments, systems or rules."""
    user = insider(request)
    if "security" in user.roles:
        raise PermissionDenied
    return _page(request, user)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, kind: str, code: str = "") -> HttpResponse:
    """Make or change a department or a system; its code never changes."""
    user, form = doer(request, "edit_organisation"), _form(request, kind, code)
    if request.method == "POST" and form.is_valid():
        try:
            (_save_department if kind == "departments" else _save_system)(
                form.cleaned_data, user, is_new=not code
            )
            messages.success(request, _("Saved."))
            return redirect(f"{reverse('organisation')}?tab={kind}")
        except ValidationError as error:
            form.take(error)
    context = {"form": form, "title": _title(kind, code), "back": f"{reverse('organisation')}?tab={kind}"}
    return render(request, "office/people/form.html", context, status=422 if form.is_bound else 200)


@require_POST
def rule_add(request: HttpRequest) -> HttpResponse:
    """Suggest a handler for a category."""
    user, form = doer(request, "edit_organisation"), RuleForm(request.POST)
    if not form.is_valid():
        return _page(request, user, form, status=422)
    add_rule(by=user, at=clock.now(), **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect(f"{reverse('organisation')}?tab=rules")


@require_POST
def rule_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a rule away; running cases keep their handlers."""
    user = doer(request, "edit_organisation")
    remove_rule(
        get_object_or_404(AssignmentRule.objects.select_related("handler"), pk=pk), by=user, at=clock.now()
    )
    messages.success(request, _("The rule is taken away."))
    return redirect(f"{reverse('organisation')}?tab=rules")


def _page(request: HttpRequest, user: User, form: RuleForm | None = None, status: int = 200) -> HttpResponse:
    wanted = "rules" if form is not None else request.GET.get("tab", "")
    tab = wanted if wanted in dict(TABS) else TABS[0][0]
    context = {
        "tab": tab,
        "tabs": tab_links(TABS, tab),
        "rows": list(_rows(tab)),
        "may_edit": may(user, "edit_organisation"),
        "form": form or RuleForm(),
    }
    return render(request, "office/people/organisation.html", context, status=status)


def _rows(tab: str) -> Any:
    return {
        "departments": Department.objects.order_by("kind", "code"),
        "systems": System.objects.select_related("owner").prefetch_related("departments").order_by("code"),
        "rules": AssignmentRule.objects.select_related("system", "handler"),
    }[tab]


def _form(request: HttpRequest, kind: str, code: str) -> PlainForm:
    """The form of a department or a system, filled from what is there; the code is fixed once given."""
    if kind not in FORMS:
        raise Http404
    initial = _initial(kind, code) if code else None
    post = request.POST.copy() if request.method == "POST" else None
    if code and post is not None:
        post["code"] = code
    form = FORMS[kind](post, initial=initial)
    if code:
        form.fields["code"].widget = forms.HiddenInput()
    return form


def _initial(kind: str, code: str) -> dict[str, Any]:
    if kind == "departments":
        row = get_object_or_404(Department, code=code)
        return {name: getattr(row, name) for name in ("code", "name", "kind", "contact", "phone", "email")}
    found = get_object_or_404(System.objects.select_related("owner"), code=code)
    return {
        "code": code,
        "name": found.name,
        "owner": found.owner.username if found.owner else "",
        "is_key_business": found.is_key_business,
        "departments": list(found.departments.values_list("code", flat=True)),
    }


def _save_department(data: dict[str, Any], user: User, *, is_new: bool) -> None:
    _refuse_taken(Department, data["code"], is_new)
    save_department(by=user, at=clock.now(), **data)


def _save_system(data: dict[str, Any], user: User, *, is_new: bool) -> None:
    _refuse_taken(System, data["code"], is_new)
    save_system(by=user, at=clock.now(), **data)


def _refuse_taken(model: type[Department] | type[System], code: str, is_new: bool) -> None:
    if is_new and model.objects.filter(code=code).exists():
        raise ValidationError({"code": _("This code is taken.")})


def _title(kind: str, code: str) -> str:
    if kind == "departments":
        return _("Change the department") if code else _("Add a department")
    return _("Change the system") if code else _("Add a system")
