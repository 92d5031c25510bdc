"""Which rows of the register are meant: its months, narrowed by filters, and which of its columns are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from bihuan.people.models import User
from bihuan.problems.access import visible_to
from bihuan.problems.models import Duty, Problem
from bihuan.problems.registercolumns import COLUMNS
from bihuan.process import terms
from bihuan.process.calendar import month_bounds

FILTERS = ("level", "category", "source", "system", "handler", "cause", "state")
_COLUMN_OF = {"system": "system__code", "handler": "handler__username", "cause": "cause_class"}
_KNOWN: dict[str, Sequence[str]] = {
    "level": [str(level) for level in terms.LEVELS],
    "category": list(terms.CATEGORIES),
    "source": list(terms.SOURCES),
    "cause": list(terms.CAUSE_CLASSES),
    "state": list(terms.STATES),
}


@dataclass(frozen=True, slots=True)
class Selection:
    """Rows of cases reported from `month` to `until` (both included, like 2026-11; empty is the one month).

    `confirmed` narrows to confirmed rows or drafts, None does neither; `late` to those solved late; empty filters
    narrow nothing, empty `columns` are all.
    """

    month: str
    until: str = ""
    confirmed: bool | None = None
    imported: bool = False
    late: bool = False
    level: str = ""
    category: str = ""
    source: str = ""
    system: str = ""
    handler: str = ""
    cause: str = ""
    state: str = ""
    columns: tuple[str, ...] = ()

    def cases(self, user: User) -> QuerySet[Problem]:
        """The cases that `user` may read, in no order. Raises ValueError for what is no month."""
        start, end = month_bounds(self.month)[0], month_bounds(max(self.until, self.month))[1]
        cases = visible_to(user).filter(reported_at__gte=start, reported_at__lt=end)
        if not self.imported:
            cases = cases.filter(is_imported=False)
        for name in FILTERS:
            if value := getattr(self, name):
                cases = cases.filter(**{_COLUMN_OF.get(name, name): value})
        if self.late:
            limits = Duty.objects.filter(problem=OuterRef("pk"), key="resolution", voided_at__isnull=True)
            cases = cases.filter(Exists(limits.filter(met_at__gt=F("first_due_at"))))
        is_confirmed = Q(register_row__isnull=False, register_row__round=F("round"))
        if self.confirmed is not None:
            cases = cases.filter(is_confirmed) if self.confirmed else cases.exclude(is_confirmed)
        return cases.select_related("system", "reporter", "handler", "main", "register_row__confirmed_by")

    @property
    def shown(self) -> list[int]:
        """Places of the columns shown, in their order."""
        return [
            place for place, column in enumerate(COLUMNS) if not self.columns or column.key in self.columns
        ]

    def described(self) -> dict[str, Any]:
        """What stands on record of an export: month, confirmed, imported, and what else narrows it."""
        always = {"month": self.month, "confirmed": self.confirmed, "imported": self.imported}
        return always | {name: value for name, value in asdict(self).items() if value and name not in always}


def read_selection(given: Mapping[str, str], columns: Sequence[str], present: str) -> Selection:
    """A selection from the values of a query string; nonsense narrows nothing, no month is the `present` one."""
    month, until = (_month(given.get(name, "")) for name in ("month", "until"))
    chosen = {name: given.get(name, "")[:150] for name in FILTERS}
    plain = {name: value for name, value in chosen.items() if value in _KNOWN.get(name, (value,))}
    known = {column.key for column in COLUMNS}
    wanted = tuple(key for key in dict.fromkeys(columns) if key in known)
    return Selection(
        month=month or present,
        until=until if until > (month or present) else "",
        confirmed={"1": True, "0": False}.get(given.get("confirmed", "")),
        imported=given.get("imported") == "1",
        late=given.get("late") == "1",
        columns=wanted if len(wanted) < len(known) else (),
        **plain,
    )


def _month(text: str) -> str:
    try:
        month_bounds(text)
    except ValueError:
        return ""
    return text
