"""已知错误: what is known already, what helps now, and has it been mended for good?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bihuan.people.models import User
from bihuan.problems.access import access_problem
from bihuan.problems.models import KnownError
from bihuan.problems.parts import Parts
from bihuan.problems.queries.case import Choice, systems_to_choose
from bihuan.problems.queries.cursor import Page
from bihuan.problems.queries.knownerrors import (
    KnownErrorFilters,
    known_error_of,
    known_error_page,
    read_known_error_filters,
)
from bihuan.process.terms import KNOWN_ERROR_STATUS
from bihuan.web.case.known import KnownErrors
from bihuan.web.office.access import anybody, reader
from bihuan.web.paging import Paged, page_asked

PAGE = 50
PARTS = ("status", "system", "q")


@dataclass
class KnownErrorList(Paged):
    """The list as one person sees it."""

    request: HttpRequest
    user: User
    statuses = KNOWN_ERROR_STATUS

    def __post_init__(self) -> None:
        self.filters, self.faults = read_known_error_filters(dict(self.request.GET.lists()))

    @cached_property
    def page(self) -> Page[KnownError]:
        """The rows; a cursor that fits no more shows the first page again."""
        return page_asked(
            self.request, lambda cursor: known_error_page(self.filters, cursor, PAGE, self.user)
        )

    @property
    def rows(self) -> list[KnownError]:
        """The rows."""
        return self.page.rows

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter is on, or was meant to be."""
        return self.filters != KnownErrorFilters() or bool(self.faults)

    @property
    def errors(self) -> list[str]:
        """What was wrong with the filters."""
        return [text for texts in self.faults.values() for text in texts]

    @cached_property
    def systems(self) -> list[Choice]:
        """The systems to filter by."""
        return systems_to_choose()

    def beside(self, cursor: str) -> str:
        """The address of the page at a cursor, with all that narrows the list."""
        kept = [(name, value) for name in PARTS for value in self.request.GET.getlist(name) if value]
        return "?" + urlencode([*kept, ("cursor", cursor)])


@require_safe
def known_errors(request: HttpRequest) -> HttpResponse:
    """Known errors, the newest first."""
    return render(request, "known/errors.html", {"page": KnownErrorList(request, reader(request))})


@require_safe
def known_error(request: HttpRequest, number: str) -> HttpResponse:
    """One known error, with its cases and every wording it had."""
    user = reader(request)
    course = known_error_of(user, number)
    context: dict[str, Any] = {"course": course, "error": course.error}
    context["may_word"] = "coordinator" in user.roles or course.error.problem.handler_id == user.pk
    context["may_retire"] = "coordinator" in user.roles and course.error.status != "retired"
    return render(request, "known/error.html", context)


@require_safe
def offered(request: HttpRequest, number: str) -> HttpResponse:
    """Known errors that a case may be an instance of: a page of its own, or the part of the case page."""
    user = anybody(request)
    problem = access_problem(user, number, ("system",))
    known = KnownErrors(problem, Parts(problem), user)
    template = "known/_offered.html" if request.headers.get("HX-Request") else "known/offered.html"
    return render(request, template, {"known": known, "problem": problem})
