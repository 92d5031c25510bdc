"""A case as its papers read it: parts read once each, people by id."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cached_property

from bihuan import clock
from bihuan.people.models import Department, User
from bihuan.problems.models import Bulletin, Letter, Problem
from bihuan.problems.parts import KINDS, Parts
from bihuan.problems.queries.alarms import Standing, standing_of
from bihuan.problems.queries.case import CasePerson, people_in, people_of

NOBODY = CasePerson(0, "", "", "", "")


class CaseSource:
    """One case with its parts; what several papers of one case share is read once.

    Whoever makes the source has seen to it that `reader` may read the case. A department that was told of the case
    reads without telephone numbers, and its own letters only (D65); no reader is the centre itself.
    """

    def __init__(
        self,
        problem: Problem,
        reader: User | None = None,
        parts: Parts | None = None,
        at: datetime | None = None,
    ) -> None:
        self.problem, self.at = problem, at or clock.now()
        self.reader = reader
        self.parts = parts or Parts(problem)

    @property
    def is_whole(self) -> bool:
        """Whether the reader reads every paper of the case."""
        return self.reader is None or self.reader.reads_all_cases

    @property
    def shows_phones(self) -> bool:
        """Telephone numbers of staff stay inside the centre."""
        return self.reader is None or self.reader.is_member

    def may_read_letter(self, letter: Letter) -> bool:
        """Readers of all cases read every letter, a department those it was sent or copied, once signed."""
        if self.is_whole:
            return True
        own = self.reader.department if self.reader else None
        is_theirs = own is not None and (own.code in letter.copies or own.pk == letter.department_id)
        return is_theirs and letter.sent_at is not None

    @cached_property
    def standing(self) -> Standing | None:
        """What "alarm cleared" rests on at the time of printing (F5.3)."""
        return standing_of(self.problem, self.parts, self.at)

    @cached_property
    def people(self) -> dict[int, CasePerson]:
        """Everybody whom the case and its parts name. One query and those of the parts."""
        wanted = people_in([self.problem])
        for name in KINDS:
            wanted |= people_in(getattr(self.parts, name))
        return people_of(wanted)

    def learn(self, ids: Iterable[int]) -> None:
        """Read people whom no part names, all at once. One query if there are any."""
        missing = set(ids) - set(self.people) - {0}
        if missing:
            self.people.update(people_of(missing))

    def person(self, pk: int | None) -> CasePerson:
        """A person by id; blank for nobody. One query more for somebody whom only another case names."""
        self.learn([pk or 0])
        return self.people.get(pk or 0, NOBODY)

    def name(self, pk: int | None) -> str:
        """A name by id; nothing for nobody."""
        return self.person(pk).name

    def may_read_bulletin(self, bulletin: Bulletin) -> bool:
        """Readers of all cases read every bulletin, a department those that it was sent."""
        if self.is_whole:
            return True
        own = self.reader.department_id if self.reader else None
        return any(row.bulletin_id == bulletin.pk and row.department_id == own for row in self.parts.tellings)


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
