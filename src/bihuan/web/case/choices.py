"""What the choices of a field are, by its kind: terms, people, departments, parts of the case."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from bihuan.intake.queries import alarms_to_link
from bihuan.people.models import Department
from bihuan.problems.cleaning import Context
from bihuan.problems.cleaning.references import REFERENCES
from bihuan.problems.facts import person_of
from bihuan.problems.queries.case import Choice, departments_to_choose, people_to_choose, systems_to_choose
from bihuan.problems.queries.knownerrors import in_use
from bihuan.problems.queries.lookback import shareable_cases
from bihuan.problems.repeats import earlier_like
from bihuan.process import terms
from bihuan.process.fields import Field
from bihuan.process.guards.reporting import AMENDABLE
from bihuan.process.lifecycle import STEPS, Step
from bihuan.process.terms import NON_MEMBER_ROLES
from bihuan.reports.columns import COLUMNS, written
from bihuan.reports.drafting import Pieces, draft
from bihuan.web import marks, timewords

if TYPE_CHECKING:
    from bihuan.web.case.casepage import CasePage

WORDED = ("symptom", "impact", "cause_class", "root_cause", "method", "result", "advice", "remark")
"""Columns of the register that people correct; the others follow from the case."""
DOERS = frozenset({"handler", "lead", "changer"})
LEADERS = frozenset({"leader", "manager", "board", "executive"})
Choices = list[Choice]


def of_terms(table: dict[Any, terms.Term], without: Iterable[str] = ()) -> Choices:
    """A table of terms as choices."""
    return [Choice(str(code), _(term.label), "") for code, term in table.items() if code not in without]


def people(field: Field, page: CasePage | None = None) -> Choices:
    """People by department; before them those that are suggested for it."""
    rows = _people(page)
    needs_member = field.role == "member" or field.kind == "users"
    found = [choice for choice, codes in rows if not needs_member or set(codes) - NON_MEMBER_ROLES]
    if field.kind == "users":
        leads = {choice.code for choice, codes in rows if "lead" in codes}
        found = [c._replace(group="" if c.code in leads else _("Others")) for c in found]
        return sorted(found, key=lambda choice: choice.group != "")
    suggested = page.suggested if page and field.name in ("handler", "executor") else []
    names = {user.username for user in suggested}
    first = [Choice(user.username, user.name, _("Suggested")) for user in suggested]
    rest = [choice for choice in found if choice.code not in names]
    return first + (_doers_first(rest, dict(rows)) if field.name in ("handler", "executor") else rest)


def _doers_first(found: Choices, roles: dict[Choice, list[str]]) -> Choices:
    """Who solves problems before the others, who leads the centre last: he may, but it is seldom meant (R3)."""

    def place(choice: Choice) -> int:
        held = set(roles[choice])
        return 0 if held & DOERS else 2 if held <= LEADERS else 1

    groups = {0: _("Handlers"), 2: _("Leaders")}
    return [c._replace(group=groups.get(place(c), c.group)) for c in sorted(found, key=place)]


def _people(page: CasePage | None) -> list[tuple[Choice, list[str]]]:
    if page is None:
        return people_to_choose()
    if page.roll is None:
        page.roll = people_to_choose()
    return page.roll


def departments(field: Field, page: CasePage | None = None) -> Choices:
    """Departments; for an external branch those outside the centre."""
    rows = departments_to_choose()
    if field.name == "department":
        rows = [row for row in rows if row.group != "own"]
    return [row._replace(group=str(Department.Kind(row.group).label)) for row in rows]


def parts(field: Field, page: CasePage, step: Step) -> Choices:
    """The parts that the step can mean; all of the kind if none fits."""
    kind = "order" if field.kind == "orders" else field.kind
    name, is_meant = REFERENCES[kind]
    facts = list(getattr(page.facts, name))
    if field.kind == "orders":
        meant = [fact for fact in facts if fact.status == "done"]
    else:
        context = Context(step, person_of(page.user, page.problem), page.facts, page.parts)
        meant = [fact for fact in facts if is_meant(fact, context)]
    rows = {row.pk: row for row in getattr(page.parts, name)}
    return [Choice(str(fact.id), PART_WORDS[kind](rows[fact.id], page), "") for fact in meant]


def _order(row: Any, page: CasePage) -> str:
    return f"{row.number} · {page.name(row.handler_id)} · {marks.word('order_status', row.status)}"


def _meeting(row: Any, page: CasePage) -> str:
    return f"{row.number} · {marks.word('meeting_kinds', row.kind)} · {timewords.stamp(row.held_at or row.starts_at)}"


def _request(row: Any, page: CasePage) -> str:
    what = marks.word("request_kinds", row.kind)
    if row.level:
        what = f"{what} → {marks.word('levels', str(row.level))}"
    if row.until:
        what = f"{what} → {timewords.stamp(row.until)}"
    return f"{what} · {page.name(row.asked_by_id)}"


PART_WORDS: dict[str, Callable[[Any, CasePage], str]] = {
    "order": _order,
    "change": lambda row, page: f"{row.number} · {marks.word('change_status', row.status)}",
    "letter": lambda row, page: f"{row.subject} · {marks.word('letter_status', row.status)}",
    "branch": lambda row, page: f"{row.department.name} · {marks.word('branch_status', row.status)}",
    "meeting": _meeting,
    "action": lambda row, page: f"{row.number} · {row.text[:40]} · {page.name(row.owner_id)}",
    "request": _request,
    "alarm": lambda row, page: f"{row.name} · {marks.word('alarm_status', row.status)}",
}


def register_row(page: CasePage) -> Choices:
    """The columns of the register with what was drafted for them; those that people word come first."""
    cells = draft(page.problem, Pieces([page.problem]))
    found = [
        Choice(column.key, str(column.label), written(column, cells[column.key]))
        for column in COLUMNS
        if column.key in cells
    ]
    return sorted(found, key=lambda choice: choice.code not in WORDED)


def further_cases(step: str, page: CasePage) -> Choices:
    """Cases that can share the meeting: those that owe a review, or whose orders are in work."""
    rows = page.shareable.get(step)
    if rows is None:
        rows = page.shareable[step] = shareable_cases(page.problem, step)
    return [Choice(number, f"{number} {title}", "") for number, title in rows]


def heard_alarms(page: CasePage) -> Choices:
    """Alarms that no case has, those that fire first."""
    return [
        Choice(
            str(alarm.pk),
            " · ".join(filter(None, (timewords.stamp(alarm.starts_at), alarm.name, alarm.summary[:40]))),
            marks.word("alarm_status", alarm.status),
        )
        for alarm in alarms_to_link(page.now, page.named)
    ]


def known_errors(step: Step, page: CasePage) -> Choices:
    """Those that the case is linked to, for the step that takes a link back; else those in use, what fits first."""
    if step.key == "unlink_known_error":
        met = [tie for tie in page.known.ties if not tie.is_home]
        return [Choice(tie.error.number, f"{tie.error.number} {tie.error.title}", "") for tie in met]
    fits = [Choice(fit.number, f"{fit.number} {fit.title}", "") for fit in page.known.fits]
    here = {fit.code for fit in fits} | page.known.numbers
    return fits + [
        Choice(row.number, f"{row.number} {row.title}", "") for row in in_use() if row.number not in here
    ]


def cases_alike(page: CasePage) -> Choices:
    """D72: earlier cases of the same system, category and cause, the latest first; at most twenty. One query."""
    rows = earlier_like(page.problem).values_list("number", "title", "reported_at")[:20]
    return [Choice(number, f"{number} · {timewords.stamp(at)} · {title}", "") for number, title, at in rows]


def amendable() -> Choices:
    """The fields that an amendment may name, with their labels on the report form."""
    labels = {field.name: field.label for field in STEPS["report"].fields}
    return [Choice(name, _(labels[name]), "") for name in AMENDABLE]


def categories() -> Choices:
    """The nine."""
    return of_terms(terms.CATEGORIES, ("unclassified",))


def sources() -> Choices:
    """Where a report can come from."""
    return of_terms(terms.SOURCES, ("import",))


def systems() -> Choices:
    """Business systems."""
    return [choice._replace(group="") for choice in systems_to_choose()]
