"""The log of a case in sentences: who did what when, what was typed, what it changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from bihuan.problems.models import Event
from bihuan.process.fields import Field
from bihuan.process.lifecycle import STEPS
from bihuan.web import marks, timewords


@dataclass(frozen=True, slots=True)
class Entry:
    """One event, ready to print. `rows` are label and text of what was typed; `states` codes before and after."""

    seq: int
    verb: str
    who: str
    occurred_at: datetime
    recorded_at: datetime
    is_late: bool
    rows: list[tuple[str, str]]
    states: tuple[str, str] | None
    opened: list[str]
    met: list[str]
    moved: list[str]


LATER_BY = 60
"""Seconds between happening and writing down, from which on both are shown."""


def has_places(events: Iterable[Event]) -> bool:
    """Do the events name a system or a department?"""
    kinds = {"system", "systems", "department", "departments"}
    return any(
        spec.kind in kinds and event.data.get("fields", {}).get(spec.name)
        for event in events
        for spec in (STEPS[event.step].fields if event.step in STEPS else ())
    )


def names_in(events: Iterable[Event]) -> set[str]:
    """All usernames that events may name."""
    found: set[str] = set()
    for event in events:
        found.add(event.actor_name)
        fields = event.data.get("fields", {})
        for spec in STEPS[event.step].fields if event.step in STEPS else ():
            value = fields.get(spec.name)
            if spec.kind == "user" and isinstance(value, str):
                found.add(value)
            elif spec.kind == "users" and isinstance(value, list):
                found.update(map(str, value))
            elif spec.kind == "actions" and isinstance(value, list):
                found.update(str(row.get("owner", "")) for row in value)
    return found - {"system", ""}


def _place(value: Any, spec: Field, names: Mapping[str, str]) -> str:
    codes = value if isinstance(value, list) else [value]
    return _(", ").join(names.get(f"{spec.kind.removesuffix('s')}:{code}", str(code)) for code in codes)


def entry_of(event: Event, names: Mapping[str, str]) -> Entry:
    """An event in the reader's language."""
    data, step = event.data, STEPS.get(event.step)
    states = data.get("state")
    duties = data.get("duties", {})
    fields = data.get("fields", {})
    rows = [
        (_(spec.label), words_of(spec, fields[spec.name], names))
        for spec in (step.fields if step else ())
        if fields.get(spec.name) not in (None, "", [], {}, False)
    ]
    late = (event.recorded_at - event.occurred_at).total_seconds() >= LATER_BY
    return Entry(
        seq=event.seq,
        verb=_(step.label) if step else event.step,
        who=names.get(event.actor_name, event.actor_name) if event.actor_name != "system" else _("System"),
        occurred_at=event.occurred_at,
        recorded_at=event.recorded_at,
        is_late=late,
        rows=[row for row in rows if row[1]],
        states=(states[0], states[1]) if states and states[0] != states[1] else None,
        opened=_labels(row[0] for row in duties.get("opened", [])),
        met=_labels(row[0] for row in duties.get("met", [])),
        moved=[_moved(row) for row in duties.get("moved", [])],
    )


def words_of(spec: Field, value: Any, names: Mapping[str, str]) -> str:
    """A logged value as people read it."""
    make = WORDS.get(spec.kind)
    return make(value, spec, names) if make else _flat(value)


def _labels(keys: Iterable[str]) -> list[str]:
    return [marks.duty(key) for key in dict.fromkeys(keys)]


def _moved(row: list[Any]) -> str:
    new = timewords.stamp(datetime.fromisoformat(row[3]))
    return _("{duty}: now due {at}").format(duty=marks.duty(row[0]), at=new)


def _flat(value: Any) -> str:
    if isinstance(value, list):
        return _(", ").join(_flat(item) for item in value)
    if isinstance(value, dict):
        return _("; ").join(f"{key}: {_flat(inner)}" for key, inner in value.items())
    return str(value)


def _moment(value: Any, spec: Field, names: Mapping[str, str]) -> str:
    try:
        return timewords.stamp(datetime.fromisoformat(value))
    except (TypeError, ValueError):
        return str(value)


def _person(value: Any, spec: Field, names: Mapping[str, str]) -> str:
    people = value if isinstance(value, list) else [value]
    return _(", ").join(names.get(str(name), str(name)) for name in people)


def _choice(value: Any, spec: Field, names: Mapping[str, str]) -> str:
    term = (spec.choices or {}).get(value)
    return _(term.label) if term else str(value)


def _criteria(value: Any, spec: Field, names: Mapping[str, str]) -> str:
    found = []
    for code, answer in value.items():
        label = marks.word("criteria", code)
        if answer == "met":
            found.append(_("{criterion}: met").format(criterion=label))
        else:
            why = answer.get("not_applicable", "") if isinstance(answer, dict) else answer
            found.append(_("{criterion}: not applicable, {why}").format(criterion=label, why=why))
    return "\n".join(found)


def _answers(value: Any, spec: Field, names: Mapping[str, str]) -> str:
    found = []
    for name, answer in value.items():
        if isinstance(answer, bool):
            text = _("yes") if answer else _("no")
        else:
            text = marks.word("business" if name == "business" else "users_affected", answer)
        found.append(f"{_(QUESTIONS.get(name, name))} {text}")
    return _("; ").join(found)


def _actions(value: Any, spec: Field, names: Mapping[str, str]) -> str:
    return "\n".join(
        f"{row['text']} · {names.get(row['owner'], row['owner'])} · {row['due_on']}" for row in value
    )


def _guests(value: Any, spec: Field, names: Mapping[str, str]) -> str:
    return _(", ").join(f"{row['name']} {row.get('organisation', '')}".strip() for row in value)


def _signal(value: Any) -> str:
    state = marks.word("alarm_status", "firing" if value.get("fires") else "cleared")
    since = timewords.stamp(datetime.fromisoformat(value["since"]))
    return f"{value.get('name', '')} · {state} · {since}"


def _terms(table: str) -> Callable[[Any, Field, Mapping[str, str]], str]:
    def words(value: Any, spec: Field, names: Mapping[str, str]) -> str:
        codes = value if isinstance(value, list) else [value]
        return _(", ").join(marks.word(table, str(code)) for code in codes)

    return words


QUESTIONS = {
    "business": N_("Is business stopped or affected?"),
    "key_business": N_("Is it key business?"),
    "users_affected": N_("Are users affected?"),
    "backup": N_("Does a backup restore it at once?"),
    "kpi_affected": N_("Does it count against assessed KPIs?"),
    "alarm": N_("Did monitoring raise an alarm?"),
}
"""The questions that lead to a level (L6), in the order in which they are asked."""

WORDS: dict[str, Callable[[Any, Field, Mapping[str, str]], str]] = {
    "system": _place,
    "systems": _place,
    "department": _place,
    "departments": _place,
    "datetime": _moment,
    "user": _person,
    "users": _person,
    "choice": _choice,
    "level": _terms("levels"),
    "category": _terms("categories"),
    "categories": _terms("categories"),
    "source": _terms("sources"),
    "criteria": _criteria,
    "answers": _answers,
    "actions": _actions,
    "guests": _guests,
    "signal": lambda value, spec, names: _signal(value),
    "heard_alarm": lambda value, spec, names: _signal(value),
    "bool": lambda value, spec, names: _("yes") if value else _("no"),
}
