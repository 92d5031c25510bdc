"""Brings in the event log of another system (step `record_history`): all of it, or nothing of a faulty file.

The whole file is checked before anything is stored. Then its cases go through the door in batches, each one
transaction: an import that was cut off is finished by running it again, for an event that is there already (by
number, instant, status and sub-status) is never stored twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from bihuan.intake.logfile import BadRow, Entry, Key, LogFile, read_log
from bihuan.intake.mapping import BadHistory, Mapping, read_mapping
from bihuan.people.accounts import add_user, disable_user
from bihuan.people.models import User
from bihuan.problems.gate import take_step
from bihuan.problems.models import Event, Problem

__all__ = ["BadHistory", "Imported", "import_history"]

STEP = "record_history"
REPORTER = "history"
"""The account that stands as reporter of imported cases; nobody can sign in with it."""
BATCH = 50
NAMED_FAULTS = 5

Done = Callable[[int, int], None]
"""Told after each batch: cases done, cases in all."""


@dataclass
class Imported:
    """What an import did. As a text it is the line that the command ends with."""

    problems: int = 0
    events: int = 0
    known: int = 0
    bad_rows: list[BadRow] = field(default_factory=list)

    def __str__(self) -> str:
        return f"imported {self.problems} problems, {self.events} events ({self.known} already there)"


def import_history(
    path: Path,
    *,
    at: datetime,
    mapping: Path | None = None,
    skip_bad_rows: bool = False,
    done: Done = lambda count, total: None,
) -> Imported:
    """Import a log; `mapping` is a TOML file, Volvo IT's if left out.

    Raises BadHistory with one line if the file, the mapping or, unless they are to be skipped, any row is
    unusable, and then has stored nothing.
    """
    how = read_mapping(mapping)
    log = read_log(path, how, at)
    _drop_foreign(log)
    if log.bad_rows and not skip_bad_rows:
        raise BadHistory(_faults(log.bad_rows))
    result = Imported(bad_rows=sorted(log.bad_rows, key=lambda row: row.line))
    numbers = list(log.cases)
    for start in range(0, len(numbers), BATCH):
        _import_batch(
            {number: log.cases[number] for number in numbers[start : start + BATCH]}, how, at, result
        )
        done(min(start + BATCH, len(numbers)), len(numbers))
    return result


def _faults(rows: list[BadRow]) -> str:
    """The first few bad rows in one line."""
    rows = sorted(rows, key=lambda row: row.line)
    named = "; ".join(map(str, rows[:NAMED_FAULTS]))
    if len(rows) > NAMED_FAULTS:
        named += "; " + _("and {count} more").format(count=len(rows) - NAMED_FAULTS)
    return _("nothing was stored: {faults}").format(faults=named)


def _drop_foreign(log: LogFile) -> None:
    """A number of the file that is a case reported here, and no import, makes its rows bad ones."""
    numbers = list(log.cases)
    for start in range(0, len(numbers), 500):
        here = Problem.objects.filter(number__in=numbers[start : start + 500], is_imported=False)
        for number in here.values_list("number", flat=True):
            why = _("case {number} was reported here and is no import").format(number=number)
            log.bad_rows += [BadRow(entry.line, why) for entry in log.cases.pop(number)]


@transaction.atomic
def _import_batch(cases: dict[str, list[Entry]], how: Mapping, at: datetime, result: Imported) -> None:
    """Some cases in one transaction. The lock on the reporter's row lets one import in at a time."""
    reporter = _reporter(at)
    known = _known_events(cases)
    rows = {row.number: row for row in Problem.objects.filter(number__in=known)}
    for number, entries in cases.items():
        before = known.get(number, {})
        new: dict[Key, Entry] = {}
        for entry in entries:
            if entry.key not in before and entry.key not in new:
                new[entry.key] = entry
        result.known += len(entries) - len(new)
        if not new:
            continue
        history = _history(number, before, new.values(), how)
        take_step(
            STEP,
            actor=None,
            at=at,
            problem=rows.get(number),
            data={"history": history | {"reporter": reporter}},
        )
        result.problems += number not in rows
        result.events += len(new)


def _reporter(at: datetime) -> User:
    """The closed account of the import, made when it is first needed, locked until the batch is stored."""
    found = User.objects.select_for_update().filter(username=REPORTER).first()
    if found is None:
        with translation.override(settings.LANGUAGE_CODE):
            found = add_user(REPORTER, _("History import"), by=None, at=at)
        disable_user(found, by=None, at=at)
    return found


def _known_events(numbers: Iterable[str]) -> dict[str, dict[Key, dict[str, Any]]]:
    """The events on file of each of these numbers that is a case already, as the log keeps them."""
    found: dict[str, dict[Key, dict[str, Any]]] = {}
    stored = Event.objects.filter(stream__in=list(numbers), step=STEP).order_by("stream", "seq")
    for stream, data in stored.values_list("stream", "data"):
        events = found.setdefault(stream, {})
        for event in data["fields"]["history"]["events"]:
            events[event["at"], event["status"], event["sub_status"]] = event
    return found


def _history(
    number: str, before: dict[Key, dict[str, Any]], new: Iterable[Entry], how: Mapping
) -> dict[str, Any]:
    """What the step records of a case: its new events, and what all its events together say of it."""
    new = sorted(new, key=lambda entry: entry.at)
    events = [_event(entry) for entry in new]
    course = sorted([*before.values(), *events], key=lambda event: str(event["at"]))
    last = course[-1]
    details = {name: last.get(name, "") for name in how.details}
    title = how.title.format(**{**last, **details, "number": number, "time": last["at"]}).strip(" ·-—/")
    lines = [how.system, *(f"{name}: {value}" for name, value in details.items() if value)]
    return {
        "number": number,
        "title": (title or number)[:200],
        "symptom": "\n".join(line for line in lines if line) or number,
        "level": how.levels[last["impact"].lower()],
        "opened_at": course[0]["at"],
        "closed_at": last["at"] if last["status"] in how.closed else None,
        "events": events,
    }


def _event(entry: Entry) -> dict[str, Any]:
    return {
        "at": entry.at.isoformat(),
        "status": entry.status,
        "sub_status": entry.sub_status,
        "impact": entry.impact,
        **entry.details,
    }
