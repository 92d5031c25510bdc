"""How to read the log of another system: a TOML file, checked whole before it is used."""

from __future__ import annotations

import codecs
import tomllib
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from bihuan.process import terms

SHIPPED = Path(__file__).resolve().parent / "mappings" / "vinst.toml"
NEEDED = ("number", "time", "status", "sub_status", "impact")


class BadHistory(ValueError):
    """A log or its mapping cannot be used; the text is one line in the reader's language."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """What a log's columns, statuses and impacts mean here.

    `columns` and `details` give for each of our names the header names it may have, in lower case;
    `columns` are needed, `details` kept where they are there. `levels` is by impact in lower case.
    """

    system: str
    encoding: str
    number_prefix: str
    title: str
    zone: ZoneInfo | None
    closed: frozenset[str]
    statuses: frozenset[str]
    columns: dict[str, tuple[str, ...]]
    details: dict[str, tuple[str, ...]]
    levels: dict[str, int]


def read_mapping(path: Path | None = None) -> Mapping:
    """The mapping in a TOML file, or the shipped one. Raises BadHistory with the first fault."""
    path = path or SHIPPED
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadHistory(_("{file}: not a TOML file: {why}").format(file=path.name, why=error)) from error
    try:
        return _checked(raw)
    except (KeyError, TypeError, ValueError, LookupError, AttributeError, OSError) as error:
        why = error.args[0] if isinstance(error, KeyError) else error
        raise BadHistory(_("{file}: unusable entry: {why}").format(file=path.name, why=why)) from error


def _checked(raw: AnyMapping[str, Any]) -> Mapping:
    encoding = codecs.lookup(raw.get("encoding", "utf-8")).name
    levels = {str(impact).lower(): int(level) for impact, level in raw["levels"].items()}
    if not levels or not set(levels.values()) <= set(terms.LEVELS):
        raise ValueError("levels")
    columns = {name: _names(raw["columns"][name]) for name in NEEDED}
    details = {name: _names(names) for name, names in raw.get("details", {}).items()}
    title = str(raw.get("title", "{number}"))
    title.format(**dict.fromkeys([*NEEDED, *details], ""))  # names a column that is not there: KeyError
    zone = raw.get("timezone")
    return Mapping(
        system=str(raw.get("system", "")),
        encoding=encoding,
        number_prefix=str(raw.get("number_prefix", "")),
        title=title,
        zone=ZoneInfo(zone) if zone else None,
        closed=frozenset(raw.get("closed", ())),
        statuses=frozenset(raw.get("statuses", ())),
        columns=columns,
        details=details,
        levels=levels,
    )


def _names(given: str | list[str]) -> tuple[str, ...]:
    names = tuple(name.strip().lower() for name in ([given] if isinstance(given, str) else given))
    if not names or not all(names):
        raise ValueError("columns")
    return names
