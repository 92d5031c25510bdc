"""用户与角色: who is there? The administrator keeps accounts, the security administrator roles."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bihuan import clock
from bihuan.people.directory import PeopleFilters, changes, people_page
from bihuan.people.models import Department, User
from bihuan.people.permissions import may
from bihuan.process import terms
from bihuan.web.office.access import insider
from bihuan.web.office.record import ChangeLine, change_lines

PAGE = 50


@dataclass
class PeoplePage:
    """The list of people as one person sees it; the filters live in the address."""

    request: HttpRequest
    user: User

    @cached_property
    def filters(self) -> PeopleFilters:
        """What narrows the list."""
        given = self.request.GET
        role = given.get("role", "")
        return PeopleFilters(
            q=given.get("q", "").strip()[:64].replace("\x00", ""),
            role=role if role in terms.ROLES or role == "-" else "",
            department=given.get("department", "")[:32],
            active={"off": False, "all": None}.get(given.get("active", ""), True),
        )

    @cached_property
    def _found(self) -> tuple[list[User], str]:
        return people_page(self.filters, self.request.GET.get("after", "")[:64], PAGE)

    @property
    def people(self) -> list[User]:
        """The people of this page."""
        return self._found[0]

    @property
    def next_url(self) -> str:
        """The page after this one."""
        given = {name: value for name, value in self.request.GET.items() if name != "after"}
        return f"?{urlencode({**given, 'after': self._found[1]})}" if self._found[1] else ""

    @property
    def previous_url(self) -> str:
        """Back to the first page."""
        given = {name: value for name, value in self.request.GET.items() if name != "after"}
        return f"?{urlencode(given)}" if self.request.GET.get("after") else ""

    @property
    def roles(self) -> dict[str, terms.Term]:
        """The roles to choose from."""
        return terms.ROLES

    @cached_property
    def departments(self) -> list[Department]:
        """The departments to choose from."""
        return list(Department.objects.order_by("code"))

    @property
    def given(self) -> dict[str, str]:
        """What stands in the filter form."""
        return {name: self.request.GET.get(name, "") for name in ("q", "role", "department", "active")}

    @property
    def may_add(self) -> bool:
        """The administrator makes accounts."""
        return may(self.user, "manage_accounts")


@dataclass
class PersonPage:
    """One person as another one sees him, with the forms that are his to use."""

    user: User
    person: User
    now: datetime
    form: Any = None
    roles_form: Any = None

    @property
    def may_edit(self) -> bool:
        """Account details belong to the administrator."""
        return may(self.user, "manage_accounts")

    @property
    def may_set_roles(self) -> bool:
        """Roles belong to the security administrator, who does not set his own."""
        return may(self.user, "set_roles") and self.user != self.person

    @property
    def may_close(self) -> bool:
        """Nobody closes his own account."""
        return self.may_edit and self.user != self.person

    @cached_property
    def changes(self) -> list[ChangeLine]:
        """What was done to this person; for those who keep accounts or read the record."""
        is_keeper = any(may(self.user, action) for action in ("manage_accounts", "set_roles", "read_record"))
        return change_lines(changes(self.person.username, limit=30)) if is_keeper else []

    @property
    def address(self) -> str:
        """The address of this page."""
        return reverse("person", args=[self.person.username])


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The list."""
    return render(request, "office/people/people.html", {"page": PeoplePage(request, insider(request))})


@require_safe
def person(request: HttpRequest, username: str) -> HttpResponse:
    """One person."""
    page = person_page(request, username)
    return render(request, "office/people/person.html", {"page": page})


def person_page(request: HttpRequest, username: str) -> PersonPage:
    """The page of a person; 404 for nobody."""
    user = insider(request)
    found = get_object_or_404(User.objects.select_related("department"), username=username)
    return PersonPage(user, found, clock.now())
