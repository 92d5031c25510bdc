"""Groups of repeat problems (D72) for lists and pages: who is in them, and what is done about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from bihuan.problems.models import CorrectiveAction, Problem, RepeatCase, RepeatGroup
from bihuan.problems.queries.case import no_such_system
from bihuan.problems.queries.cursor import Page, page_of
from bihuan.problems.repeats import window_of
from bihuan.process.calendar import month_bounds
from bihuan.process.terms import CATEGORIES, CAUSE_CLASSES, REPEAT_PLANS

ORDER = "-last_at"
MOST_CASES, MOST_ACTIONS = 100, 200
CHOICES = {"category": CATEGORIES, "cause": CAUSE_CLASSES, "plan": REPEAT_PLANS}


class Standing(NamedTuple):
    """Where a case stands in its group: the how manieth within so many days, after which one, of how many in all."""

    group: int
    place: int
    days: int
    previous: str
    cases: int


class GroupAction(NamedTuple):
    """A corrective action of one of the cases of a group."""

    text: str
    status: str
    due_on: date
    owner: str
    problem: str


class GroupCase(NamedTuple):
    """A case of a group."""

    number: str
    title: str
    level: int
    state: str
    cause: str
    reported_at: datetime
    resolved_at: datetime | None


@dataclass(frozen=True, slots=True)
class GroupFilters:
    """What the list is narrowed to; `month` leaves groups with a case reported in it."""

    system: str = ""
    category: str = ""
    cause: str = ""
    plan: str = ""
    month: str = ""


@dataclass(frozen=True)
class GroupRow:
    """One group with the actions of all its cases, those that were taken back left out."""

    id: int
    system: str
    system_name: str
    category: str
    cause: str
    cases: int
    first_at: datetime
    last_at: datetime
    actions: list[GroupAction] = field(default_factory=list)

    @property
    def plan(self) -> str:
        """A code of `REPEAT_PLANS`."""
        if not self.actions:
            return "unplanned"
        return "done" if all(action.status == "checked" for action in self.actions) else "running"

    @property
    def done(self) -> int:
        """How many actions are checked."""
        return sum(action.status == "checked" for action in self.actions)


def standing_of(problem: Problem) -> Standing | None:
    """The place of a case among its repeats; None if it is in no group. One query."""
    mine = RepeatCase.objects.filter(problem=problem).values("group")
    rows = RepeatCase.objects.filter(group__in=mine).order_by("-problem__reported_at", "-problem")
    found = list(rows.values_list("group", "problem__number", "problem__reported_at", "problem")[:MOST_CASES])
    if not found:
        return None
    window = window_of(problem)
    key = (problem.reported_at, problem.pk)
    before = [(number, at) for _group, number, at, pk in found if (at, pk) < key]
    place = 1 + sum(at >= problem.reported_at - window for _number, at in before)
    return Standing(found[0][0], place, window.days, before[0][0] if before else "", len(found))


def read_group_filters(given: Mapping[str, Sequence[str]]) -> tuple[GroupFilters, dict[str, list[str]]]:
    """Filters from `system category cause plan month`, with what was wrong by field. One query if a system is named."""
    values = {
        name: [*given.get(name, ()), ""][0].strip()[:60].replace("\x00", "")
        for name in GroupFilters.__slots__
    }
    errors: dict[str, list[str]] = {}
    for name, choices in CHOICES.items():
        if values[name] and values[name] not in choices:
            errors[name] = [_("“{value}” is not a choice.").format(value=values.pop(name)[:40])]
    if wrong := no_such_system(values["system"]):
        values.pop("system")
        errors["system"] = wrong
    try:
        if values["month"]:
            month_bounds(values["month"])
    except ValueError:
        values.pop("month")
        errors["month"] = [_("Write a month like 2026-11.")]
    return GroupFilters(**values), errors


def group_page(filters: GroupFilters, cursor: str, limit: int) -> Page[GroupRow]:
    """One page, the empty cursor being the first. Two queries. Raises BadCursor."""
    page = page_of(_narrowed(filters).select_related("system"), ORDER, cursor, limit)
    return page.showing(_rows(page.rows))


def group_of(pk: int) -> GroupRow | None:
    """One group. Two queries."""
    found = _rows(list(RepeatGroup.objects.filter(pk=pk).select_related("system")))
    return found[0] if found else None


def cases_of(pk: int) -> list[GroupCase]:
    """The cases of a group, the latest first, at most a hundred. One query."""
    rows = Problem.objects.filter(repeat_case__group=pk).order_by("-reported_at", "-id")
    columns = ("number", "title", "level", "state", "cause_class", "reported_at", "resolved_at")
    return [GroupCase(*row) for row in rows.values_list(*columns)[:MOST_CASES]]


def _narrowed(filters: GroupFilters) -> QuerySet[RepeatGroup]:
    query = RepeatGroup.objects.all()
    if filters.system:
        query = query.filter(system__code=filters.system)
    if filters.category:
        query = query.filter(category=filters.category)
    if filters.cause:
        query = query.filter(cause_class=filters.cause)
    if filters.month:
        start, end = month_bounds(filters.month)
        within = {"problem__reported_at__gte": start, "problem__reported_at__lt": end}
        query = query.filter(Exists(RepeatCase.objects.filter(group=OuterRef("pk"), **within)))
    if filters.plan:
        own = CorrectiveAction.objects.filter(problem__repeat_case__group=OuterRef("pk")).exclude(
            status="void"
        )
        is_out, is_there = Exists(own.exclude(status="checked")), Exists(own)
        query = query.filter(
            {"unplanned": ~is_there, "running": is_out, "done": is_there & ~is_out}[filters.plan]
        )
    return query


def _rows(groups: list[RepeatGroup]) -> list[GroupRow]:
    actions = _actions([group.pk for group in groups])
    return [
        GroupRow(
            group.pk, group.system.code if group.system else "", group.system.name if group.system else "",
            group.category, group.cause_class, group.cases, group.first_at, group.last_at, actions[group.pk],
        )
        for group in groups
    ]  # fmt: skip


def _actions(groups: list[int]) -> dict[int, list[GroupAction]]:
    found: dict[int, list[GroupAction]] = defaultdict(list)
    if not groups:
        return found
    rows = CorrectiveAction.objects.filter(problem__repeat_case__group__in=groups).exclude(status="void")
    columns = ("problem__repeat_case__group", "text", "status", "due_on", "owner__name", "problem__number")
    for group, *rest in rows.order_by("-id").values_list(*columns)[: MOST_ACTIONS * len(groups)]:
        found[group].append(GroupAction(*rest))
    return found
