"""What every cleaner stands on: the error of one field, what may be looked at, lists and structures."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from bihuan.problems.parts import Parts
from bihuan.process.facts import Facts, Person
from bihuan.process.fields import Field
from bihuan.process.lifecycle import Step

EMPTY: tuple[Any, ...] = (None, "", [], {})
MOST = 50
"""Entries of a list, at most."""


class Wrong(ValueError):
    """One field is wrong; the text is for the reader."""


@dataclass
class Context:
    """What a cleaner may look at: the step, the case and who asks."""

    step: Step
    person: Person
    facts: Facts | Any | None = None
    parts: Parts | None = None
    field: Field = field(default_factory=lambda: Field("", "text", ""))


def listed(value: Any) -> list[Any]:
    """A list of limited length; a text is split at commas, as a form without JavaScript sends it."""
    if isinstance(value, str):
        value = [
            item.strip() for item in value.replace("，", ",").replace("、", ",").split(",") if item.strip()
        ]
    if not isinstance(value, list | tuple):
        raise Wrong(_("Enter a list."))
    if len(value) > MOST:
        raise Wrong(_("At most {n} entries.").format(n=MOST))
    return list(value)


def structure(value: Any) -> Any:
    """JSON that came as text, from a form."""
    if isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError as error:
            raise Wrong(_("This cannot be read.")) from error
    return value


def mapping(value: Any) -> dict[str, Any]:
    value = structure(value)
    if not isinstance(value, dict) or len(value) > MOST:
        raise Wrong(_("This cannot be read."))
    return value


def row_text(value: Any, most: int = 2000) -> str:
    """A text within a structure."""
    if not isinstance(value, str) or not value.strip() or len(value) > most:
        raise Wrong(_("A text is missing or too long."))
    return value.strip()


def code_of(value: Any, table: Mapping[Any, Any]) -> str:
    """A code of a table of terms."""
    if not isinstance(value, str) or value not in table:
        raise Wrong(_("“{value}” is not one of the choices.").format(value=str(value)[:40]))
    return value


_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def holds_nul(value: Any) -> bool:
    """Is there, however deep, a character that a database, a document or a sheet cannot hold, such as a NUL?"""
    if isinstance(value, str):
        return _UNWRITABLE.search(value) is not None
    if isinstance(value, dict):
        return any(holds_nul(key) or holds_nul(inner) for key, inner in value.items())
    return isinstance(value, list | tuple) and any(holds_nul(inner) for inner in value)
