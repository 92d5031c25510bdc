"""Papers of a case, and blank forms, as files."""

from __future__ import annotations

from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from bihuan import clock
from bihuan.papers.kinds import KINDS, minutes
from bihuan.papers.of_case import NoSuchPaper, paper_of
from bihuan.papers.source import CaseSource
from bihuan.papers.standby import BLANK
from bihuan.people.models import User
from bihuan.problems.access import JOINED, NotFound, access_problem
from bihuan.problems.models import Meeting
from bihuan.web.office.access import reader
from bihuan.web.papers.answers import paper_answer


@require_safe
def download(request: HttpRequest, number: str, kind: str, which: str, form: str) -> HttpResponse:
    """One paper of a case for whoever may read the case."""
    user = cast(User, request.user)
    problem = access_problem(user, number, JOINED)
    try:
        paper, data = paper_of(CaseSource(problem, user), kind, which)
    except NoSuchPaper as error:
        raise NotFound(number) from error
    return paper_answer(request, paper.kind, data, form, user=user, at=clock.now(), number=number)


@require_safe
def of_month(request: HttpRequest, month: str, meeting: str, form: str) -> HttpResponse:
    """The minutes of a monthly meeting."""
    user, at = reader(request), clock.now()
    rows = Meeting.objects.filter(month__month=month).select_related("month")
    found = rows.filter(number=meeting).first() if meeting.isprintable() and month.isprintable() else None
    if found is None:
        raise NotFound(meeting)
    data = minutes.data_of_month(found)
    return paper_answer(request, minutes.KIND, data, form, user=user, at=at, number=month)


@require_safe
def blank(request: HttpRequest, kind: str, form: str) -> HttpResponse:
    """A blank form, for the hours without a desk."""
    if kind not in BLANK:
        raise Http404
    found = KINDS[kind]
    user = cast(User, request.user)
    return paper_answer(request, found, found.blank(), form, user=user, at=clock.now())
