"""From raw input (JSON or form) to what the rules and actions work with: one cleaner a kind of field.

Every error is told at once, by field and in the reader's language; nothing is stored. References to parts
(`order`, `letter` …) take id or number, and may be left out while only one part can be meant.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from bihuan.problems.cleaning import alarms, references, rows, structures, values
from bihuan.problems.cleaning.base import EMPTY, Context, Wrong, code_of, holds_nul
from bihuan.problems.cleaning.references import REFERENCES, only_one
from bihuan.problems.cleaning.values import boolean, instant, text
from bihuan.process.fields import Field
from bihuan.process.lifecycle import Step

__all__ = ["Context", "Wrong", "boolean", "clean", "code_of", "instant", "text"]

CLEANERS: dict[str, Callable[[Any, Context], Any]] = {
    "text": values.text,
    "longtext": values.text,
    "int": values.integer,
    "level": values.level,
    "bool": values.boolean,
    "choice": values.choice,
    "datetime": values.instant,
    "date": values.day,
    "user": rows.user,
    "users": rows.users,
    "department": rows.department,
    "departments": rows.departments,
    "category": lambda value, context: code_of(value, values.CATEGORIES),
    "categories": values.categories,
    "source": lambda value, context: code_of(value, values.SOURCES),
    "system": rows.system,
    "systems": rows.systems,
    "known_error": rows.known_error,
    "order": references.reference,
    "change": references.reference,
    "letter": references.reference,
    "branch": references.reference,
    "meeting": references.reference,
    "action": references.reference,
    "request": references.reference,
    "alarm": references.reference,
    "heard_alarm": alarms.heard,
    "orders": references.orders,
    "problem": rows.problem,
    "problems": rows.problems,
    "criteria": structures.criteria,
    "answers": structures.answers,
    "guests": structures.guests,
    "actions": structures.actions,
    "document": values.document,
    "row": structures.corrections,
    "history": values.trusted,
    "signal": values.trusted,
}


def clean(
    step: Step, raw: Mapping[str, Any], context: Context
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """The cleaned fields and the errors by field. A field that is left out and has no default is absent."""
    cleaned: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for spec in step.fields:
        context.field = spec
        value = raw.get(spec.name)
        try:
            if isinstance(value, str):
                value = value.strip() if spec.kind != "longtext" else value.strip("\n\r ")
            if holds_nul(value):
                raise Wrong(_("A character is not allowed."))
            result = CLEANERS[spec.kind](value, context) if value not in EMPTY else absent(spec, context)
        except Wrong as wrong:
            errors[spec.name] = [str(wrong)]
            continue
        if result is not None:
            cleaned[spec.name] = result
    return cleaned, errors


def absent(spec: Field, context: Context) -> Any:
    """What a field that was left out stands for."""
    if spec.kind in REFERENCES and context.facts is not None:
        return only_one(spec, context)
    if spec.required:
        raise Wrong(_("This field is required."))
    return None
