"""What the machine notes of its own calls, in the reader's words: the round of the chain, the key that was pressed."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

_KEY = re.compile(r"key ([0-9*#A-D]) pressed")
_SAID = {
    "answered, but no key was pressed": N_("answered, but no key was pressed"),
    "cut: somebody has confirmed": N_("cut: somebody has confirmed"),
    "not answered": N_("not answered"),
}


def machine_note(text: str) -> str:
    """The note of a call by the machine: its parts are on record as codes, joined by dots; an unknown one stays."""
    return " · ".join(_in_words(part, place) for place, part in enumerate(text.split(" · ")))


def _in_words(part: str, place: int) -> str:
    if place == 0 and part.isdecimal():
        return _("Round {n}").format(n=part)
    key = _KEY.fullmatch(part)
    if key:
        return _("Confirmed with key {key}").format(key=key[1])
    return _(_SAID[part]) if part in _SAID else part
