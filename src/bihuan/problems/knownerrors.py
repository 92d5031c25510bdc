"""已知错误: what a case drafts for one, the index of its words, and which one fits what somebody describes.

Known errors are few, some hundreds where cases are a hundred thousand, so they have an index of their own: a row a
word, by the tokens of the search. What fits is found by the words that it shares with the description and judged by
what these words tell.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from bihuan.people.models import User
from bihuan.problems.models import KnownError, KnownErrorWord, Problem
from bihuan.problems.parts import Parts
from bihuan.problems.rarity import counts_of, rarest, weights_of
from bihuan.problems.search import tokens

TEXTS = ("title", "symptom", "cause", "workaround", "final_fix", "category")
"""What its wording is made of, beside the systems."""
LIVE = ("workaround", "fixed")
"""States of a known error that is in use."""
LOOKED_AT = 20
MOST_WORDS = 60
SHOWN = 3
ENOUGH, ENOUGH_HERE = 0.2, 0.12
"""Share of the words of the shorter text, by what they tell, that both hold; less is enough where the system is the
same. Found by trying the cases of the demonstration."""


@dataclass(frozen=True, slots=True)
class Fitting:
    """A known error that may be what is described; `score` from 0 to 1."""

    number: str
    title: str
    status: str
    workaround: str
    final_fix: str
    is_same_system: bool
    score: float


def words_in(text: str) -> set[str]:
    """The words of a text that tell something: pairs, and words of other scripts; no single characters."""
    return {word for word in tokens(text) if len(word) > 1}


def index_words(error: KnownError) -> None:
    """Write the words of a known error anew. Called in the step's transaction."""
    texts = [error.number, error.title, error.symptom, error.cause, error.workaround, error.final_fix]
    error.words.all().delete()
    KnownErrorWord.objects.bulk_create(
        KnownErrorWord(error=error, word=word) for word in sorted(words_in("\n".join(texts)))
    )


def fitting(
    user: User, text: str, system: str = "", *, but: Collection[str] = (), shown: int = SHOWN
) -> list[Fitting]:
    """Known errors in use that fit a description, those of the same `system` (a code) before others.

    `but` are numbers that are not looked for. Whoever does not read every case is offered none. Three queries, none
    for a short text.
    """
    wanted = words_in(text)
    if len(wanted) < 3 or not user.reads_all_cases:
        return []
    counts = counts_of(wanted)
    rows = (
        KnownError.objects.filter(status__in=LIVE, words__word__in=rarest(counts, MOST_WORDS))
        .exclude(number__in=but)
        .annotate(
            shared=Count("words", distinct=True),
            here=Count("systems", filter=Q(systems__code=system), distinct=True),
        )
        .order_by("-here", "-shared", "-id")[:LOOKED_AT]
    )
    held = [(row, words_in(f"{row.title}\n{row.symptom}\n{row.cause}")) for row in rows]
    weights = weights_of(counts | counts_of(set().union(*(words for _row, words in held)))) if held else {}
    found = [_judged(row, wanted, words, weights) for row, words in held]
    fits = [fit for fit in found if fit.score >= (ENOUGH_HERE if fit.is_same_system else ENOUGH)]
    return sorted(fits, key=lambda fit: (not fit.is_same_system, -fit.score))[:shown]


def fitting_numbers(numbers: Collection[str]) -> list[Fitting]:
    """Known errors that somebody has chosen already, as they would be offered. One query."""
    rows = KnownError.objects.filter(number__in=numbers).order_by("id")
    return [
        Fitting(row.number, row.title, row.status, row.workaround, row.final_fix, False, 0.0) for row in rows
    ]


def _judged(row: KnownError, wanted: set[str], held: set[str], weights: Mapping[str, float]) -> Fitting:
    """What both texts say against what the shorter one says, each word by how rare it is."""
    is_here = bool(row.here)  # type: ignore[attr-defined]
    said = [sum(weights.get(word, 0.0) for word in words) for words in (wanted & held, wanted, held)]
    score = said[0] / (min(said[1:]) or 1)
    return Fitting(row.number, row.title, row.status, row.workaround, row.final_fix, is_here, score)


def drafted(case: Problem, parts: Parts) -> dict[str, str]:
    """What the case says of its error: cause of the last analysis, else of the lead order; what restored the service.

    The method of a workaround is the workaround; else it is the final solution, with the advice against
    recurrence. While nothing is solved, the plan of the order stands as the workaround.
    """
    analysis = parts.analyses[-1] if parts.analyses else None
    orders = [order for order in parts.orders if order.status != "cancelled"]
    lead = next((order for order in orders if order.is_lead), orders[0] if orders else None)
    method = analysis.method if analysis else lead.method if lead else ""
    advice = analysis.prevention if analysis else lead.advice if lead else ""
    cause = analysis.cause if analysis else lead.cause if lead else ""
    found = {
        "title": case.title, "symptom": case.symptom, "cause": cause or case.cause_analysis,
        "workaround": "", "final_fix": "", "category": case.category,
    }  # fmt: skip
    if any(order.workaround for order in orders):
        found["workaround"] = method
    elif method:
        found["final_fix"] = f"{method}\n{advice}".strip()
    elif lead:
        found["workaround"] = lead.plan
    return found
