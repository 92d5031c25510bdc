"""流程手册 as PDF: what the pages of the process show, with the revision in force and the figures in force."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from bihuan import clock
from bihuan.papers.kinds import handbook as kinds
from bihuan.people.models import User
from bihuan.problems.models import PolicyVersion, Revision
from bihuan.problems.policy import current_number, figures_of
from bihuan.problems.queries.office import in_force_on, revisions
from bihuan.process.calendar import shanghai_date
from bihuan.process.diagram import draw
from bihuan.process.figures import FIGURES, LOST
from bihuan.web import marks
from bihuan.web.office import processtables as tables
from bihuan.web.office.access import anybody
from bihuan.web.office.standing import standing
from bihuan.web.office.wording import value_words
from bihuan.web.papers.answers import paper_answer
from bihuan.web.timewords import stamp


@require_safe
def handbook(request: HttpRequest) -> HttpResponse:
    """The handbook as it stands now, in the language of the reader."""
    user, at = anybody(request), clock.now()
    return paper_answer(request, kinds.KIND, handbook_data(at), "pdf", user=user, at=at)


@require_safe
def revision(request: HttpRequest, version: str, form: str) -> HttpResponse:
    """One published revision on paper, old ones too, with its standing."""
    user, at = anybody(request), clock.now()
    found = get_object_or_404(Revision.objects.select_related("published_by"), version=version)
    if form != "pdf":
        raise Http404
    return paper_answer(request, kinds.REVISION, revision_data(found, at), form, user=user, at=at)


def handbook_data(at: datetime) -> dict[str, Any]:
    """Everything in the handbook, in the active language. Three queries."""
    number = current_number()
    policy = figures_of(number)
    published = PolicyVersion.objects.filter(number=number).values_list("at", flat=True).first()
    found = in_force_on(shanghai_date(at), revisions())
    lost = [figure for figure in FIGURES.values() if figure.provenance == LOST]
    return {
        "revision": found.version if found else "",
        "effective_on": found.effective_on.isoformat() if found else "",
        "policy": str(number or pgettext("handbook", "as delivered")),
        "policy_at": stamp(published),
        "made_at": stamp(at),
        "unconfirmed": pgettext("handbook", "{n} figures").format(n=len(lost)),
        "text": found.text if found else _("No revision is published yet"),
        "cycle": draw(_),
        **_rules(policy),
        "figures": [_figure(key, policy) for key in FIGURES],
        **_clauses(),
    }


def _rules(policy: tables.Policy) -> dict[str, list[dict[str, str]]]:
    """Levels, roles, steps and duties as their pages show them."""
    return {
        "levels": [
            {
                "level": marks.word("levels", level),
                "criteria": note,
                "respond": limit(one),
                "resolve": limit(two),
            }
            for level, note, one, two in tables.level_lines(policy)
        ],
        "roles": [
            {"role": role, "steps": tables.listed(steps), "duties": tables.listed(duties)}
            for role, steps, duties in tables.role_lines()
        ],
        "steps": [
            {
                "step": line.label,
                "who": line.who,
                "sources": line.sources,
                "target": line.target,
                "clauses": " ".join(line.step.clauses),
            }
            for line in tables.step_lines()
        ],
        "duties": [
            {
                "clause": line.rule.clause,
                "duty": line.label,
                "owed_by": line.owed_by,
                "opens": line.opens,
                "meets": line.meets,
                "limits": " / ".join(map(limit, line.limits)) or tables.by_part(),
            }
            for line in tables.duty_lines(policy)
        ],
    }


def limit(found: tables.Limit) -> str:
    """A limit in force; marked where the source lost its figure."""
    if not found.is_lost:
        return found.text
    return pgettext("handbook", "{value} (to be confirmed)").format(value=found.text)


def _figure(key: str, policy: tables.Policy) -> dict[str, str]:
    figure = FIGURES[key]
    return {
        "clause": figure.clause,
        "label": _(figure.label),
        "value": limit(tables.Limit(value_words(figure, policy[key]), figure)),
        "provenance": marks.word("provenance", figure.provenance.lower()),
    }


def _clauses() -> dict[str, list[dict[str, str]]]:
    """The clauses by group; those with a lost figure are marked."""
    mark = pgettext("handbook", "{value} (to be confirmed)")
    return {
        f"clauses_{code}": [
            {
                "id": clause.id,
                "title": mark.format(value=_(clause.title)) if is_lost else _(clause.title),
                "text": _(clause.text),
            }
            for clause, is_lost in clauses
        ]
        for code, _heading, clauses in tables.clause_groups()
    }


def revision_data(found: Revision, at: datetime) -> dict[str, Any]:
    """One revision with its standing. One query."""
    return {
        "revision": found.version,
        "standing": standing(found, revisions(), shanghai_date(at)),
        "effective_on": found.effective_on.isoformat(),
        "published_at": stamp(found.published_at),
        "published_by": author(found.published_by),
        "reason": found.reason,
        "text": found.text,
    }


def author(user: User | None) -> str:
    """Who published it; a dash for the product itself."""
    return user.name if user else "–"
