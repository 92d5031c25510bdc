"""What a destruction takes away (F7.2): every free text and personal entry of a case, in its rows and in its events.

Codes, instants, numbers and who took which step stay: they are the frame that the chain of events proves. The rule
is general, so that a column that is added later is erased too unless it holds a code: texts above `CODE` characters
and every structure go, except those named here.
"""

from __future__ import annotations

from typing import Any

from django.db import models

from bihuan.notices.models import Notice
from bihuan.problems.log import left_of
from bihuan.problems.models import ChainAttempt, Escalation, Event, Problem, RegisterRow
from bihuan.problems.parts import KINDS
from bihuan.problems.work import Work

CODE = 24
"""A text column of at most so many characters holds a code, not words."""
GONE = "***"
"""Stands where a text must not be empty."""
STAYS = frozenset({
    "number", "path", "sha256", "chain_head", "part_counts", "categories", "chain", "urged_at", "content_type",
    "package_digest", "digest", "seed", "shelf_no", "archive_location", "proposal", "fingerprint",
})  # fmt: skip
NEEDED = frozenset({"title", "symptom"})
BESIDE = frozenset({"duties", "files", "signed_links"})
"""Parts without words of people: what was owed, the record of the file, the digests of links."""
FRAME = ("state", "facts", "triggers", "muted", "subjects", "duties", "policy")
"""What stays of an event's data: the frame from which the audit folds duties again."""


def erase(work: Work) -> list[str]:
    """Blank the case and its parts and cut its events to their frame; returns a digest for each event, in order."""
    case = work.case
    for name, (model, _joined) in KINDS.items():
        if name in BESIDE or not case.part_counts.get(name):
            continue
        rows = model._default_manager.filter(problem_id=case.pk)
        if name == "meetings":  # minutes that another case shares are that case's too
            rows = rows.exclude(joined__isnull=False)
        rows.update(**blanks(model))
    RegisterRow.objects.filter(problem=case).update(**blanks(RegisterRow))
    Escalation.objects.filter(problem=case).update(**blanks(Escalation))
    ChainAttempt.objects.filter(escalation__problem=case).update(**blanks(ChainAttempt))
    Notice.objects.filter(stream=case.number).update(args={})
    wiped = blanks(Problem)
    Problem.objects.filter(pk=case.pk).update(**wiped)
    for name, value in wiped.items():
        setattr(case, name, value)
    work.unlogged |= wiped.keys()
    work.parts.__dict__.update(_read_again(work))
    return cut_events(case.number)


def blanks(model: type[models.Model]) -> dict[str, Any]:
    """Column → the value that says nothing, for every column of a model that holds words."""
    found: dict[str, Any] = {}
    for column in model._meta.concrete_fields:
        if column.name in STAYS or column.primary_key or column.choices:
            continue
        if isinstance(column, models.JSONField):
            found[column.name] = column.get_default()
        elif isinstance(column, models.TextField) or (
            isinstance(column, models.CharField) and (column.max_length or 0) > CODE
        ):
            found[column.name] = GONE if column.name in NEEDED else ""
    return found


def cut_events(stream: str) -> list[str]:
    """Leave of each event its frame; returns `left_of` each, in order. The hashes stay as they were."""
    found = []
    for event in Event.objects.filter(stream=stream).order_by("seq"):
        event.data = {name: event.data[name] for name in FRAME if name in event.data}
        Event.objects.filter(pk=event.pk).update(data=event.data)
        found.append(left_of(event))
    return found


def _read_again(work: Work) -> dict[str, list[Any]]:
    """The parts that were read before, as they stand now."""
    known = [name for name in work.parts.__dict__ if name in KINDS and name not in BESIDE]
    return {name: work.parts.read(name) for name in known}
