"""F3.5, F4: the group is convened and must give a plan."""

from typing import Any

from bihuan.people.models import User
from bihuan.problems.actions.changing import record_change
from bihuan.problems.actions.correcting import open_actions
from bihuan.problems.actions.meetings import (
    call_members,
    chair_of,
    join_cases,
    mark_held,
    new_meeting,
    note_presence,
    systems_of,
)
from bihuan.problems.actions.ordering import issue_order
from bihuan.problems.actions.registry import action
from bihuan.problems.models import Meeting
from bihuan.problems.work import Work


@action("convene_group")
def convene_group(work: Work) -> None:
    """F3.5, R12: an emergency meeting of all subsystem leads; jointly with the approval board if so said."""
    kind = "joint" if work.data.get("joint_with_cab") else "emergency"
    meeting = new_meeting(work, kind, starts_at=work.data["starts_at"])
    meeting.joint_with_cab = kind == "joint"
    call_members(work, meeting, systems_of(work))
    join_cases(work, meeting, "join_group")


@action("decide_plan")
def decide_plan(work: Work) -> None:
    """F4.1–F4.3: cause, plan, executor, date. The executor gets an order; a change is his order's condition."""
    data, number = work.data, work.text("change_no")
    meeting = _meeting_of_decision(work)
    meeting.held_at, meeting.chair = work.occurred, chair_of(work)
    meeting.recorder, meeting.absence = work.actor, work.text("absence")
    note_presence(work, meeting)
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
    open_actions(work, data.get("actions", []), meeting)
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
