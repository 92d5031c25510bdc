"""One step at work: what an action's body sees and may do. The gate makes it, runs the body, and stores."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import models

from bihuan.people.models import User
from bihuan.problems.facts import facts_of
from bihuan.problems.models import Problem
from bihuan.problems.parts import Parts
from bihuan.process.duties import Limits, Subject
from bihuan.process.facts import Facts, Person
from bihuan.process.lifecycle import Step

_SKIPPED = {
    "_state",
    "version",
    "chain_head",
    "part_counts",
    "next_due_at",
    "next_warn_at",
    "next_duty",
    "changed_at",
}


def snapshot(case: Problem) -> dict[str, Any]:
    """The columns of a case as they are now."""
    return {
        f.attname: getattr(case, f.attname) for f in case._meta.concrete_fields if f.attname not in _SKIPPED
    }


class Work:
    """The case (or month) in hand, the cleaned fields, and what the body announces.

    `at` is when it is written down, `occurred` when it happened. A body changes `problem` and `parts`,
    names `triggers`, subjects of duties and notices; it saves parts itself and never the problem. `is_missed` says that
    what is told now should have been told while no sweep ran. What it
    changes in `unlogged` columns stands in no event.
    """

    def __init__(
        self,
        step: Step,
        actor: User | None,
        person: Person,
        at: datetime,
        occurred: datetime,
        data: Mapping[str, Any],
        limits: Limits,
        problem: Any,
        parts: Parts | Any,
    ) -> None:
        self.step, self.actor, self.person = step, actor, person
        self.at, self.occurred, self.data, self.limits = at, occurred, data, limits
        self.problem: Any = problem
        self.parts: Any = parts
        self.triggers: set[str] = {step.key}
        self.subjects: dict[str, list[Subject]] = {}
        self.notices: list[tuple[Iterable[User] | str, str, dict[str, Any], tuple[int, ...]]] = []
        self.log: dict[str, Any] = {}
        self.told: list[Any] = []
        self.filed: dict[str, Any] = {}
        self.is_missed = False
        self.unlogged: set[str] = set()

    @property
    def case(self) -> Problem:
        found: Problem = self.problem
        return found

    @property
    def facts(self) -> Facts:
        """The facts as the body has made them so far."""
        return facts_of(self.case, self.parts)

    def text(self, name: str) -> str:
        """A text field, empty if it was left out."""
        return str(self.data.get(name) or "")

    def announce(self, *triggers: str) -> None:
        """Say what happened beside the step itself; see `duties.TRIGGERS`."""
        self.triggers.update(triggers)

    def about(self, kind: str, subject: Subject) -> None:
        """Name the part that duties of this moment are about."""
        self.subjects.setdefault(kind, []).append(subject)

    def tell(
        self, whom: Iterable[User] | str, kind: str, /, papers: tuple[int, ...] = (), **args: Any
    ) -> None:
        """A notice to people, or to all holders of a role, beside those of duties; `papers` go with its mail."""
        self.notices.append((whom, kind, args, papers))

    def file_case(self) -> None:
        """Store a new case, so that parts can hang on it; what changes afterwards is stored at the end."""
        self.case.save(force_insert=True)
        self.filed = snapshot(self.case)

    def add(self, name: str, row: models.Model) -> Any:
        """Store a new part and keep it with the others."""
        if self.case.pk is None:
            raise RuntimeError("the case is stored before its parts")
        rows = getattr(self.parts, name)
        row.problem = self.case  # type: ignore[attr-defined]
        row.created_at = self.at  # type: ignore[attr-defined]
        if not getattr(row, "number", None):
            row.number = str(len(rows) + 1)  # type: ignore[attr-defined]
        row.save(force_insert=True)
        rows.append(row)
        return row

    def row(self, name: str, fact: Any) -> Any:
        """The row behind a fact that a field named."""
        return next(row for row in getattr(self.parts, name) if row.pk == fact.id)
