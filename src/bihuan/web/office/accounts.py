"""What is done to accounts: made, changed, given roles, a new one-time password, closed and opened."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from bihuan import clock
from bihuan.people.accounts import add_user, disable_user, edit_user, enable_user, reset_password
from bihuan.people.models import User
from bihuan.people.passwords import one_time_password
from bihuan.people.roles import RoleConflict, set_roles
from bihuan.web.office.access import doer
from bihuan.web.office.accountforms import NewUserForm, RolesForm, UserForm
from bihuan.web.office.people import PersonPage, person_page


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new account without roles; its one-time password is shown once, on the answer itself."""
    user = doer(request, "manage_accounts")
    form = NewUserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = one_time_password()
        try:
            made = add_user(by=user, at=clock.now(), password=password, **form.cleaned_data)
            return _shown_once(request, made, password)
        except ValidationError as error:
            form.take(error)
    context = {"form": form, "title": _("Add a person"), "back": reverse("people")}
    return render(request, "office/people/form.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, username: str) -> HttpResponse:
    """Name, department, position, telephone, e-mail, language."""
    user, page = doer(request, "manage_accounts"), person_page(request, username)
    page.form = UserForm(request.POST or None, initial=_initial(page.person))
    if request.method == "POST" and page.form.is_valid():
        try:
            edit_user(page.person, by=user, at=clock.now(), **page.form.cleaned_data)
            return _done(request, page, _("Saved."))
        except ValidationError as error:
            page.form.take(error)
            page.person.refresh_from_db()
    return render(
        request, "office/people/person.html", {"page": page}, status=422 if page.form.is_bound else 200
    )


@require_http_methods(["GET", "POST"])
def roles(request: HttpRequest, username: str) -> HttpResponse:
    """Give a person exactly these roles."""
    user, page = doer(request, "set_roles"), person_page(request, username)
    if user == page.person:
        raise PermissionDenied
    post = request.POST if request.method == "POST" else None  # no box ticked is an answer too
    page.roles_form = RolesForm(post, initial={"roles": page.person.role_codes})
    if post is not None and page.roles_form.is_valid():
        try:
            set_roles(page.person, page.roles_form.cleaned_data["roles"], by=user, at=clock.now())
            return _done(request, page, _("Saved."))
        except RoleConflict as conflict:
            page.roles_form.add_error("roles", conflict.message)
    return render(request, "office/people/person.html", {"page": page}, status=200 if post is None else 422)


@require_POST
@sensitive_variables("password")
def password(request: HttpRequest, username: str) -> HttpResponse:
    """A fresh one-time password, shown once."""
    user, page = doer(request, "manage_accounts"), person_page(request, username)
    return _shown_once(request, page.person, reset_password(page.person, by=user, at=clock.now()))


@require_POST
def close(request: HttpRequest, username: str) -> HttpResponse:
    """Close the account: no sign-in, no new duty; what the person did stays."""
    user, page = doer(request, "manage_accounts"), person_page(request, username)
    if not page.may_close:
        raise PermissionDenied
    disable_user(page.person, by=user, at=clock.now())
    return _done(request, page, _("The account of {name} is closed.").format(name=page.person.name))


@require_POST
def reopen(request: HttpRequest, username: str) -> HttpResponse:
    """Open a closed account again."""
    user, page = doer(request, "manage_accounts"), person_page(request, username)
    enable_user(page.person, by=user, at=clock.now())
    return _done(request, page, _("The account of {name} is open again.").format(name=page.person.name))


def _done(request: HttpRequest, page: PersonPage, text: str) -> HttpResponse:
    messages.success(request, text)
    return redirect(page.address)


@sensitive_variables("password")
def _shown_once(request: HttpRequest, person: User, password: str) -> HttpResponse:
    """The answer that shows a one-time password; no cache keeps it, and no page shows it again."""
    response = render(request, "office/people/password_once.html", {"person": person, "password": password})
    response.headers["Cache-Control"] = "no-store"
    return response


def _initial(person: User) -> dict[str, Any]:
    fields = {name: getattr(person, name) for name in ("name", "title", "phone", "email", "language")}
    return {**fields, "department": person.department.code if person.department else ""}
