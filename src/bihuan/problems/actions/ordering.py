"""F2.3–F2.6, F3: work orders from dispatch to the plan; giving up, transfer, cancelling."""

from datetime import datetime

from bihuan.people.models import User
from bihuan.problems.actions.registry import action
from bihuan.problems.actions.responding import give_response
from bihuan.problems.models import WorkOrder
from bihuan.problems.numbers import daily_number
from bihuan.problems.owing import take_over
from bihuan.problems.work import Work
from bihuan.process.duties import Subject


def issue_order(work: Work, handler: User, task: str, *, is_lead: bool, **fields: object) -> WorkOrder:
    """A new order (A2) to a handler, who is told; the lead order's handler is the case's."""
    case = work.case
    live = [order for order in work.parts.orders if order.status != "cancelled"]
    is_lead = is_lead or not any(order.is_lead for order in live)
    if is_lead:
        for order in live:
            if order.is_lead:
                order.is_lead = False
                order.save()
        case.handler = handler
    order = WorkOrder(
        number=daily_number("GD", work.at),
        handler=handler,
        task=task,
        is_lead=is_lead,
        dispatched_by=work.actor,
        dispatched_at=work.occurred,
        round=case.round,
        **fields,
    )
    work.add("orders", order)
    work.log.setdefault("orders", []).append(order.number)
    work.log["searchable"] = True
    work.tell([handler], "order_issued", order=order.number)
    return order


@action("dispatch")
def dispatch(work: Work) -> None:
    """F2.3–F2.6: an order goes out; from "awaiting response" it is the response too (S3)."""
    case, data, handler = work.case, work.data, work.data["handler"]
    assert work.actor is not None
    if case.responded_at is None:
        give_response(work)
    elif case.coordinator_id != work.actor.pk:
        case.coordinator = work.actor
        take_over(work, work.actor.pk, work.at)
    contacted: datetime | None = data.get("contacted_at")
    order = issue_order(
        work,
        handler,
        data["task"],
        is_lead=data.get("lead", False),
        backfilled=data.get("backfilled", False),
        contacted_at=contacted,
    )
    case.dispatched_at = case.dispatched_at or work.occurred
    if contacted:
        work.about("handler_contact", Subject(0, at=contacted))
    if contacted or handler.pk == work.actor.pk:
        work.announce("handler_reached")
    if handler.pk == work.actor.pk:
        order.status, order.accepted_at = "accepted", work.occurred
        order.save()


@action("accept_order")
def accept_order(work: Work) -> None:
    """F2.4: the handler takes the order."""
    order = work.row("orders", work.data["order"])
    order.status, order.accepted_at = "accepted", work.occurred
    order.save()


@action("interim_reply")
def interim_reply(work: Work) -> None:
    """A word on progress, on the timeline; the coordinator is told."""
    _tell_coordinator(work, "interim_reply")


@action("ask_transfer")
def ask_transfer(work: Work) -> None:
    """D23: the handler asks, the coordinator decides, the clock goes on."""
    order = work.row("orders", work.data["order"])
    order.transfer_asked_at = work.occurred
    order.save()
    _tell_coordinator(work, "transfer_asked")


@action("transfer")
def transfer(work: Work) -> None:
    """D23: the same order to another handler; cause and plan so far stay on it."""
    order, handler = work.row("orders", work.data["order"]), work.data["handler"]
    work.tell([order.handler], "order_transferred", order=order.number)
    work.tell([handler], "order_issued", order=order.number)
    order.handler, order.status = handler, "issued"
    order.accepted_at = order.transfer_asked_at = None
    order.save()
    if order.is_lead:
        work.case.handler = handler
    _keep_convening_owed(work)


def _keep_convening_owed(work: Work) -> None:
    """F3.5: while another order is still returned unsolved, the group is still to be convened."""
    if any(order.status == "returned" for order in work.parts.orders):
        work.triggers.discard(work.step.key)


@action("cancel_order")
def cancel_order(work: Work) -> None:
    """D20: an order that is not needed; the next live one leads."""
    order = work.row("orders", work.data["order"])
    order.status = "cancelled"
    was_lead, order.is_lead = order.is_lead, False
    order.save()
    work.tell([order.handler], "order_cancelled", order=order.number)
    live = [other for other in work.parts.orders if other.status != "cancelled"]
    if was_lead:
        work.case.handler = live[0].handler if live else None
        if live:
            live[0].is_lead = True
            live[0].save()
    _keep_convening_owed(work)


@action("plan_order")
def plan_order(work: Work) -> None:
    """F3.1: cause and plan, on the order."""
    order, data = work.row("orders", work.data["order"]), work.data
    order.cause, order.plan = data["cause"], data["plan"]
    order.needs_change = data.get("needs_change", False)
    order.save()
    work.log["searchable"] = True


@action("give_up")
def give_up(work: Work) -> None:
    """F3.5: the handler cannot solve it or find the cause; convening the group is owed now (D30)."""
    order = work.row("orders", work.data["order"])
    order.status = "returned"
    order.give_up = {
        "kind": work.data["kind"],
        "reason": work.data["reason"],
        "at": work.occurred.isoformat(),
    }
    order.save()


def _tell_coordinator(work: Work, kind: str) -> None:
    if work.case.coordinator is not None:
        text = work.text("text")[:300]
        work.tell([work.case.coordinator], kind, order=work.data["order"].number, text=text)
