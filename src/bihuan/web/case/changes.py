"""Changes of a case in words: what happened to one, how long the case waited for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from bihuan.problems.models import Change
from bihuan.process.terms import CHANGE_STATUS
from bihuan.process.waiting import waited
from bihuan.web import marks, timewords

BESIDE = {"consented": N_("The manager consented"), "papers": N_("Papers handed in")}
"""Entries of a change's course that are no state of it."""


def change_word(code: str) -> str:
    """An entry of a change's course in words."""
    return marks.word("change_status", code) if code in CHANGE_STATUS else _(BESIDE.get(code, code))


def waited_words(changes: Iterable[Change], now: datetime) -> str:
    """How long these changes were waited for."""
    return timewords.spell(waited([change.history for change in changes], now).total_seconds())
