"""整改项 over all cases: one page by state, owner and due date, with how old and how late each is. Never counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bihuan.people.models import User
from bihuan.problems.models import CorrectiveAction
from bihuan.problems.queries.cursor import Page, page_of
from bihuan.process.calendar import shanghai_date
from bihuan.process.terms import ACTION_STATUS

RUNNING = frozenset({"open", "closed"})
ORDER = "due_on"
COLUMNS = (
    "id", "number", "text", "due_on", "status", "check_how", "check_on", "created_at", "closed_at", "evidence",
    "owner__username", "owner__name", "problem__number", "problem__title", "problem__level", "problem__system__name",
    "meeting__number",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ActionFilters:
    """What the list is narrowed to; nothing else is what runs."""

    statuses: frozenset[str] = RUNNING
    mine: bool = False
    owner: str = ""
    late: bool = False


class ActionRow(NamedTuple):
    """One corrective action with its case; `age` and `late` are whole days."""

    id: int
    number: str
    text: str
    due_on: date
    status: str
    check_how: str
    check_on: date | None
    opened_at: datetime
    closed_at: datetime | None
    evidence: str
    owner: str
    owner_name: str
    problem: str
    title: str
    level: int
    system: str | None
    meeting: str | None
    age: int
    late: int


def read_action_filters(given: Mapping[str, Sequence[str]]) -> tuple[ActionFilters, dict[str, list[str]]]:
    """Filters from `status` (several; `all` is each), `mine`, `owner`, `late`, with what was wrong by field."""
    words = {word.strip() for text in given.get("status", ()) for word in text.split(",")} - {""}
    words = {*ACTION_STATUS} if "all" in words else words
    unknown = sorted(words - {*ACTION_STATUS})
    errors = {"status": [_("“{value}” is not a choice.").format(value=word[:40]) for word in unknown]}
    flags = {name: [*given.get(name, ()), ""][0] in ("1", "true", "on", "yes") for name in ("mine", "late")}
    owner = [*given.get("owner", ()), ""][0].strip()[:150].replace("\x00", "")
    filters = ActionFilters(frozenset(words & {*ACTION_STATUS}) or RUNNING, owner=owner, **flags)
    return filters, {name: texts for name, texts in errors.items() if texts}


def action_page(filters: ActionFilters, cursor: str, limit: int, user: User, at: datetime) -> Page[ActionRow]:
    """One page by due date, the empty cursor being the first. One query. Raises BadCursor."""
    query = _narrowed(filters, user, at).values_list(*COLUMNS, named=True)
    page = page_of(query, ORDER, cursor, limit)
    return page.showing([_row(values, at) for values in page.rows])


def _narrowed(filters: ActionFilters, user: User, at: datetime) -> QuerySet[CorrectiveAction]:
    query = CorrectiveAction.objects.filter(status__in=sorted(filters.statuses))
    if not user.reads_all_cases:
        return query.none()
    if filters.mine:
        query = query.filter(owner=user)
    if filters.owner:
        query = query.filter(owner__username=filters.owner)
    if filters.late:
        query = query.filter(status="open", due_on__lt=shanghai_date(at))
    return query


def _row(values: tuple[object, ...], at: datetime) -> ActionRow:
    found = dict(zip(COLUMNS, values, strict=True))
    opened, due, status = found["created_at"], found["due_on"], found["status"]
    assert isinstance(opened, datetime) and isinstance(due, date)
    today = shanghai_date(at)
    end = found["closed_at"] if status != "open" else None
    until = shanghai_date(end) if isinstance(end, datetime) else today
    age, late = (until - shanghai_date(opened)).days, max(0, (until - due).days)
    return ActionRow._make((*values, age, late))
