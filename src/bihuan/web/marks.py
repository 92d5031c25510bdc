"""Small pieces of HTML that every page repeats: icons, level badges, tags. Made once a language."""

from __future__ import annotations

from functools import lru_cache

from django.templatetags.static import static
from django.utils.translation import get_language, gettext
from markupsafe import Markup

from bihuan.process import terms
from bihuan.process.duties import LABELS

TABLES: dict[str, dict[str, terms.Term]] = {
    name.lower(): table
    for name, table in vars(terms).items()
    if name.isupper() and isinstance(table, dict) and name != "LEVELS"
}
_LEVELS = {str(number): term for number, term in terms.LEVELS.items()}


@lru_cache(maxsize=256)
def icon(name: str, extra: str = "") -> Markup:
    """One icon of the sprite (its names stand in icons.txt), hidden from screen readers."""
    address = f"{static('vendor/icons.svg')}#{name}"
    css = f"i {extra}".strip()
    return Markup('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>').format(css, address)


def level(number: int | None) -> Markup:
    """The badge of a level: the number on its colour, the word for hover and screen reader."""
    return _level(number or 0, get_language() or "")


@lru_cache(maxsize=32)
def _level(number: int, language: str) -> Markup:
    term = terms.LEVELS.get(number)
    if term is None:
        return Markup("")
    return Markup('<span class="lv lv-{}" title="{}">{}</span>').format(number, gettext(term.label), number)


def tag(table: str, code: str | None) -> Markup:
    """A value of a term table (`states`, `order_status`, …) as a tag in its tone; nothing for no value."""
    return _tag(table, code or "", get_language() or "")


@lru_cache(maxsize=1024)
def _tag(table: str, code: str, language: str) -> Markup:
    term = TABLES[table].get(code)
    if term is None:
        return Markup("")
    return Markup('<span class="pill tone-{}">{}</span>').format(term.tone, gettext(term.label))


def duty(key: str) -> str:
    """What a duty is called in the reader's language; nothing for none."""
    return _duty(key, get_language() or "")


@lru_cache(maxsize=256)
def _duty(key: str, language: str) -> str:
    return gettext(LABELS[key]) if key in LABELS else ""


def word(table: str, code: object) -> str:
    """The label of a value of a term table in the reader's language; nothing for no value."""
    return _word(table, str(code or ""), get_language() or "")


@lru_cache(maxsize=1024)
def _word(table: str, code: str, language: str) -> str:
    found = _LEVELS.get(code) if table == "levels" else TABLES[table].get(code)
    return gettext(found.label) if found else code
