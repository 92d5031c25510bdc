"""The parts of one case, read at most once each and only where there are any."""

from typing import Any, Generic, TypeVar

from django.db import models

from bihuan.problems.models import (
    Analysis,
    ArchiveFile,
    Branch,
    Bulletin,
    Call,
    CaseAlarm,
    Change,
    CorrectiveAction,
    Document,
    Duty,
    KnownErrorEntry,
    Letter,
    Link,
    Meeting,
    Problem,
    Request,
    SignedLink,
    Telling,
    WorkOrder,
)
from bihuan.problems.prepared import rows_of_problem

#: name of the part → its model, and what it needs joined.
KINDS: dict[str, tuple[type[models.Model], tuple[str, ...]]] = {
    "orders": (WorkOrder, ()),
    "changes": (Change, ()),
    "branches": (Branch, ("department",)),
    "letters": (Letter, ()),
    "meetings": (Meeting, ("host",)),
    "actions": (CorrectiveAction, ()),
    "requests": (Request, ()),
    "calls": (Call, ()),
    "analyses": (Analysis, ()),
    "bulletins": (Bulletin, ()),
    "tellings": (Telling, ("department",)),
    "signed_links": (SignedLink, ()),
    "documents": (Document, ()),
    "links": (Link, ()),
    "alarms": (CaseAlarm, ()),
    "files": (ArchiveFile, ()),
    "known_errors": (KnownErrorEntry, ("error",)),
    "duties": (Duty, ()),
}

M = TypeVar("M", bound=models.Model)


class Part(Generic[M]):
    """Descriptor: `parts.orders` is a list of rows in the order in which they arose, one query or none."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, parts: "Parts", owner: type | None = None) -> list[M]:
        cached = parts.__dict__.get(self.name)
        if cached is None:
            cached = parts.__dict__[self.name] = parts.read(self.name)
        return cached


class Parts:
    """All parts of a case. New rows are appended by actions, so facts can be drawn without reading again."""

    orders = Part[WorkOrder]()
    changes = Part[Change]()
    branches = Part[Branch]()
    letters = Part[Letter]()
    meetings = Part[Meeting]()
    actions = Part[CorrectiveAction]()
    requests = Part[Request]()
    calls = Part[Call]()
    analyses = Part[Analysis]()
    bulletins = Part[Bulletin]()
    tellings = Part[Telling]()
    signed_links = Part[SignedLink]()
    documents = Part[Document]()
    links = Part[Link]()
    alarms = Part[CaseAlarm]()
    files = Part[ArchiveFile]()
    known_errors = Part[KnownErrorEntry]()
    duties = Part[Duty]()

    def __init__(self, problem: Problem) -> None:
        self.problem = problem

    def read(self, name: str) -> list[Any]:
        if self.problem.pk is None or not self.problem.part_counts.get(name):
            return []
        model, joined = KINDS[name]
        if not joined:
            return rows_of_problem(model, self.problem.pk)
        rows = model._default_manager.filter(problem=self.problem).order_by("id")
        return list(rows.select_related(*joined))

    def counts(self) -> dict[str, int]:
        """How many there are of each kind: as stored, or as now read and appended to."""
        stored = dict(self.problem.part_counts)
        stored.update({name: len(rows) for name, rows in self.__dict__.items() if name in KINDS})
        return {name: count for name, count in stored.items() if count}


def leave_parts(problem: Problem, parts: Parts) -> None:
    """Keep the parts that a step has read and written with its case, for whoever shows the outcome."""
    problem.__dict__["_left_parts"] = parts


def parts_of(problem: Problem) -> Parts:
    """The parts that a step has just left with the case, as it stored them; else unread ones."""
    left = problem.__dict__.get("_left_parts")
    return left if isinstance(left, Parts) else Parts(problem)
