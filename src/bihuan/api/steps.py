"""Steps as the API tells them: an offer with its fields, and the fields alone, drawn from the tables."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from msgspec import Raw

from bihuan.api.encoding import encoded
from bihuan.api.faults import shown
from bihuan.api.shapes.base import ChoiceShape, FieldShape
from bihuan.api.shapes.cases import OfferShape
from bihuan.problems.offers import Offer
from bihuan.process import terms
from bihuan.process.fields import Field
from bihuan.process.lifecycle import STEPS
from bihuan.process.terms import Term

CATEGORIES = {code: term for code, term in terms.CATEGORIES.items() if code != "unclassified"}
SOURCES = {code: term for code, term in terms.SOURCES.items() if code != "import"}
LEVELS = {term.code: term for term in terms.LEVELS.values()}
BY_KIND: Mapping[str, Mapping[str, Term]] = {
    "level": LEVELS,
    "category": CATEGORIES,
    "categories": CATEGORIES,
    "source": SOURCES,
}
"""The codes that a kind of field takes, where the field itself names none."""

TEXTS = frozenset({"text", "longtext"})


def offer_shape(offer: Offer) -> OfferShape:
    """One offered step; what never changes of it is encoded once a language."""
    label, fields = _told(offer.step.key, get_language() or "")
    return OfferShape(
        step=offer.step.key,
        label=label,
        clause=offer.step.clauses[0],
        allowed=offer.allowed,
        reasons=shown(offer.reasons),
        fields=fields,  # type: ignore[arg-type]  # encoded already
    )


@lru_cache(maxsize=256)
def _told(key: str, language: str) -> tuple[str, Raw]:
    step = STEPS[key]
    return _(step.label), Raw(encoded([field_shape(field) for field in step.fields]))


def field_shape(field: Field) -> FieldShape:
    """One field of a step in the reader's language."""
    choices = choices_of(field)
    return FieldShape.of(
        field,
        label=_(field.label),
        help=_(field.help) if field.help else "",
        max_length=field.max_length if field.kind in TEXTS else None,
        choices=[ChoiceShape(code=code, label=_(term.label)) for code, term in choices.items()],
    )


def choices_of(field: Field) -> Mapping[str, Term]:
    """The codes that a field takes, in order; empty where they are no closed list."""
    return field.choices or BY_KIND.get(field.kind, {})
