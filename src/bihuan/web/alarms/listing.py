"""告警: the list of what the monitoring reported, and one alarm with its firings and cases."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_safe

from bihuan.intake.models import Alarm
from bihuan.intake.queries import (
    alarm_page,
    cases_of,
    cases_to_link,
    firings_of,
    read_alarm_filters,
)
from bihuan.people.permissions import may
from bihuan.problems.access import access_problem
from bihuan.problems.queries.cursor import Page
from bihuan.web.office.access import reader
from bihuan.web.paging import Paged, page_asked

PAGE = 50
VIEWS: tuple[tuple[str, str], ...] = (
    ("", N_("All alarms")),
    ("firing", N_("Firing now")),
    ("loose", N_("Firing without a case")),
    ("waiting", N_("Waiting for an open case")),
    ("unmatched", N_("No rule is for them")),
    ("linked", N_("With a case")),
)


@dataclass
class Listing(Paged):
    """One page of the list as its address asks for it."""

    request: HttpRequest

    def __post_init__(self) -> None:
        self.filters, self._faults = read_alarm_filters(dict(self.request.GET.lists()))

    @cached_property
    def page(self) -> Page[Alarm]:
        """The rows; a cursor that fits no more shows the first page again."""
        return page_asked(self.request, lambda cursor: alarm_page(self.filters, cursor, PAGE))

    @property
    def errors(self) -> list[str]:
        """What was wrong with the filters."""
        return [text for texts in self._faults.values() for text in texts]

    @property
    def narrowed(self) -> list[tuple[str, str, str]]:
        """What narrows the list beside view and words: label, value, the address without it."""
        labels = {
            "status": _("State"),
            "sender": _("Handed in by"),
            "system": _("Business system"),
            "case": _("Problem"),
        }
        given = asdict(self.filters)
        return [
            (label, given[name], self.query(**{name: ""})) for name, label in labels.items() if given[name]
        ]

    def query(self, **change: str) -> str:
        """The address of the list with other filters."""
        given = asdict(self.filters) | change
        return f"?{urlencode({name: value for name, value in given.items() if value})}"

    def beside(self, cursor: str) -> str:
        """The address of the page at a cursor, with all that narrows the list."""
        return self.query(cursor=cursor)


@require_safe
def alarms(request: HttpRequest) -> HttpResponse:
    """One page of alarms, by view, filters and words."""
    user = reader(request)
    context = {"page": Listing(request), "views": VIEWS, "may_edit": may(user, "edit_alarm_rules")}
    return render(request, "alarms/alarms.html", context)


@require_safe
def alarm(request: HttpRequest, pk: int) -> HttpResponse:
    """One alarm: what it says, how often it fired, which cases know of it, and to which it can be linked."""
    user = reader(request)
    found = get_object_or_404(Alarm.objects.select_related("problem", "rule__system"), pk=pk)
    is_free = found.problem is None or not found.problem.is_open
    context = {
        "alarm": found,
        "firings": firings_of(found),
        "cases": cases_of(found),
        "choices": cases_to_link(found) if is_free and user.is_member else [],
    }
    return render(request, "alarms/alarm.html", context)


@require_safe
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """On to the form of the case that was chosen, where the door says who may and why not."""
    problem = access_problem(reader(request), request.GET.get("number", "").strip()[:40], ())
    return redirect(f"{reverse('case', args=[problem.number])}?step=link_alarm&alarm={pk}#next")
