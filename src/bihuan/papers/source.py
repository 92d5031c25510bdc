"""A case as its papers read it: parts read once each, people by id."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from bihuan.people.models import Department, User
from bihuan.problems.models import Problem
from bihuan.problems.parts import KINDS, Parts
from bihuan.problems.queries.case import CasePerson, people_in, people_of

NOBODY = CasePerson(0, "", "", "", "")


class CaseSource:
    """One case with its parts; what several papers of one case share is read once.

    Whoever makes the source has seen to it that its reader may read the case.
    """

    def __init__(self, problem: Problem, parts: Parts | None = None) -> None:
        self.problem = problem
        self.parts = parts or Parts(problem)

    @cached_property
    def people(self) -> dict[int, CasePerson]:
        """Everybody whom the case and its parts name. One query and those of the parts."""
        wanted = people_in([self.problem])
        for name in KINDS:
            wanted |= people_in(getattr(self.parts, name))
        return people_of(wanted)

    def person(self, pk: int | None) -> CasePerson:
        """A person by id; blank for nobody."""
        return self.people.get(pk or 0, NOBODY)

    def name(self, pk: int | None) -> str:
        """A name by id; nothing for nobody."""
        return self.person(pk).name


def names_by_username(usernames: Iterable[str]) -> list[str]:
    """Names in the order of the usernames, the username where nobody has it any more. One query."""
    wanted = list(dict.fromkeys(usernames))
    known = dict(User.objects.filter(username__in=wanted).values_list("username", "name")) if wanted else {}
    return [known.get(username) or username for username in wanted]


def departments_by_code(codes: Iterable[str]) -> list[str]:
    """Names of departments in the order of their codes. One query."""
    wanted = list(dict.fromkeys(codes))
    known = dict(Department.objects.filter(code__in=wanted).values_list("code", "name")) if wanted else {}
    return [known.get(code) or code for code in wanted]
