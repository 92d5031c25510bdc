"""告警: the list of what the monitoring reported, and one alarm with its firings and cases."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_safe

from bihuan.intake.models import Alarm
from bihuan.intake.queries import alarm_page, cases_of, firings_of
from bihuan.people.permissions import may
from bihuan.web.office.access import reader

VIEWS: tuple[tuple[str, str], ...] = (
    ("", N_("All alarms")),
    ("firing", N_("Firing now")),
    ("loose", N_("Firing without a case")),
    ("unmatched", N_("No rule is for them")),
    ("linked", N_("With a case")),
)


@require_safe
def alarms(request: HttpRequest) -> HttpResponse:
    """One page of alarms, by view and words."""
    user, view, words = reader(request), request.GET.get("view", ""), request.GET.get("q", "").strip()[:100]
    page = alarm_page(view, words, request.GET.get("after", ""))
    kept = {name: value for name, value in (("view", view), ("q", words)) if value}
    context = {
        "page": page,
        "view": view,
        "views": VIEWS,
        "words": words,
        "older": f"?{urlencode({**kept, 'after': page.next})}" if page.next else "",
        "may_edit": may(user, "edit_alarm_rules"),
    }
    return render(request, "alarms/alarms.html", context)


@require_safe
def alarm(request: HttpRequest, pk: int) -> HttpResponse:
    """One alarm: what it says, how often it fired, which cases know of it."""
    reader(request)
    found = get_object_or_404(Alarm.objects.select_related("problem", "rule"), pk=pk)
    context = {"alarm": found, "firings": firings_of(found), "cases": cases_of(found)}
    return render(request, "alarms/alarm.html", context)
