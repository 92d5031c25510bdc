"""The process as data: levels, figures, steps, duties, clauses, codes — the tables, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from bihuan.api.encoding import encoded
from bihuan.api.steps import field_shape
from bihuan.problems.policy import figures_of
from bihuan.process import terms
from bihuan.process.clauses import CLAUSES
from bihuan.process.duties import DUTIES, DutyRule
from bihuan.process.figures import FIGURES, policy_to_json
from bihuan.process.lifecycle import STEPS, Step
from bihuan.process.terms import Term

CODES: dict[str, Mapping[Any, Term]] = {
    "categories": terms.CATEGORIES,
    "sources": terms.SOURCES,
    "users_affected": terms.USERS_AFFECTED,
    "roles": terms.ROLES,
    "states": terms.STATES,
    "criteria": terms.CRITERIA,
    "duty_statuses": terms.DUTY_STATUS,
}
"""Tables of codes that programs meet, by the name they have in the answer."""


@lru_cache(maxsize=16)
def encoded_process(language: str, policy_number: int) -> bytes:
    """The answer for one language and one version of the figures; neither ever changes, so it is kept."""
    policy = policy_to_json(figures_of(policy_number))
    return encoded(
        {
            "policy_version": policy_number,
            "levels": [_level(level, term, policy) for level, term in terms.LEVELS.items()],
            "figures": [
                {
                    "key": figure.key,
                    "label": _(figure.label),
                    "clause": figure.clause,
                    "value": policy[figure.key],
                    "unit": "seconds" if figure.unit == "duration" else figure.unit,
                    "provenance": figure.provenance,
                }
                for figure in FIGURES.values()
            ],
            "steps": [_step(step) for step in STEPS.values()],
            "duties": [_duty(rule) for rule in DUTIES],
            "clauses": [
                {"id": row.id, "title": _(row.title), "text": _(row.text), "group": row.group}
                for row in CLAUSES.values()
            ],
            **{name: [_term(term) for term in table.values()] for name, table in CODES.items()},
        }
    )


def _term(term: Term) -> dict[str, str]:
    return {"code": term.code, "label": _(term.label)}


def _level(level: int, term: Term, policy: Mapping[str, int]) -> dict[str, Any]:
    """A level with its two limits in seconds."""
    return {
        "level": level,
        "label": _(term.label),
        "criteria": _(term.note),
        "respond_within": policy[f"response_{level}"],
        "resolve_within": policy[f"resolution_{level}"],
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "step": step.key,
        "label": _(step.label),
        "clauses": step.clauses,
        "who": step.who,
        "states": sorted(step.sources),
        "becomes": step.target,
        "subjects": step.subjects,
        "automatic": step.automatic,
        "fields": [field_shape(field) for field in step.fields],
    }


def _duty(rule: DutyRule) -> dict[str, Any]:
    return {
        "key": rule.key,
        "label": _(rule.label),
        "clause": rule.clause,
        "owed_by": rule.owed_by,
        "opened_by": rule.opens,
        "met_by": rule.meets,
        "figure": rule.limit if isinstance(rule.limit, str) else None,
        "depends_on_level": rule.depends_on_level,
    }
