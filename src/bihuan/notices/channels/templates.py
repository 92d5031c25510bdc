"""Variables of provider templates: Chinese SMS providers take no free text, only approved templates."""

from __future__ import annotations

import json
from typing import Any

from bihuan.notices.channels.base import Outgoing
from bihuan.process.words import N_

VARIABLES = N_("In their order, separated by commas, from: level, number, title, text, time, link.")
LONGEST = 35


def filled(names: str, message: Outgoing) -> dict[str, str]:
    """The named variables with their values, each within the length that providers allow."""
    facts = dict(message.facts or {}) | {"link": message.link, "level": str(message.level)}
    facts.setdefault("text", message.short)
    wanted = [name.strip() for name in names.split(",") if name.strip()]
    return {name: " ".join(facts.get(name, "").split())[:LONGEST] or "-" for name in wanted}


def reports_in(body: bytes) -> list[dict[str, Any]]:
    """The reports that a provider pushes: a JSON array of objects. ValueError for anything else."""
    found = json.loads(body)
    if not isinstance(found, list) or not all(isinstance(report, dict) for report in found):
        raise ValueError("an array of reports is expected")
    return found
