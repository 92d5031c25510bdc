"""档案: the files, those to be appraised, and what the monthly reading found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bihuan import clock
from bihuan.archive.faultwords import fault_in_words
from bihuan.archive.lists import (
    STATUSES,
    FileFilters,
    damaged,
    file_page,
    fixity_state,
    read_file_filters,
    results,
)
from bihuan.archive.tending import interval
from bihuan.people.models import User
from bihuan.problems.models import ArchiveFile
from bihuan.problems.queries.cursor import Page
from bihuan.process.filefacts import APPROVED, PROPOSED
from bihuan.web.office.access import reader
from bihuan.web.paging import Paged, page_asked

PAGE = 50
NAMES = ("status", "level", "q")


@dataclass
class Files(Paged):
    """One page of files as one person sees it."""

    request: HttpRequest
    user: User
    now: datetime
    only_to_appraise: bool = False
    statuses = tuple(STATUSES)

    @cached_property
    def filters(self) -> FileFilters:
        """What the address asks for."""
        return replace(read_file_filters(self.request.GET.dict()), is_to_appraise=self.only_to_appraise)

    @cached_property
    def page(self) -> Page[ArchiveFile]:
        """The rows; a cursor that fits no more shows the first page again."""
        return page_asked(self.request, lambda cursor: file_page(self.filters, cursor, PAGE))

    @property
    def given(self) -> dict[str, str]:
        """What stands in the filter form."""
        return {name: self.request.GET.get(name, "")[:60] for name in NAMES}

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter is on."""
        return any(self.given.values())

    def todo(self, row: object) -> str:
        """The step that the reader can take next on a file of the appraisal list."""
        disposal = getattr(row, "disposal", "")
        if "manager" in self.user.roles and disposal == PROPOSED:
            return "approve_disposal"
        if "clerk" in self.user.roles and disposal == APPROVED:
            return "destroy_file"
        return "propose_disposal" if "clerk" in self.user.roles and not disposal else ""

    def beside(self, cursor: str) -> str:
        """The address of the page at a cursor, with all that narrows the list."""
        kept = [(name, value) for name, value in self.given.items() if value]
        return "?" + urlencode([*kept, ("cursor", cursor)])


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """All files, the newest first."""
    page = Files(request, reader(request), clock.now())
    return render(request, "archive/archive.html", {"page": page})


@require_safe
def appraisal(request: HttpRequest) -> HttpResponse:
    """Files whose term is over: what becomes of each is decided by two persons."""
    page = Files(request, reader(request), clock.now(), only_to_appraise=True)
    return render(request, "archive/appraisal.html", {"page": page})


@require_safe
def fixity(request: HttpRequest) -> HttpResponse:
    """Whether the packages hold, and when each was read."""
    reader(request)
    now = clock.now()
    context = {
        "state": fixity_state(now),
        "damaged": damaged(),
        "results": results(),
        "days": interval().days,
        "said": fault_in_words,
    }
    return render(request, "archive/fixity.html", context)
