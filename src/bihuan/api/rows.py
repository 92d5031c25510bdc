"""From the rows of a case's parts to their shapes; the people of one list are named by one query."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from bihuan import clock
from bihuan.api.cases import usernames
from bihuan.api.shapes.parts import (
    ActionShape,
    ChangeShape,
    DocumentShape,
    EventShape,
    LetterShape,
    MeetingShape,
    OrderShape,
)
from bihuan.people.models import Department, User
from bihuan.problems.models import Branch, Event, Letter, Meeting, Problem
from bihuan.problems.parts import Parts
from bihuan.process.lifecycle import STEPS
from bihuan.process.waiting import waited


def orders(problem: Problem, parts: Parts, user: User) -> list[OrderShape]:
    names = usernames(ident for row in parts.orders for ident in (row.handler_id, row.dispatched_by_id))
    return [
        OrderShape.of(
            row, handler=names[row.handler_id], lead=row.is_lead, dispatched_by=names[row.dispatched_by_id]
        )
        for row in parts.orders
    ]


def changes(problem: Problem, parts: Parts, user: User) -> list[ChangeShape]:
    people = ("asked_by_id", "consented_by_id", "coordinator_id", "executor_id")
    names = usernames(getattr(row, name) for row in parts.changes for name in people)
    numbers = {order.pk: order.number for order in parts.orders} if parts.changes else {}
    at = clock.now()
    return [
        ChangeShape.of(
            row,
            order=numbers.get(row.order_id or 0),
            asked_by=names[row.asked_by_id],
            consented_by=names.get(row.consented_by_id or 0),
            coordinator=names.get(row.coordinator_id or 0),
            executor=names.get(row.executor_id or 0),
            owes_papers=row.papers_owed_at is not None and row.papers_filed_at is None,
            waited_seconds=int(waited([row.history], at).total_seconds()),
        )
        for row in parts.changes
    ]


def letters(problem: Problem, parts: Parts, user: User) -> list[LetterShape]:
    """All letters for those who read every case; market staff see those to or copied to their department."""
    rows = parts.letters
    codes = dict(Department.objects.values_list("pk", "code")) if rows else {}
    if not user.reads_all_cases:
        own = user.department_id or 0
        rows = [row for row in rows if row.sent_at and (row.department_id == own or codes[own] in row.copies)]
    names, branches = usernames(row.signed_by_id for row in rows), _numbers(parts.branches if rows else [])
    return [
        LetterShape.of(
            row,
            number=row.number if row.signed_at else None,
            branch=branches[row.branch_id],
            department=codes[row.department_id],
            answers=_answers(row),
            signed_by=names.get(row.signed_by_id or 0),
        )
        for row in rows
    ]


def _numbers(rows: Iterable[Branch]) -> dict[int, str]:
    return {row.pk: row.number for row in rows}


def _answers(letter: Letter) -> list[dict[str, Any]]:
    """The replies as they came in, without what tells a repeated one."""
    return [{name: value for name, value in entry.items() if name != "print"} for entry in letter.answers]


def meetings(problem: Problem, parts: Parts, user: User) -> list[MeetingShape]:
    return meeting_shapes(parts.meetings)


def meeting_shapes(rows: Iterable[Meeting]) -> list[MeetingShape]:
    """Meetings of a case or of a month."""
    found = [(row, row.source) for row in rows]
    names = usernames(ident for _row, row in found for ident in (row.chair_id, row.signed_by_id))
    return [
        MeetingShape.of(
            row,
            id=own.pk,
            chair=names[row.chair_id],
            is_shared=own.host_id is not None,
            signed_by=names.get(row.signed_by_id or 0),
        )
        for own, row in found
    ]


def actions(problem: Problem, parts: Parts, user: User) -> list[ActionShape]:
    people = ("owner_id", "opened_by_id", "closed_by_id", "checked_by_id")
    names = usernames(getattr(row, name) for row in parts.actions for name in people)
    meetings_by_id = {row.pk: row.number for row in parts.meetings} if parts.actions else {}
    return [
        ActionShape.of(
            row,
            owner=names[row.owner_id],
            meeting=meetings_by_id.get(row.meeting_id or 0),
            opened_by=names[row.opened_by_id],
            closed_by=names.get(row.closed_by_id or 0),
            checked_by=names.get(row.checked_by_id or 0),
        )
        for row in parts.actions
    ]


def documents(problem: Problem, parts: Parts, user: User) -> list[DocumentShape]:
    names = usernames(row.uploaded_by_id for row in parts.documents)
    return [
        DocumentShape.of(row, uploaded_by=names.get(row.uploaded_by_id or 0), uploaded_at=row.created_at)
        for row in parts.documents
    ]


def events(problem: Problem, user: User) -> list[EventShape]:
    """The chain of a case. Market staff see what was done and when, without what was written (D65)."""
    rows = Event.objects.filter(stream=problem.number).order_by("seq")
    return [
        EventShape.of(
            row,
            label=_(STEPS[row.step].label) if row.step in STEPS else row.step,
            actor=row.actor_name,
            data=row.data if user.reads_all_cases else _states_of(row.data),
        )
        for row in rows
    ]


def _states_of(data: dict[str, Any]) -> dict[str, Any]:
    return {"state": data["state"]} if "state" in data else {}
