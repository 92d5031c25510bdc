"""What the page of a case says of known errors: those it is tied to, and those that it may be an instance of."""

from __future__ import annotations

from functools import cached_property
from typing import NamedTuple

from bihuan.people.models import User
from bihuan.problems.knownerrors import Fitting, fitting
from bihuan.problems.models import KnownError, Problem
from bihuan.problems.parts import Parts
from bihuan.problems.similar import SAID


class Tie(NamedTuple):
    """A known error on the page; `is_home` if it was made from this case."""

    error: KnownError
    is_home: bool


class KnownErrors:
    """Known errors around one case, for one reader; who does not read every case sees none."""

    def __init__(self, problem: Problem, parts: Parts, user: User) -> None:
        self.problem, self.parts, self.user = problem, parts, user

    @cached_property
    def ties(self) -> list[Tie]:
        """Each known error that the case is tied to, once. One query, none where there are none."""
        if not self.user.reads_all_cases or not self.problem.part_counts.get("known_errors"):
            return []
        rows = [row for row in self.parts.known_errors if row.ended_at is None]
        return list({row.number: Tie(row.error, row.deed != "met") for row in rows}.values())

    @property
    def numbers(self) -> set[str]:
        """Their numbers."""
        return {tie.error.number for tie in self.ties}

    @property
    def own(self) -> KnownError | None:
        """The one that was made from this case."""
        return next((tie.error for tie in self.ties if tie.is_home), None)

    @property
    def is_sought(self) -> bool:
        """Whether the page looks for one: nobody has tied the case to any, and it is still in work."""
        return self.problem.is_open and self.user.is_member and not self.ties

    @cached_property
    def fits(self) -> list[Fitting]:
        """Known errors in use that the case may be an instance of. Three queries."""
        problem = self.problem
        system = problem.system.code if problem.system else ""
        text = "\n".join(getattr(problem, name) for name in SAID)
        return fitting(self.user, text, system, but=self.numbers)
