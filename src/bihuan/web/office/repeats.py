"""重复问题: which problems come back, how often, and what is done about them (D72, F6.3)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bihuan.problems.queries.case import systems_to_choose
from bihuan.problems.queries.cursor import Page
from bihuan.problems.queries.repeats import (
    CHOICES,
    GroupFilters,
    GroupRow,
    cases_of,
    group_of,
    group_page,
    read_group_filters,
)
from bihuan.web import marks
from bihuan.web.office.access import reader
from bihuan.web.paging import Paged, page_asked

PAGE = 50
WORDS = {"category": "categories", "cause": "cause_classes", "plan": "repeat_plans"}


@dataclass
class GroupsPage(Paged):
    """The list of groups as its address asks for it."""

    request: HttpRequest

    def __post_init__(self) -> None:
        self.filters, self.faults = read_group_filters(dict(self.request.GET.lists()))

    @cached_property
    def page(self) -> Page[GroupRow]:
        """The rows; a cursor that fits no more shows the first page again."""
        return page_asked(self.request, lambda cursor: group_page(self.filters, cursor, PAGE))

    @property
    def rows(self) -> list[GroupRow]:
        """The rows."""
        return self.page.rows

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter is on, or was meant to be."""
        return self.filters != GroupFilters() or bool(self.faults)

    @property
    def errors(self) -> list[str]:
        """What was wrong with the filters."""
        return [text for texts in self.faults.values() for text in texts]

    @property
    def tables(self) -> list[tuple[str, str, str, list[tuple[str, str]]]]:
        """The choices: field, label, what is chosen, code and word of each."""
        systems = [(choice.code, choice.label) for choice in systems_to_choose()]
        labels = {"category": _("Category"), "cause": _("Cause class"), "plan": _("Corrective plan")}
        found = [("system", _("System"), self.filters.system, systems)]
        for name, label in labels.items():
            words = [(code, marks.word(WORDS[name], code)) for code in CHOICES[name]]
            found.append((name, label, getattr(self.filters, name), words))
        return found

    def beside(self, cursor: str) -> str:
        """The address of the page at a cursor, with all that narrows the list."""
        kept = [(name, getattr(self.filters, name)) for name in self.filters.__slots__]
        return "?" + urlencode([pair for pair in (*kept, ("cursor", cursor)) if pair[1]])


@require_safe
def groups(request: HttpRequest) -> HttpResponse:
    """Groups of repeat problems, the one with the latest case first."""
    reader(request)
    return render(request, "office/repeats/groups.html", {"page": GroupsPage(request)})


@require_safe
def group(request: HttpRequest, pk: int) -> HttpResponse:
    """The cases of one group and their corrective actions."""
    reader(request)
    found = group_of(pk)
    if found is None:
        raise Http404
    return render(request, "office/repeats/group.html", {"group": found, "cases": cases_of(pk)})
