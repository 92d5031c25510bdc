"""流程: what are the rules? The picture, the tables, the clauses, and the published revisions (R1a)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods, require_safe
from markupsafe import Markup

from bihuan import clock
from bihuan.people.models import User
from bihuan.problems.gate import take_step
from bihuan.problems.models import Revision
from bihuan.problems.policy import current_number, figures_of
from bihuan.problems.queries.office import in_force_on, revisions
from bihuan.problems.refusals import BadInput, Refused
from bihuan.process.calendar import shanghai_date
from bihuan.process.lifecycle import STEPS
from bihuan.web.case.formdata import raw_of
from bihuan.web.office import processtables as tables
from bihuan.web.office.access import anybody, holder
from bihuan.web.office.forms import OfficeForm, status_of
from bihuan.web.office.standing import standing

TABS: tuple[tuple[str, str], ...] = (
    ("cycle", N_("State diagram")),
    ("limits", N_("Levels and limits")),
    ("duties", N_("Duties")),
    ("steps", N_("Steps and roles")),
    ("clauses", N_("Clauses")),
    ("revisions", N_("Revisions")),
)
PUBLISH = "publish_process"


class TabLink(NamedTuple):
    """One tab above a page."""

    label: str
    href: str
    is_here: bool


def tab_links(tabs: tuple[tuple[str, str], ...], here: str) -> list[TabLink]:
    """Tabs that differ in the query only."""
    return [TabLink(_(label), f"?tab={key}", key == here) for key, label in tabs]


@dataclass
class ProcessPage:
    """The rules as one person sees them; what a tab does not show is not read."""

    request: HttpRequest
    user: User
    now: datetime
    tables = tables

    @cached_property
    def tab(self) -> str:
        """The tab that is shown."""
        wanted = self.request.GET.get("tab", "")
        return wanted if wanted in dict(TABS) else TABS[0][0]

    @property
    def tabs(self) -> list[TabLink]:
        """All tabs."""
        return tab_links(TABS, self.tab)

    @property
    def template(self) -> str:
        """The fragment of the tab."""
        return f"office/process/_{self.tab}.html"

    @cached_property
    def policy(self) -> tables.Policy:
        """The figures in force."""
        return figures_of(current_number())

    @property
    def picture(self) -> Markup:
        """The life cycle."""
        return tables.picture(self.detail.code if self.detail else "", tables.language())

    @cached_property
    def detail(self) -> tables.Detail | None:
        """What was clicked."""
        for kind in ("step", "state"):
            if code := self.request.GET.get(kind, ""):
                return tables.detail_of(kind, code, self.policy)
        return None

    @cached_property
    def revisions(self) -> list[Revision]:
        """Every published revision, the newest first."""
        return revisions()

    @cached_property
    def in_force(self) -> str:
        """The version of the revision that is in force today."""
        found = in_force_on(shanghai_date(self.now), self.revisions)
        return found.version if found else ""

    def standing(self, revision: Revision) -> str:
        """In force, superseded by which, or in force from when."""
        return standing(revision, self.revisions, shanghai_date(self.now))

    @property
    def may_publish(self) -> bool:
        """The coordinator keeps the process document."""
        return "coordinator" in self.user.roles


@require_safe
def process(request: HttpRequest) -> HttpResponse:
    """The rules, one tab at a time."""
    page = ProcessPage(request, anybody(request), clock.now())
    return render(request, "office/process/process.html", {"page": page})


@require_safe
def revision(request: HttpRequest, version: str) -> HttpResponse:
    """One published revision, old ones too."""
    page = ProcessPage(request, anybody(request), clock.now())
    found = get_object_or_404(Revision.objects.select_related("published_by"), version=version)
    return render(request, "office/process/revision.html", {"revision": found, "page": page})


@require_http_methods(["GET", "POST"])
def publish(request: HttpRequest) -> HttpResponse:
    """Publish a revision: number, effective date, reason, text."""
    user, step, action = holder(request, "coordinator"), STEPS[PUBLISH], reverse("process_publish")
    if request.method == "GET":
        return _form(request, OfficeForm(step, action, PUBLISH, initial={"text": _latest_text()}))
    try:
        take_step(PUBLISH, actor=user, at=clock.now(), data=raw_of(step, request.POST))
    except (Refused, BadInput) as refusal:
        return _form(request, OfficeForm.refused(step, action, PUBLISH, request, refusal), status_of(refusal))
    request.session["accepted_draft"] = PUBLISH
    messages.success(
        request, _("Revision {version} is published.").format(version=request.POST.get("version", ""))
    )
    return redirect(f"{reverse('process')}?tab=revisions")


def _form(request: HttpRequest, form: OfficeForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "title": _("Publish a revision"), "back": f"{reverse('process')}?tab=revisions"}
    return render(request, "office/step.html", context, status=status)


def _latest_text() -> str:
    found = revisions()
    return found[0].text if found else ""
