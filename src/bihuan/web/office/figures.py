"""参数: the figures of the policy. Everybody reads them, the coordinator edits them into a new version."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bihuan import clock
from bihuan.people.models import User
from bihuan.people.permissions import may
from bihuan.problems.models import PolicyVersion
from bihuan.problems.policy import StaleFigures, change_figures, current_number, figures_of
from bihuan.problems.queries.office import PAGE, policy_versions
from bihuan.process.clauses import CLAUSES, GROUPS
from bihuan.process.figures import DURATION, FIGURES, Figure, check_figure
from bihuan.web.office.access import anybody, doer
from bihuan.web.office.wording import SPANS, Typed, given, typed, unit_word, value_words

REASON_LIMIT = 500


class FigureRow(NamedTuple):
    """One figure: in words, as typed, and what is wrong with what was typed."""

    figure: Figure
    label: str
    text: str
    usual: str
    typed: Typed
    unit: str
    error: str


class Change(NamedTuple):
    """One figure of a version: what it was and what it became."""

    label: str
    clause: str
    old: str
    new: str


@dataclass
class FiguresPage:
    """The figures as one person sees them; `post` holds what was typed and refused."""

    user: User
    editing: bool = False
    post: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    is_stale: bool = False
    units = SPANS
    reason_limit = REASON_LIMIT

    @cached_property
    def number(self) -> int:
        """The version in force, 0 for the one that ships."""
        return current_number()

    @cached_property
    def version(self) -> PolicyVersion | None:
        """Who set it, when and why."""
        return next(iter(policy_versions(limit=1)), None)

    @property
    def may_edit(self) -> bool:
        """The coordinator keeps the figures."""
        return may(self.user, "edit_figures")

    @property
    def reason(self) -> str:
        """The reason as typed."""
        return self.post.get("reason", "")

    @cached_property
    def groups(self) -> list[tuple[str, list[FigureRow]]]:
        """Heading and rows by group of clauses, in the order of the document."""
        policy = figures_of(self.number)
        rows = [self._row(figure, policy[figure.key]) for figure in FIGURES.values()]
        return [
            (_(heading), found)
            for code, heading in GROUPS.items()
            if (found := [row for row in rows if CLAUSES[row.figure.clause].group == code])
        ]

    def _row(self, figure: Figure, value: Any) -> FigureRow:
        stands = typed(value)
        if f"f-{figure.key}" in self.post:
            stands = Typed(self.post[f"f-{figure.key}"][:12], self.post.get(f"u-{figure.key}", ""))
        usual = "" if value == figure.value else value_words(figure, figure.value)
        unit = "" if figure.unit == DURATION else unit_word(figure)
        error = self.errors.get(figure.key, "")
        return FigureRow(figure, _(figure.label), value_words(figure, value), usual, stands, unit, error)


@require_http_methods(["GET", "POST"])
def figures(request: HttpRequest) -> HttpResponse:
    """Read the figures, or change them."""
    if request.method == "POST":
        return _change(request, doer(request, "edit_figures"))
    page = FiguresPage(anybody(request), editing="edit" in request.GET)
    page.editing = page.editing and page.may_edit
    return render(request, "office/figures/figures.html", {"page": page})


@require_safe
def history(request: HttpRequest) -> HttpResponse:
    """Every version, the latest first: who, when, why, and each figure before and after."""
    anybody(request)
    text = request.GET.get("before", "")
    before = int(text) if text.isdecimal() and len(text) < 9 else 0
    found = policy_versions(before, PAGE + 1)
    next_url = f"?before={found[PAGE - 1].number}" if len(found) > PAGE else ""
    context = {
        "versions": [(version, changes_of(version)) for version in found[:PAGE]],
        "page": {"previous_url": "", "next_url": next_url},
    }
    return render(request, "office/figures/history.html", context)


def changes_of(version: PolicyVersion) -> list[Change]:
    """What a version changed against the one before."""
    old, new = figures_of(version.number - 1), figures_of(version.number)
    return [
        Change(_(figure.label), figure.clause, value_words(figure, old[key]), value_words(figure, new[key]))
        for key, figure in FIGURES.items()
        if old[key] != new[key]
    ]


def _change(request: HttpRequest, user: User) -> HttpResponse:
    post = {name: str(value) for name, value in request.POST.items()}
    based_on, values, errors = _read(post)
    page = FiguresPage(user, editing=True, post=post, errors=errors)
    if errors:
        return render(request, "office/figures/figures.html", {"page": page}, status=422)
    if values == dict(figures_of(based_on)):
        messages.info(request, _("Nothing was changed."))
        return redirect("figures")
    try:
        made = change_figures(
            values, reason=post["reason"].strip(), by=user, at=clock.now(), based_on=based_on
        )
    except StaleFigures:
        page.is_stale = True
        return render(request, "office/figures/figures.html", {"page": page}, status=409)
    text = _("Version {number} is in force for cases reported from now on; running clocks keep theirs.")
    messages.success(request, text.format(number=made.number))
    return redirect(reverse("figures"))


def _read(post: dict[str, str]) -> tuple[int, dict[str, Any], dict[str, str]]:
    """The version that was edited, the whole set of figures, and what is wrong by figure (or `reason`)."""
    number = post.get("based_on", "")
    latest = current_number()
    based_on = int(number) if number.isdecimal() and len(number) < 9 and int(number) <= latest else latest
    values, errors = dict(figures_of(based_on)), {}
    for key, figure in FIGURES.items():
        if f"f-{key}" in post:
            try:
                values[key] = check_figure(
                    key, given(figure, post[f"f-{key}"].strip(), post.get(f"u-{key}", ""))
                )
            except ValueError as wrong:
                errors[key] = _(str(wrong))
    reason = post.get("reason", "").strip()
    if not reason:
        errors["reason"] = _("This field is required.")
    elif len(reason) > REASON_LIMIT or "\x00" in reason:
        errors["reason"] = _("At most {number} characters.").format(number=REASON_LIMIT)
    return based_on, values, errors
