"""The fields of a step as JSON Schema, one schema a kind; what is meant to be right is cleaned at the door."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from bihuan.api.steps import choices_of
from bihuan.process import terms
from bihuan.process.fields import Field
from bihuan.process.lifecycle import Step

Schema = dict[str, Any]

MOST = 50
NAME: Schema = {"type": "string", "maxLength": 64}
CODE: Schema = {"type": "string", "maxLength": 32}
INSTANT: Schema = {"type": "string", "format": "date-time"}
DAY: Schema = {"type": "string", "format": "date"}
PART: Schema = {"oneOf": [{"type": "string"}, {"type": "integer", "minimum": 1, "maximum": 2**63 - 1}]}
WORDS: Schema = {"type": "string", "minLength": 1, "maxLength": 2000}
CRITERION: Schema = {
    "oneOf": [
        {"const": "met"},
        {"type": "object", "properties": {"not_applicable": WORDS}, "required": ["not_applicable"]},
    ]
}
PARTS = (
    "order",
    "change",
    "letter",
    "branch",
    "meeting",
    "action",
    "request",
    "alarm",
    "heard_alarm",
    "document",
)


def _list_of(schema: Schema) -> Schema:
    return {"type": "array", "items": schema, "maxItems": MOST}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties}


def _required(schema: Schema) -> Schema:
    return {**schema, "required": list(schema["properties"])}


KINDS: dict[str, Callable[[Field], Schema]] = {
    "text": lambda field: {"type": "string", "maxLength": field.max_length},
    "longtext": lambda field: {"type": "string", "maxLength": field.max_length},
    "int": lambda field: {"type": "integer", "minimum": -(2**31), "maximum": 2**31},
    "level": lambda field: {"type": "integer", "minimum": 1, "maximum": 5},
    "bool": lambda field: {"type": "boolean"},
    "choice": lambda field: {"type": "string", "enum": list(choices_of(field))},
    "category": lambda field: {"type": "string", "enum": list(choices_of(field))},
    "source": lambda field: {"type": "string", "enum": list(choices_of(field))},
    "categories": lambda field: _list_of({"type": "string", "enum": list(choices_of(field))}),
    "datetime": lambda field: INSTANT,
    "date": lambda field: DAY,
    "user": lambda field: NAME,
    "users": lambda field: _list_of(NAME),
    "department": lambda field: CODE,
    "departments": lambda field: _list_of(CODE),
    "system": lambda field: CODE,
    "systems": lambda field: _list_of(CODE),
    "known_error": lambda field: {"type": "string", "maxLength": 40},
    "problem": lambda field: {"type": "string", "maxLength": 40},
    "problems": lambda field: _list_of({"type": "string", "maxLength": 40}),
    "orders": lambda field: _list_of(PART),
    "criteria": lambda field: _required(_object(**dict.fromkeys(terms.CRITERIA, CRITERION))),
    "answers": lambda field: _object(
        key_business={"type": "boolean"},
        business={"type": "string", "enum": list(terms.BUSINESS)},
        users_affected={"type": "string", "enum": list(terms.USERS_AFFECTED)},
        backup={"type": "boolean"},
        kpi_affected={"type": "boolean"},
        alarm={"type": "boolean"},
    ),
    "guests": lambda field: _list_of(
        {**_object(name=WORDS, organisation={"type": "string"}), "required": ["name"]}
    ),
    "actions": lambda field: _list_of(
        {
            **_object(owner=NAME, text=WORDS, due_on=DAY, check_how={"type": "string"}, check_on=DAY),
            "required": ["owner", "text", "due_on"],
        }
    ),
    "row": lambda field: {"type": "object", "additionalProperties": {"type": "string", "maxLength": 2000}},
    "history": lambda field: {"type": "object"},
    "signal": lambda field: {"type": "object"},
    **dict.fromkeys(PARTS, lambda field: PART),
}
"""Kind of field → its schema."""


def step_schema(step: Step, *, versioned: bool = True) -> Schema:
    """The body of a step: its fields, and what every step takes beside them."""
    properties = {field.name: _told(field) for field in step.fields}
    if versioned:
        properties |= {
            "version": {
                "type": "integer",
                "minimum": 0,
                "maximum": 2**31 - 1,
                "description": _("The version that was read; another one is refused"),
            },
            "occurred_at": {**INSTANT, "description": _("When it happened, if that was before now")},
            "backdate_reason": {
                "type": "string",
                "description": _("Why it is entered later, above ten minutes"),
            },
        }
    required = [field.name for field in step.fields if field.required and field.kind not in PARTS]
    schema: Schema = {"type": "object", "title": step.key, "properties": properties}
    return {**schema, "required": required} if required else schema


def _told(field: Field) -> Schema:
    """The schema of one field with its label and help."""
    words = [_(field.label), *([_(field.help)] if field.help else [])]
    return {**KINDS[field.kind](field), "description": " — ".join(words)}
