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
        OrderShape(
            id=row.pk,
            number=row.number,
            handler=names[row.handler_id],
            task=row.task,
            lead=row.is_lead,
            status=row.status,
            dispatched_by=names[row.dispatched_by_id],
            dispatched_at=row.dispatched_at,
            backfilled=row.backfilled,
            contacted_at=row.contacted_at,
            accepted_at=row.accepted_at,
            cause=row.cause,
            plan=row.plan,
            needs_change=row.needs_change,
            due_at=row.due_at,
            handled_at=row.handled_at,
            result=row.result,
            method=row.method,
            advice=row.advice,
            criteria=row.criteria,
            recovered_at=row.recovered_at,
            workaround=row.workaround,
            late_reason=row.late_reason,
            round=row.round,
            answers=row.answers,
        )
        for row in parts.orders
    ]


def changes(problem: Problem, parts: Parts, user: User) -> list[ChangeShape]:
    people = ("asked_by_id", "consented_by_id", "coordinator_id", "executor_id")
    names = usernames(getattr(row, name) for row in parts.changes for name in people)
    numbers = {order.pk: order.number for order in parts.orders} if parts.changes else {}
    at = clock.now()
    return [
        ChangeShape(
            id=row.pk,
            number=row.number,
            order=numbers.get(row.order_id or 0),
            plan=row.plan,
            emergency=row.emergency,
            status=row.status,
            asked_by=names[row.asked_by_id],
            consented_by=names.get(row.consented_by_id or 0),
            consented_at=row.consented_at,
            coordinator=names.get(row.coordinator_id or 0),
            executor=names.get(row.executor_id or 0),
            started_at=row.started_at,
            finished_at=row.finished_at,
            result=row.result,
            rollback=row.rollback,
            papers=row.papers,
            owes_papers=row.papers_owed_at is not None and row.papers_filed_at is None,
            waited_seconds=int(waited([row.history], at).total_seconds()),
            history=row.history,
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
        LetterShape(
            id=row.pk,
            number=row.number if row.signed_at else None,
            branch=branches[row.branch_id],
            department=codes[row.department_id],
            subject=row.subject,
            body=row.body,
            reply_by=row.reply_by,
            copies=row.copies,
            copy_executives=row.copy_executives,
            copy_reason=row.copy_reason,
            urgency=row.urgency,
            contact=row.contact,
            enclosures=row.enclosures,
            chased=row.chased,
            answers=[
                {name: text for name, text in entry.items() if name != "print"} for entry in row.answers
            ],
            return_reason=row.return_reason,
            signed_by=names.get(row.signed_by_id or 0),
            signed_at=row.signed_at,
            channel=row.channel,
            sent_at=row.sent_at,
            delivered_to=row.delivered_to,
            delivered_at=row.delivered_at,
            status=row.status,
            verdict=row.verdict,
            reply=row.reply,
            replied_at=row.replied_at,
            round=row.round,
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
        MeetingShape(
            id=own.pk,
            number=row.number,
            kind=row.kind,
            starts_at=row.starts_at,
            held_at=row.held_at,
            chair=names[row.chair_id],
            attendees=row.attendees,
            guests=row.guests,
            joint_with_cab=row.joint_with_cab,
            place=row.place,
            members=row.members,
            absence=row.absence,
            items=row.items,
            is_shared=own.host_id is not None,
            record=row.record,
            minutes=row.minutes,
            signed_by=names.get(row.signed_by_id or 0),
            signed_at=row.signed_at,
            round=row.round,
        )
        for own, row in found
    ]


def actions(problem: Problem, parts: Parts, user: User) -> list[ActionShape]:
    people = ("owner_id", "opened_by_id", "closed_by_id", "checked_by_id")
    names = usernames(getattr(row, name) for row in parts.actions for name in people)
    meetings_by_id = {row.pk: row.number for row in parts.meetings} if parts.actions else {}
    return [
        ActionShape(
            id=row.pk,
            number=row.number,
            owner=names[row.owner_id],
            text=row.text,
            due_on=row.due_on,
            check_how=row.check_how,
            check_on=row.check_on,
            meeting=meetings_by_id.get(row.meeting_id or 0),
            status=row.status,
            opened_by=names[row.opened_by_id],
            evidence=row.evidence,
            closed_by=names.get(row.closed_by_id or 0),
            closed_at=row.closed_at,
            checked_by=names.get(row.checked_by_id or 0),
            checked_at=row.checked_at,
            effect=row.effect,
        )
        for row in parts.actions
    ]


def documents(problem: Problem, parts: Parts, user: User) -> list[DocumentShape]:
    names = usernames(row.uploaded_by_id for row in parts.documents)
    return [
        DocumentShape(
            id=row.pk,
            number=row.number,
            name=row.name,
            size=row.size,
            content_type=row.content_type,
            sha256=row.sha256,
            uploaded_by=names.get(row.uploaded_by_id or 0),
            given_by=row.given_by,
            uploaded_at=row.created_at,
        )
        for row in parts.documents
    ]


def events(problem: Problem, user: User) -> list[EventShape]:
    """The chain of a case. Market staff see what was done and when, without what was written (D65)."""
    rows = Event.objects.filter(stream=problem.number).order_by("seq")
    return [
        EventShape(
            seq=row.seq,
            step=row.step,
            label=_(STEPS[row.step].label) if row.step in STEPS else row.step,
            actor=row.actor_name,
            occurred_at=row.occurred_at,
            recorded_at=row.recorded_at,
            data=row.data if user.reads_all_cases else _states_of(row.data),
            hash=row.hash,
            prev_hash=row.prev_hash,
        )
        for row in rows
    ]


def _states_of(data: dict[str, Any]) -> dict[str, Any]:
    return {"state": data["state"]} if "state" in data else {}
