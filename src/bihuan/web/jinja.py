"""The Jinja2 environment of the desk: translation, filters for time, marks for levels, states and icons."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from bihuan.problems.queries.case import Choice
from bihuan.web import marks, timewords
from bihuan.web.callnotes import machine_note


def url(name: str, *args: Any) -> str:
    """The address of a named route."""
    return reverse(name, args=args) if args else _plain_url(name)


@cache
def _plain_url(name: str) -> str:
    return reverse(name)


@cache
def static_url(path: str) -> str:
    """The address of a static file; its name changes with its content, so it may be kept."""
    return static(path)


def translate(text: str, **values: Any) -> Markup:
    """`_` of the templates: as Jinja2's own, but a text without values is made once a language."""
    return Markup(gettext(text)) % values if values else _translated(text, get_language() or "")


@lru_cache(maxsize=4096)
def _translated(text: str, language: str) -> Markup:
    return Markup(gettext(text)) % {}


def in_groups(choices: Iterable[Choice]) -> list[tuple[str, list[Choice]]]:
    """Choices under the headings of their groups, both in the order in which they come; Jinja's own filter sorts."""
    found: dict[str, list[Choice]] = {}
    for choice in choices:
        found.setdefault(choice.group, []).append(choice)
    return list(found.items())


def environment(**options: Any) -> Environment:
    """The environment for Django's Jinja2 backend. An unknown name is an error, never a blank."""
    options.setdefault("undefined", StrictUndefined)
    env = Environment(
        **options,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    env.globals.update(
        _=translate,
        gettext=translate,
        url=url,
        static=static_url,
        icon=marks.icon,
        level=marks.level,
        tag=marks.tag,
        word=marks.word,
        countdown=timewords.countdown,
        relative=timewords.relative,
    )
    env.filters.update(
        in_groups=in_groups,
        said=gettext,
        machine_note=machine_note,
        stamp=timewords.stamp,
        spell=timewords.spell,
        filesize=filesizeformat,
    )
    return env
