"""A refusal in words: the reasons of the rules in the reader's language, codes turned into what people say."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from django.utils.translation import get_language, gettext

from bihuan.clock import SHANGHAI
from bihuan.people.models import Department, User
from bihuan.process import terms
from bihuan.process.duties import LABELS
from bihuan.process.verdict import Reason


def reason_text(reason: Reason) -> str:
    """One reason as a sentence. States, roles and duties in words, people and departments by name."""
    key = tuple((name, _hashable(value)) for name, value in reason.args.items())
    if any(name in _LOOKED_UP for name, _value in key):
        return _sentence(reason.text, key)
    return _kept(reason.text, key, get_language() or "")


@lru_cache(maxsize=2048)
def _kept(text: str, args: tuple[tuple[str, object], ...], language: str) -> str:
    return _sentence(text, args)


def _sentence(text: str, args: tuple[tuple[str, object], ...]) -> str:
    return gettext(text).format(**{name: _word(name, value) for name, value in args})


def _hashable(value: object) -> object:
    return tuple(value) if isinstance(value, list | set | frozenset) else value


def _word(name: str, value: object) -> object:
    if name == "who" and isinstance(value, tuple):
        return _listed(terms.PARTIES[code].label for code in value if code in terms.PARTIES)
    if name == "states" and isinstance(value, tuple):
        in_order = [term.label for code, term in terms.STATES.items() if code in value]
        return _listed(in_order)
    if name == "holders" and isinstance(value, tuple):
        return _listed(terms.ROLES[code].label for code in value)
    if name == "state":
        return gettext(terms.STATES[str(value)].label) if value in terms.STATES else value
    if name == "duty":
        return gettext(LABELS.get(str(value), str(value)))
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
    look_up = _LOOKED_UP.get(name)
    return look_up(str(value)) if look_up else value


def _listed(labels: Iterable[str]) -> str:
    return gettext(", ").join(gettext(label) for label in labels)


def _person(username: str) -> str:
    return User.objects.filter(username=username).values_list("name", flat=True).first() or username


def _department(code: str) -> str:
    return Department.objects.filter(code=code).values_list("name", flat=True).first() or code


_LOOKED_UP = {"name": _person, "department": _department}
