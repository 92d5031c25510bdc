"""F3.5, F4: the group is convened and must give a plan; minutes; corrective actions."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from bihuan.people.models import User
from bihuan.problems.actions.changing import record_change
from bihuan.problems.actions.ordering import issue_order
from bihuan.problems.actions.registry import action
from bihuan.problems.models import CorrectiveAction, Meeting
from bihuan.problems.numbers import daily_number
from bihuan.problems.work import Work
from bihuan.process.calendar import end_of_day
from bihuan.process.duties import Subject


def new_meeting(
    work: Work, kind: str, *, starts_at: datetime | None = None, held_at: datetime | None = None
) -> Meeting:
    """A meeting on record; one already held owes its signed minutes."""
    meeting = Meeting(
        kind=kind,
        starts_at=starts_at,
        held_at=held_at,
        chair=work.actor,
        number=daily_number("HY", work.at),
        guests=work.data.get("guests", []),
        round=work.case.round,
        attendees=[user.username for user in work.data.get("attendees", [])],
    )
    work.add("meetings", meeting)
    if held_at:
        mark_held(work, meeting)
    return meeting


def mark_held(work: Work, meeting: Meeting) -> None:
    """The meeting took place: its minutes are owed by its chair, counted from when it was held (D46)."""
    work.about("meeting", Subject(meeting.pk, meeting.chair_id, at=meeting.held_at))
    work.announce("meeting_held")


def open_actions(work: Work, actions: Iterable[Mapping[str, Any]]) -> None:
    """Corrective actions with owner and due date; each is a duty of its own."""
    for entry in actions:
        owner: User = entry["owner"]
        opened_by = entry.get("opened_by") or work.actor
        row = CorrectiveAction(owner=owner, text=entry["text"], due_on=entry["due_on"], opened_by=opened_by)
        work.add("actions", row)
        _owe_action(work, row)


def _owe_action(work: Work, row: CorrectiveAction) -> None:
    work.about("action", Subject(row.pk, row.owner_id, end_of_day(row.due_on)))
    work.announce("action_opened")
    work.tell([row.owner], "action_opened", action=row.number, due=row.due_on.isoformat())


@action("convene_group")
def convene_group(work: Work) -> None:
    """F3.5, R12: an emergency meeting of all subsystem leads; jointly with the approval board if so said."""
    kind = "joint" if work.data.get("joint_with_cab") else "emergency"
    meeting = new_meeting(work, kind, starts_at=work.data["starts_at"])
    if not meeting.attendees:
        meeting.attendees = list(User.objects.holding("lead").values_list("username", flat=True))
    meeting.joint_with_cab = kind == "joint"
    meeting.save()
    starts = meeting.starts_at.isoformat() if meeting.starts_at else ""
    work.tell("lead", "group_convened", starts=starts, meeting=meeting.number)
    if meeting.joint_with_cab:
        work.tell("board", "group_convened", starts=starts, meeting=meeting.number)


@action("decide_plan")
def decide_plan(work: Work) -> None:
    """F4.1–F4.3: cause, plan, executor, date. The executor gets an order; a change is his order's condition."""
    data, number = work.data, work.text("change_no")
    meeting = _meeting_of_decision(work)
    meeting.held_at, meeting.chair_id = work.occurred, work.person.id
    meeting.attendees = [user.username for user in data.get("attendees", [])] or meeting.attendees
    meeting.guests = data.get("guests", meeting.guests)
    meeting.minutes = work.text("minutes")
    meeting.record = {
        "cause": data["cause"],
        "plan": data["plan"],
        "executor": data["executor"].username,
        "due_at": data["due_at"].isoformat(),
        "change_no": number,
    }
    meeting.save()
    mark_held(work, meeting)
    order = _order_of_executor(work)
    order.cause, order.plan, order.due_at, order.needs_change = (
        data["cause"],
        data["plan"],
        data["due_at"],
        bool(number),
    )
    order.save()
    if number:
        _attach_change(work, number, order.pk)
    open_actions(work, data.get("actions", []))
    work.case.dispatched_at = work.case.dispatched_at or work.occurred
    work.announce("dispatch")


def _meeting_of_decision(work: Work) -> Meeting:
    """The convened meeting that has not been held yet, else a new one."""
    for meeting in work.parts.meetings:
        if meeting.kind in ("emergency", "joint") and meeting.held_at is None:
            found: Meeting = meeting
            return found
    return new_meeting(work, "emergency")


def _order_of_executor(work: Work) -> Any:
    """The executor's order on the case, taken up again, else a new one; other returned orders are at an end."""
    executor: User = work.data["executor"]
    mine = None
    for order in work.parts.orders:
        if order.handler_id == executor.pk and order.status in ("returned", "issued", "accepted"):
            mine = order
        elif order.status == "returned":
            order.status, order.is_lead = "cancelled", False
            order.save()
    if mine is None:
        return issue_order(work, executor, work.data["plan"], is_lead=True)
    mine.status = "issued" if mine.status == "returned" else mine.status
    if not any(order.is_lead and order.status != "cancelled" for order in work.parts.orders):
        mine.is_lead = True
        work.case.handler = executor
    work.tell([executor], "order_issued", order=mine.number)
    return mine


def _attach_change(work: Work, number: str, order_id: int) -> None:
    """F4.2: the change that the group named hangs on the executor's order."""
    for change in work.parts.changes:
        if change.number == number:
            change.order_id = order_id
            change.save()
            return
    record_change(work, number, work.data["plan"], order_id=order_id)


@action("sign_minutes")
def sign_minutes(work: Work) -> None:
    """D46: the chair signs off what was written down."""
    meeting = work.row("meetings", work.data["meeting"])
    meeting.minutes = work.text("text") or meeting.minutes
    meeting.signed_by, meeting.signed_at = work.actor, work.occurred
    meeting.save()
    work.about("meeting", Subject(meeting.pk, meeting.chair_id))


@action("open_action")
def open_action(work: Work) -> None:
    open_actions(work, [work.data])


@action("close_action")
def close_action(work: Work) -> None:
    """The owner says it is done, with evidence; another one checks its effect."""
    row = work.row("actions", work.data["action"])
    row.status, row.evidence = "closed", work.data["evidence"]
    row.closed_by, row.closed_at = work.actor, work.occurred
    row.save()
    work.about("action", Subject(row.pk, row.owner_id))


@action("check_action")
def check_action(work: Work) -> None:
    """Another person than the owner looks at the effect: the action is at its end, or its owner's again."""
    row = work.row("actions", work.data["action"])
    is_open_again = work.data.get("verdict") == "ineffective"
    row.status, row.effect = "open" if is_open_again else "checked", work.data["effect"]
    row.checked_by, row.checked_at = work.actor, work.occurred
    row.save()
    if is_open_again:
        _owe_action(work, row)
    else:
        work.about("action", Subject(row.pk, row.owner_id))
