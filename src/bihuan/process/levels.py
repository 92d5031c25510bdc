"""The level that the questionnaire leads to (L1–L6, D10). A proposal: people decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bihuan.process.words import N_


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A proposed level with the rule behind it, an English text for translation."""

    level: int
    why: str


def suggest_level(answers: Mapping[str, object]) -> int:
    """The highest level that the answers fit. What was not answered counts as no."""
    return explain_level(answers).level


def explain_level(answers: Mapping[str, object]) -> Suggestion:
    """The same with the reason; see `terms` for the codes of the answers."""
    business, users = answers.get("business") or "none", answers.get("users_affected") or "none"
    is_key = bool(answers.get("key_business"))
    if business == "none" and users == "none":
        if answers.get("alarm"):
            return Suggestion(4, N_("No business is affected yet, but an alarm points to a latent risk."))
        return Suggestion(5, N_("No business is affected and there is no alarm."))
    if answers.get("backup"):
        return Suggestion(3, N_("A backup restores it at once."))
    if is_key and business == "stopped":
        return Suggestion(1, N_("Key business has stopped and no backup restores it at once."))
    if users == "large":
        return Suggestion(1, N_("Users over a large area are affected and no backup restores it at once."))
    if answers.get("kpi_affected") and (is_key or users != "none"):
        return Suggestion(1, N_("It counts against assessed KPIs and no backup restores it at once."))
    if users == "some":
        return Suggestion(2, N_("Users are affected and no backup restores it at once."))
    if is_key:
        return Suggestion(2, N_("Key business is affected and no backup restores it at once."))
    return Suggestion(3, N_("Business that is not key is stopped or affected, users are not."))
