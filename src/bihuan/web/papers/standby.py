"""断网备用: where call tree and blank forms lie for a dead network, since when, and all of them at once."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bihuan import clock
from bihuan.papers.kinds import KINDS, calltree
from bihuan.papers.models import StandbyCopy
from bihuan.papers.standby import BLANK, HOUR, copies, is_missed
from bihuan.people.models import User
from bihuan.web.office.access import reader
from bihuan.web.papers.answers import paper_answer


class Copy(NamedTuple):
    """What one machine keeps."""

    row: StandbyCopy
    is_missed: bool


@require_safe
def standby(request: HttpRequest) -> HttpResponse:
    """The folders of all machines with the time of their last set."""
    user, at = reader(request), clock.now()
    found = [Copy(row, is_missed(row, at)) for row in copies()]
    kinds = [KINDS[key] for key in BLANK]
    context = {
        "copies": found,
        "kinds": kinds,
        "user": user,
        "hour": f"{HOUR:%H:%M}",
        "folder": settings.STANDBY_FOLDER,
    }
    return render(request, "papers/standby.html", context)


@require_safe
def call_tree(request: HttpRequest, form: str) -> HttpResponse:
    """The call tree as it stands now; it holds telephone numbers, so members alone have it, on record."""
    user, at = _member(request), clock.now()
    data = calltree.data_of(at)
    return paper_answer(request, calltree.KIND, data, form, user=user, at=at, number="–")


def _member(request: HttpRequest) -> User:
    user = reader(request)
    if not user.is_member:
        raise PermissionDenied
    return user
