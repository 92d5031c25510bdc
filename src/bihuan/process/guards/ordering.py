"""Guards of work orders (F2.4, F3)."""

from bihuan.process.guards.ask import Ask, Reasons
from bihuan.process.verdict import Reason
from bihuan.process.words import N_


def _mine(ask: Ask, *statuses: str) -> bool:
    return any(order.status in statuses and order.handler == ask.person.id for order in ask.case.orders)


def has_issued_order(ask: Ask) -> Reasons:
    if not _mine(ask, "issued"):
        yield Reason("F2.4", N_("No order of yours awaits acceptance."))


def has_live_order(ask: Ask) -> Reasons:
    if not _mine(ask, "issued", "accepted"):
        yield Reason("F2.4", N_("No order of yours is in work."))


def has_accepted_order(ask: Ask) -> Reasons:
    if not _mine(ask, "accepted"):
        yield Reason("F2.4", N_("No order of yours is accepted and in work."))


def has_movable_order(ask: Ask) -> Reasons:
    if not any(order.status in ("issued", "accepted", "returned") for order in ask.case.orders):
        yield Reason("F2.6", N_("No order is out."))


def _status(ask: Ask, *statuses: str) -> Reasons:
    order = ask.data["order"]
    if order.status not in statuses:
        yield Reason(
            "F2.4", N_("Order {number} is not in a state for this."), {"number": order.number}, "order"
        )


def order_is_issued(ask: Ask) -> Reasons:
    yield from _status(ask, "issued")


def order_is_live(ask: Ask) -> Reasons:
    yield from _status(ask, "issued", "accepted")


def order_is_accepted(ask: Ask) -> Reasons:
    yield from _status(ask, "accepted")


def order_is_movable(ask: Ask) -> Reasons:
    yield from _status(ask, "issued", "accepted", "returned")


def handler_has_no_live_order(ask: Ask) -> Reasons:
    """One live order a person and case: a second one would only repeat the first (D20)."""
    handler = ask.data["handler"]
    if any(order.is_live and order.handler == handler.id for order in ask.case.orders):
        yield Reason(
            "D20", N_("{name} has an order on this case already."), {"name": handler.username}, "handler"
        )


def contact_is_sound(ask: Ask) -> Reasons:
    """F2.5: the handler was called after the report and before the order that names the call."""
    contacted = ask.data.get("contacted_at")
    if contacted and not ask.case.reported_at <= contacted <= ask.occurred:
        reason = N_("The handler was contacted between the report and the order.")
        yield Reason("F2.5", reason, about="contacted_at")
