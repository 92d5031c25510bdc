"""What answers are made of: one structure a shape, encoded by msgspec and described by it in the OpenAPI document.

Instants are aware and leave in ISO 8601 with offset; people are usernames, departments and systems codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Self

import msgspec
from msgspec import Meta

from bihuan.process import terms


def codes_of(table: Mapping[str, Any]) -> Meta:
    """Says of a text that it is a code of this table."""
    return Meta(extra_json_schema={"enum": list(table)})


State = Annotated[str, codes_of(terms.STATES)]
DutyStatus = Annotated[str, codes_of(terms.DUTY_STATUS)]
OrderStatus = Annotated[str, codes_of(terms.ORDER_STATUS)]
ChangeStatus = Annotated[str, codes_of(terms.CHANGE_STATUS)]
ConformanceStatus = Annotated[str, codes_of(terms.CONFORMANCE)]
LetterStatus = Annotated[str, codes_of(terms.LETTER_STATUS)]
MeetingKind = Annotated[str, codes_of(terms.MEETING_KINDS)]
KnownErrorStatus = Annotated[str, codes_of(terms.KNOWN_ERROR_STATUS)]
ActionStatus = Annotated[str, codes_of(terms.ACTION_STATUS)]


class Shape(msgspec.Struct, kw_only=True):
    """Every answer is one of these."""

    @classmethod
    def of(cls, row: object, /, **others: Any) -> Self:
        """The shape of a row: each field what the row calls so, but for `others`, which it calls or tells otherwise.

        Raises AttributeError for a field that neither knows.
        """
        told = {name: getattr(row, name) for name in cls.__struct_fields__ if name not in others}
        return cls(**told, **others)


class ReasonShape(Shape):
    """Why a step is refused; `field` names the field it speaks of, if any."""

    clause: str
    text: str
    field: str


class FaultShape(Shape, omit_defaults=True):
    """An error (RFC 9457): reasons of a refusal (403, 409), errors by field (422), number of a fault (500)."""

    title: str
    status: int
    detail: str
    reasons: list[ReasonShape] = []
    errors: dict[str, list[str]] = {}
    number: str = ""


class FieldShape(Shape):
    """One field of a step; `choices` are codes with their labels, empty where any value will do."""

    name: str
    kind: str
    label: str
    required: bool
    help: str
    max_length: int | None
    choices: list[ChoiceShape]


class ChoiceShape(Shape):
    """A code and what people call it."""

    code: str
    label: str
