"""From raw input (JSON or form) to what the rules and actions work with: one cleaner a kind of field.

Every error is told at once, by field and in the reader's language; nothing is stored. References to parts
(`order`, `letter` …) take id or number, and may be left out while only one part can be meant.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bihuan.people.models import Department, System, User
from bihuan.problems.models import Problem
from bihuan.problems.parts import Parts
from bihuan.process import terms
from bihuan.process.calendar import SHANGHAI
from bihuan.process.facts import Facts, Person
from bihuan.process.fields import Field
from bihuan.process.lifecycle import Step

EMPTY = (None, "", [], {})
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


def clean(step: Step, raw: Mapping[str, Any], context: Context) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """The cleaned fields and the errors by field. A field that is left out and has no default is absent."""
    cleaned: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    for spec in step.fields:
        context.field = spec
        value = raw.get(spec.name)
        try:
            if isinstance(value, str):
                value = value.strip() if spec.kind != "longtext" else value.strip("\n\r ")
                if "\x00" in value:
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


def text(value: Any, context: Context) -> str:
    if not isinstance(value, str):
        raise Wrong(_("Enter a text."))
    if len(value) > context.field.max_length:
        limit = context.field.max_length
        raise Wrong(ngettext("At most {n} character.", "At most {n} characters.", limit).format(n=limit))
    if context.field.kind == "text" and ("\n" in value or "\r" in value):
        raise Wrong(_("Enter one line."))
    return value


def integer(value: Any, context: Context) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise Wrong(_("Enter a whole number."))
    try:
        number = int(value)
    except ValueError as error:
        raise Wrong(_("Enter a whole number.")) from error
    if abs(number) > 2**31:
        raise Wrong(_("The number is too large."))
    return number


def level(value: Any, context: Context) -> int:
    number = integer(value, context)
    if number not in terms.LEVELS:
        raise Wrong(_("A level from 1 to 5."))
    return number


def boolean(value: Any, context: Context) -> bool:
    if isinstance(value, bool):
        return value
    known = {"true": True, "on": True, "1": True, "yes": True, "false": False, "off": False, "0": False, "no": False}
    found = known.get(value.lower()) if isinstance(value, str) else None
    if found is None:
        raise Wrong(_("Yes or no."))
    return found


def choice(value: Any, context: Context) -> str:
    return code_of(value, context.field.choices or {})


def code_of(value: Any, table: Mapping[Any, Any]) -> str:
    """A code of a table of terms."""
    if not isinstance(value, str) or value not in table:
        raise Wrong(_("“{value}” is not one of the choices.").format(value=str(value)[:40]))
    return value


def instant(value: Any, context: Context) -> datetime:
    """An aware instant in UTC. A time without offset is Shanghai time, as people type it."""
    if isinstance(value, datetime):
        found: datetime | None = value
    else:
        try:
            found = parse_datetime(value) if isinstance(value, str) else None
        except ValueError:
            found = None
    if found is None:
        raise Wrong(_("Enter a date and time, such as 2026-11-22 09:05."))
    if found.tzinfo is None:
        found = found.replace(tzinfo=SHANGHAI)
    if not 2000 <= found.year <= 2200:
        raise Wrong(_("The year is not plausible."))
    return found.astimezone(UTC)


def day(value: Any, context: Context) -> date:
    try:
        found = parse_date(value) if isinstance(value, str) else value if isinstance(value, date) else None
    except ValueError:
        found = None
    if found is None:
        raise Wrong(_("Enter a date, such as 2026-11-22."))
    if not 2000 <= found.year <= 2200:
        raise Wrong(_("The year is not plausible."))
    return found


def user(value: Any, context: Context) -> User:
    return users([value], context)[0]


def users(value: Any, context: Context) -> list[User]:
    """Active people by username; all names that are unknown are told."""
    names = [item.username if isinstance(item, User) else item for item in listed(value)]
    if not all(isinstance(name, str) for name in names):
        raise Wrong(_("Enter usernames."))
    found = {person.username: person for person in User.objects.filter(username__in=names, is_active=True)}
    unknown = [name for name in names if name not in found]
    if unknown:
        raise Wrong(_("Nobody of this name is active: {names}.").format(names="、".join(unknown)[:80]))
    people = [found[name] for name in dict.fromkeys(names)]
    if context.field.role == "member" and not all(person.is_member for person in people):
        raise Wrong(_("Only members of the centre can take this on."))
    return people


def department(value: Any, context: Context) -> Department:
    return departments([value], context)[0]


def departments(value: Any, context: Context) -> list[Department]:
    codes = [item.code if isinstance(item, Department) else item for item in listed(value)]
    if not all(isinstance(code, str) for code in codes):
        raise Wrong(_("Enter codes of departments."))
    found = {row.code: row for row in Department.objects.filter(code__in=codes)}
    unknown = [code for code in codes if code not in found]
    if unknown:
        raise Wrong(_("There is no such department: {codes}.").format(codes="、".join(unknown)[:80]))
    return [found[code] for code in dict.fromkeys(codes)]


def system(value: Any, context: Context) -> System:
    found = value if isinstance(value, System) else None
    if isinstance(value, str):
        found = System.objects.filter(code=value).first()
    if found is None:
        raise Wrong(_("There is no such system."))
    return found


_CATEGORIES = {code: term for code, term in terms.CATEGORIES.items() if code != "unclassified"}
_SOURCES = {code: term for code, term in terms.SOURCES.items() if code != "import"}


def categories(value: Any, context: Context) -> list[str]:
    return list(dict.fromkeys(code_of(item, _CATEGORIES) for item in listed(value)))


def listed(value: Any) -> list[Any]:
    """A list of limited length; a text is split at commas, as a form without JavaScript sends it."""
    if isinstance(value, str):
        value = [item.strip() for item in value.replace("，", ",").replace("、", ",").split(",") if item.strip()]
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
    if not isinstance(value, str) or not value.strip() or len(value) > most or "\x00" in value:
        raise Wrong(_("A text is missing or too long."))
    return value.strip()


def criteria(value: Any, context: Context) -> dict[str, Any]:
    """All four criteria; one that is left out is not judged, which is an error (F5.3)."""
    given = mapping(value)
    if set(given) - set(terms.CRITERIA):
        raise Wrong(_("Unknown criterion: {name}.").format(name=", ".join(sorted(set(given) - set(terms.CRITERIA)))))
    result: dict[str, Any] = {}
    for code in terms.CRITERIA:
        answer = given.get(code)
        if answer == "met":
            result[code] = "met"
        elif isinstance(answer, dict) and set(answer) == {"not_applicable"}:
            result[code] = {"not_applicable": row_text(answer["not_applicable"])}
        else:
            raise Wrong(_("Each of the four criteria is met, or not applicable with the reason."))
    return result


def answers(value: Any, context: Context) -> dict[str, Any]:
    given = mapping(value)
    result: dict[str, Any] = {}
    for name in ("key_business", "backup", "kpi_affected", "alarm"):
        if given.get(name) not in EMPTY:
            result[name] = boolean(given[name], context)
    for name, table in (("business", terms.BUSINESS), ("users_affected", terms.USERS_AFFECTED)):
        if given.get(name) not in EMPTY:
            result[name] = code_of(given[name], table)
    if set(given) - {"key_business", "backup", "kpi_affected", "alarm", "business", "users_affected"}:
        raise Wrong(_("The questionnaire has an unknown answer."))
    return result


def guests(value: Any, context: Context) -> list[dict[str, str]]:
    """Name and organisation; a form sends one guest a line, the two apart by a comma."""
    if isinstance(value, str) and not value.lstrip().startswith("["):
        rows = [line.replace("，", ",").partition(",") for line in value.splitlines() if line.strip()]
        value = [{"name": name, "organisation": organisation} for name, _comma, organisation in rows]
    rows_ = structure(value)
    if not isinstance(rows_, list) or len(rows_) > MOST or not all(isinstance(row, dict) for row in rows_):
        raise Wrong(_("Enter guests by name and organisation."))
    return [{"name": row_text(row.get("name"), 100),
             "organisation": str(row.get("organisation") or "").strip()[:100]} for row in rows_]


def actions(value: Any, context: Context) -> list[dict[str, Any]]:
    """Corrective actions: owner, text, due_on."""
    rows = structure(value)
    rows = [rows] if isinstance(rows, dict) else rows
    if not isinstance(rows, list) or len(rows) > MOST or not all(isinstance(row, dict) for row in rows):
        raise Wrong(_("Enter actions by owner, text and date."))
    people = users([row.get("owner") for row in rows], context) if rows else []
    by_name = {person.username: person for person in people}
    return [{"owner": by_name[row["owner"]], "text": row_text(row.get("text")), "due_on": day(row.get("due_on"), context)}
            for row in rows]


def corrections(value: Any, context: Context) -> dict[str, str]:
    given = mapping(value)
    return {row_text(key, 40): row_text(inner) for key, inner in given.items() if inner not in EMPTY}


def problem(value: Any, context: Context) -> Problem:
    found = value if isinstance(value, Problem) else None
    if isinstance(value, str):
        found = Problem.objects.filter(number=value).first()
    if found is None:
        raise Wrong(_("There is no case of this number."))
    return found


def document(value: Any, context: Context) -> str:
    """The place of an upload in the case, or the reference of a paper kept elsewhere."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return row_text(value, 200)


def history(value: Any, context: Context) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Wrong(_("This cannot be read."))
    return value


def reference(value: Any, context: Context, kind: str = "") -> Any:
    """A part of the case, by id or number."""
    name, _open = REFERENCES[kind or context.field.kind]
    for fact in getattr(context.facts, name, ()):
        if value in (fact.number, fact.id, str(fact.id)):
            return fact
    raise Wrong(_("There is no such part of this case: {value}.").format(value=str(value)[:40]))


def orders(value: Any, context: Context) -> list[Any]:
    return [reference(item, context, "order") for item in listed(value)]


def only_one(spec: Field, context: Context) -> Any:
    """The only part that can be meant, where it was left out; none where the field is free."""
    name, is_open = REFERENCES[spec.kind]
    found = [fact for fact in getattr(context.facts, name, ()) if is_open(fact, context)]
    if len(found) == 1:
        return found[0]
    raise Wrong(_("Several are possible: name one.") if found else _("There is none that could be meant."))


def _order_meant(order: Any, context: Context) -> bool:
    wanted = {"accept_order": ("issued",), "transfer": ("issued", "accepted", "returned"),
              "cancel_order": ("issued", "accepted", "returned"), "request_change": ("issued", "accepted"),
              "interim_reply": ("issued", "accepted"), "ask_transfer": ("issued", "accepted")}
    if order.status not in wanted.get(context.step.key, ("accepted",)):
        return False
    is_handlers = "handler" in context.step.who and "coordinator" not in context.step.who
    return not is_handlers or order.handler == context.person.id


_LETTER_STATES = {"sign_letter": ("drafted",), "send_letter": ("signed",), "confirm_delivery": ("sent",),
                  "record_reply": ("sent", "delivered")}


def _action_meant(action: Any, context: Context) -> bool:
    if context.step.key == "close_action":
        return action.status == "open" and action.owner == context.person.id
    return action.status == "closed"


#: kind → the tuple of facts, and which of them can be meant when none is named.
REFERENCES: dict[str, tuple[str, Callable[[Any, Context], bool]]] = {
    "order": ("orders", _order_meant),
    "change": ("changes", lambda change, context: change.is_open),
    "letter": ("letters", lambda letter, context: letter.status in _LETTER_STATES.get(context.step.key, ())),
    "branch": ("branches", lambda branch, context: branch.is_open),
    "meeting": ("meetings", lambda m, context: m.held and not m.signed and m.chair == context.person.id),
    "action": ("actions", _action_meant),
    "request": ("requests", lambda request, context: request.is_open),
}

CLEANERS: dict[str, Callable[[Any, Context], Any]] = {
    "text": text, "longtext": text, "int": integer, "level": level, "bool": boolean, "choice": choice,
    "datetime": instant, "date": day, "user": user, "users": users, "department": department,
    "departments": departments, "category": lambda value, context: code_of(value, _CATEGORIES),
    "categories": categories, "source": lambda value, context: code_of(value, _SOURCES), "system": system,
    "order": reference, "change": reference, "letter": reference, "branch": reference, "meeting": reference,
    "action": reference, "request": reference, "orders": orders,
    "problem": problem, "criteria": criteria, "answers": answers, "guests": guests, "actions": actions,
    "document": document, "row": corrections, "history": history,
}  # fmt: skip

