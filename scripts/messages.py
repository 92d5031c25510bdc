"""Which texts the packages mark for translation, and where: in Python by Babel, in templates by Jinja2."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "bihuan"
CATALOGUE = "locale/zh_Hans/LC_MESSAGES/django.po"
KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
JINJA = {
    "extensions": "jinja2.ext.i18n",
    "newstyle_gettext": "true",
    "trim_blocks": "true",
    "lstrip_blocks": "true",
    "silent": "false",
}


def packages() -> list[str]:
    """The packages that mark texts, by name."""
    return sorted(path.name for path in SOURCE.iterdir() if path.is_dir() and any(path.rglob("*.py")))


def marked_in(package: str) -> Iterator[tuple[str, int, str | None, str | tuple[str, ...]]]:
    """(file, line, context, text) for every mark in a package; a plural's text is a pair."""
    folder = SOURCE / package
    for path in sorted(folder.rglob("*")):
        if "static" in path.parts or "migrations" in path.parts:
            continue
        if path.suffix == ".py":
            method: object = "python"
            options: dict[str, str] = {}
        elif path.suffix in {".html", ".txt", ".svg", ".js"} and "templates" in path.parts:
            method, options = babel_extract, JINJA
        else:
            continue
        found = extract_from_file(method, path, keywords=KEYWORDS, options=options)  # type: ignore[arg-type]
        for line, text, _comments, context in found:
            if text and text != ("",):
                yield str(path.relative_to(ROOT)), line, context, text


def catalogue_of(package: str) -> Catalog:
    """The package's Chinese catalogue, empty if it has none yet."""
    path = SOURCE / package / CATALOGUE
    if not path.exists():
        return Catalog(locale="zh_Hans_CN", charset="utf-8")
    with path.open("rb") as stream:
        return read_po(stream, locale="zh_Hans_CN", abort_invalid=True)
