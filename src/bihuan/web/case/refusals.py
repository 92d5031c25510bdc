"""A refused step as it is listed: made once a language, for most of them look alike on every case."""

from __future__ import annotations

from functools import lru_cache

from django.utils.translation import get_language, gettext
from markupsafe import Markup

from bihuan.problems.offers import Offer
from bihuan.problems.reasons import reason_text
from bihuan.process.lifecycle import STEPS


def line(offer: Offer) -> Markup:
    """Label and reasons with their clauses; those that belong to others are quieter."""
    reasons = tuple((reason.clause, reason_text(reason)) for reason in offer.reasons)
    return _line(offer.step.key, reasons, offer.is_yours, get_language() or "")


def passed(key: str) -> Markup | None:
    """For a step that the present state does not know: somebody has taken it, or it comes later."""
    if key not in STEPS:
        return None
    told = gettext("This step does not belong to the present state; it may have been taken already.")
    return Markup("<dt>{}</dt><dd>{}</dd>").format(gettext(STEPS[key].label), told)


@lru_cache(maxsize=2048)
def _line(key: str, reasons: tuple[tuple[str, str], ...], is_yours: bool, language: str) -> Markup:
    quiet = Markup("") if is_yours else Markup(' class="quiet"')
    told = Markup("").join(
        Markup('<div><span class="pill">{}</span> {}</div>').format(clause, text) for clause, text in reasons
    )
    return Markup("<dt{}>{}</dt><dd{}>{}</dd>").format(quiet, gettext(STEPS[key].label), quiet, told)
