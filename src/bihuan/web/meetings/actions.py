"""整改项: which corrective actions are out, whose are they, how old, how late?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bihuan import clock
from bihuan.people.models import User
from bihuan.problems.queries.actions import ActionFilters, ActionRow, action_page, read_action_filters
from bihuan.problems.queries.cursor import Page
from bihuan.process.terms import ACTION_STATUS
from bihuan.web.office.access import reader
from bihuan.web.paging import Paged, page_asked

PAGE = 50
PARTS = ("status", "mine", "owner", "late")


@dataclass
class ActionsPage(Paged):
    """The list as one person sees it."""

    request: HttpRequest
    user: User
    now: datetime
    statuses = ACTION_STATUS

    def __post_init__(self) -> None:
        self.filters, self.faults = read_action_filters(dict(self.request.GET.lists()))

    @cached_property
    def page(self) -> Page[ActionRow]:
        """The rows; a cursor that fits no more shows the first page again."""
        return page_asked(
            self.request, lambda cursor: action_page(self.filters, cursor, PAGE, self.user, self.now)
        )

    @property
    def rows(self) -> list[ActionRow]:
        """The rows."""
        return self.page.rows

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter is on, or was meant to be."""
        return self.filters != ActionFilters() or bool(self.faults)

    @property
    def errors(self) -> list[str]:
        """What was wrong with the filters."""
        return [text for texts in self.faults.values() for text in texts]

    def step(self, row: ActionRow) -> str:
        """What the reader can do with a row by one step, if anything."""
        if row.status == "open" and row.owner == self.user.username:
            return "close_action"
        may_check = bool(self.user.roles & {"lead", "coordinator", "manager"})
        return (
            "check_action" if row.status == "closed" and may_check and row.owner != self.user.username else ""
        )

    def query(self, **changes: str) -> str:
        """The address with some filters changed; a cursor never stays."""
        kept = [(n, value) for n in PARTS if n not in changes for value in self.request.GET.getlist(n)]
        return "?" + urlencode([pair for pair in [*kept, *changes.items()] if pair[1]])

    def beside(self, cursor: str) -> str:
        """The address of the page at a cursor, with all that narrows the list."""
        return self.query(cursor=cursor)


@require_safe
def actions(request: HttpRequest) -> HttpResponse:
    """Corrective actions of all cases, the earliest due first."""
    page = ActionsPage(request, reader(request), clock.now())
    return render(request, "meetings/actions.html", {"page": page})
