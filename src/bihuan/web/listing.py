"""问题: where does everything stand? The list with its filters, views, columns and export."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import cast
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from markupsafe import Markup

from bihuan import clock
from bihuan.people.models import User
from bihuan.problems.models import KnownError
from bihuan.problems.queries.caserows import CaseRow
from bihuan.problems.queries.cursor import Page
from bihuan.problems.queries.filters import NAMES, Filters, read_filters
from bihuan.problems.queries.knownerrors import KnownErrorFilters, known_error_page
from bihuan.problems.queries.lists import case_page, exported_cases
from bihuan.problems.queries.passages import Passage, passages
from bihuan.reports.register import record_export
from bihuan.web import csvfile
from bihuan.web.columns import COLUMNS, COOKIE, Column, chosen_columns, rows_html
from bihuan.web.filterchips import Chip, Choices, chips_of
from bihuan.web.paging import Paged, page_asked
from bihuan.web.savedviews import BUILT_IN, View, canonical, views_of
from bihuan.web.signin import safe_next

PAGE = 50
EXPORT_LIMIT = 50_000


@dataclass
class Listing(Paged):
    """One page of the list as one person sees it."""

    request: HttpRequest
    user: User
    now: datetime

    def __post_init__(self) -> None:
        given = dict(self.request.GET.lists())
        if not NAMES & given.keys():
            given |= {name: [value] for name, value in parse_qsl(BUILT_IN[0][1])}
        self.given = Choices(given)
        self.filters, self.faults = read_filters(given)
        self.query_string = canonical(urlencode(given, doseq=True))

    @cached_property
    def page(self) -> Page[CaseRow]:
        """The rows; a cursor that fits no more shows the first page again.

        None while a filter is wrong: the page says which, and never shows more than was asked for.
        """
        if self.faults:
            return Page([])
        return page_asked(
            self.request, lambda cursor: case_page(self.filters, cursor, PAGE, self.user, self.now)
        )

    @cached_property
    def shown(self) -> list[Column]:
        """The columns that the person chose, in their order."""
        return chosen_columns(self.request.COOKIES.get(COOKIE, ""))

    @cached_property
    def heads(self) -> list[tuple[str, str]]:
        """Key and word of each column."""
        return [(column.key, _(column.label)) for column in self.shown]

    @cached_property
    def rows(self) -> Markup:
        """Rows ready to print."""
        return rows_html(self.page.rows, self.shown, self.now, self._passages)

    @property
    def _passages(self) -> dict[str, Passage]:
        """Where the words of a search stand."""
        numbers = [row.number for row in self.page.rows] if self.searched else []
        return passages(numbers, self.searched, inner=self.user.reads_all_cases) if numbers else {}

    @cached_property
    def views(self) -> list[View]:
        """The tabs above the list."""
        return views_of(self.user, self.query_string)

    @cached_property
    def own_view(self) -> View | None:
        """The saved view that is shown, if it is one."""
        return next((view for view in self.views if view.is_here and view.pk), None)

    @cached_property
    def chips(self) -> list[Chip]:
        """What narrows the list; none where a built-in view says it already."""
        if any(view.is_here and not view.pk for view in self.views):
            return []
        return chips_of(self.given, self.query_string)

    @property
    def errors(self) -> list[str]:
        """What was wrong with the filters."""
        return [text for texts in self.faults.values() for text in texts]

    @property
    def searched(self) -> str:
        """The words that were searched for."""
        return self.filters.q

    @cached_property
    def known_errors(self) -> list[KnownError]:
        """Known errors in use that hold the words of a search, at most three. Two queries, none without words."""
        if not self.searched:
            return []
        return known_error_page(KnownErrorFilters(q=self.searched), "", 3, self.user).rows

    @property
    def column_choices(self) -> list[tuple[str, str]]:
        """The columns that may be switched off."""
        return [(column.key, _(column.label)) for column in COLUMNS if not column.is_fixed]

    @property
    def columns(self) -> set[str]:
        """Keys of the columns shown."""
        return {column.key for column in self.shown}

    @property
    def may_export(self) -> bool:
        """Members and the auditor take lists out of the house."""
        return self.user.reads_all_cases

    @property
    def csv_url(self) -> str:
        """The same list as a file."""
        return f"{reverse('problems_csv')}?{self.query_string}"

    def beside(self, cursor: str) -> str:
        """The address of the page at a cursor, with all that narrows the list."""
        return f"?{self.query_string}&{urlencode({'cursor': cursor})}"

    @property
    def is_unfiltered(self) -> bool:
        """Whether nothing narrows the list and still it is empty."""
        return self.filters == Filters(sort=self.filters.sort)


@require_safe
def problems(request: HttpRequest) -> HttpResponse:
    """The list."""
    return render(request, "list/problems.html", {"listing": _listing(request)})


@require_safe
def filter_form(request: HttpRequest) -> HttpResponse:
    """The form of all filters: a page of its own, or the panel above the list."""
    template = "list/_filter_form.html" if request.headers.get("HX-Request") else "list/filter.html"
    return render(request, template, {"listing": _listing(request)})


@require_safe
def export(request: HttpRequest) -> HttpResponse | StreamingHttpResponse:
    """The list as CSV, streamed while it is read; who took it is put on record."""
    listing = _listing(request)
    if not listing.may_export:
        raise PermissionDenied
    if listing.faults:
        return render(request, "list/problems.html", {"listing": listing}, status=400)
    record_export("cases", listing.user, listing.now, query=listing.query_string)
    cases = exported_cases(listing.filters, EXPORT_LIMIT, listing.user, listing.now)
    name = f"problems-{listing.now.astimezone(clock.SHANGHAI):%Y%m%d-%H%M}.csv"
    return csvfile.answer(name, csvfile.case_rows(cases))


@require_POST
def columns(request: HttpRequest) -> HttpResponse:
    """Remember the choice of columns in a cookie and come back."""
    keys = [column.key for column in COLUMNS if column.key in request.POST.getlist("column")]
    response = redirect(safe_next(request, request.POST.get("next", "")))
    response.set_cookie(
        COOKIE, ".".join(keys) or "none", max_age=365 * 86400, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE, httponly=True,
    )  # fmt: skip
    return response


def _listing(request: HttpRequest) -> Listing:
    return Listing(request, cast(User, request.user), clock.now())
