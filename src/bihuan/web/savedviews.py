"""Views of the list of cases: the built-in ones and those a person saved."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple, cast
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_POST

from bihuan import clock
from bihuan.people.models import User
from bihuan.people.prepared import Prepared
from bihuan.problems.queries.filters import MULTIPLE, NAMES
from bihuan.web.models import VIEW_LIMIT, SavedView

BUILT_IN: tuple[tuple[str, str], ...] = (
    (N_("Unfinished"), "state=active"),
    (N_("Mine"), "mine=1&state=active"),
    (N_("Not dispatched"), "state=awaiting_response,awaiting_dispatch"),
    (N_("Due soon"), "due_soon=1"),
    (N_("Overdue"), "overdue=1"),
    (N_("External department"), "external=1&state=active"),
    (N_("All"), "sort=-reported_at"),
)
"""Label and query string; the first is what the bare address shows."""


_SAVED = Prepared(lambda: SavedView.objects.filter(user=1).values_list("name", "query", "pk"), 1)


class View(NamedTuple):
    """A tab above the list."""

    label: str
    href: str
    is_here: bool
    pk: int | None = None


@lru_cache(maxsize=1024)
def canonical(query: str) -> str:
    """The filters of a query string in one order, without what is empty or no filter."""
    pairs = [(name, value) for name, value in parse_qsl(query) if name in NAMES and value]
    parts = {
        (name, part) for name, value in pairs for part in (value.split(",") if name in MULTIPLE else [value])
    }
    return urlencode(sorted(pair for pair in parts if pair[1]))


def views_of(user: User, query: str) -> list[View]:
    """All tabs, the one that shows `query` (canonical) marked."""
    here = query or canonical(BUILT_IN[0][1])
    found: list[tuple[str, str, int | None]] = [(_(label), text, None) for label, text in BUILT_IN]
    found += _SAVED.rows(user.pk)
    address = reverse("problems")
    return [View(label, f"{address}?{text}", canonical(text) == here, pk) for label, text, pk in found]


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the present filters under a name; the same name again replaces."""
    user = cast(User, request.user)
    name = " ".join(request.POST.get("name", "").split())[:24]
    query = canonical(request.POST.get("query", "")[:1000])
    if not name or not query:
        messages.error(request, _("A view needs a name and at least one filter."))
    elif SavedView.objects.filter(user=user).exclude(name=name).count() >= VIEW_LIMIT:
        messages.error(request, _("At most {number} views; delete one first.").format(number=VIEW_LIMIT))
    else:
        values = {"query": query, "created_at": clock.now()}
        SavedView.objects.update_or_create(user=user, name=name, defaults=values)
        messages.success(request, _("The view “{name}” was saved.").format(name=name))
    return redirect(f"{reverse('problems')}?{query}")


@require_POST
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete one of one's own views."""
    view = get_object_or_404(SavedView, pk=pk, user=cast(User, request.user))
    view.delete()
    messages.success(request, _("The view “{name}” was deleted.").format(name=view.name))
    return redirect("problems")
