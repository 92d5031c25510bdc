"""Parts of the frame that look alike on many pages: made once for each kind of reader, and kept.

Whatever such a part shows stands among the arguments of its function, so a kept one is never out of date.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple, cast

from django.template import engines
from django.template.backends.jinja2 import Jinja2
from django.utils.translation import gettext
from markupsafe import Markup

from bihuan.web import marks
from bihuan.web.navigation import NAV, TABS, Item, items_for

KEPT = 512


class Reader(NamedTuple):
    """For whom a part is made: what the navigation may show, where the reader is, the language of the page."""

    audiences: frozenset[str]
    here: str
    language: str


@lru_cache(maxsize=KEPT)
def rail(reader: Reader, unread: str, time: str) -> Markup:
    """The navigation beside the page; `unread` and `time` as shown."""
    return _made("parts/_nav.html", groups=_groups(reader), unread=unread, time=time)


@lru_cache(maxsize=KEPT)
def tabbar(reader: Reader, unread: str) -> Markup:
    """The bar at the bottom of a phone."""
    return _made("parts/_tabbar.html", items=items_for(TABS, reader.audiences, reader.here), unread=unread)


@lru_cache(maxsize=KEPT)
def more(reader: Reader) -> Markup:
    """The navigation that a phone's bar has no room for."""
    shown = {entry.key for entry in TABS}
    return _made(
        "parts/_more.html", items=[i for group in _groups(reader) for i in group if i.key not in shown]
    )


@lru_cache(maxsize=8)
def keys_and_help(language: str) -> Markup:
    """The help that a question mark opens."""
    return _made("parts/_help.html")


@lru_cache(maxsize=KEPT)
def roles(codes: frozenset[str], language: str) -> str:
    """Roles in words."""
    return gettext(", ").join(marks.word("roles", code) for code in sorted(codes))


def _groups(reader: Reader) -> list[list[Item]]:
    found = (items_for(group, reader.audiences, reader.here) for group in NAV)
    return [items for items in found if items]


def _made(template: str, **known: Any) -> Markup:
    return Markup(cast(Jinja2, engines["desk"]).env.get_template(template).render(known))
