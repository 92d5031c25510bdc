"""Guards of work orders, changes and the group (F2.4, F3, F4)."""

from bihuan.process.guards.ask import Ask, Reasons
from bihuan.process.verdict import Reason
from bihuan.process.words import N_

#: status → those it may move on to.
CHANGE_PATHS = {
    "requested": ("approved", "rejected", "implemented", "cancelled"),
    "approved": ("implemented", "failed", "cancelled"),
}


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


def no_change_runs(ask: Ask) -> Reasons:
    """An order with an unfinished change cannot simply go: the change would hang."""
    for change in ask.case.open_changes:
        if change.order == ask.data["order"].id:
            yield Reason("F3.2", N_("Change {number} is not finished."), {"number": change.number})


def change_stays_planned(ask: Ask) -> Reasons:
    if ask.data.get("needs_change"):
        return
    for change in ask.case.open_changes:
        if change.order == ask.data["order"].id:
            yield Reason(
                "F3.2", N_("Change {number} is not finished."), {"number": change.number}, "needs_change"
            )


def change_number_is_new(ask: Ask) -> Reasons:
    if any(change.number == ask.data["change_no"] for change in ask.case.changes):
        yield Reason("F3.2", N_("The case has a change of this number already."), about="change_no")


def change_order_is_live(ask: Ask) -> Reasons:
    yield from _status(ask, "issued", "accepted")


def emergency_is_serious(ask: Ask) -> Reasons:
    """D33: done first and papered later is for levels 1 and 2."""
    if ask.data.get("emergency") and not ask.case.is_serious:
        yield Reason("D33", N_("An emergency change is for levels 1 and 2."), about="emergency")


def has_open_change(ask: Ask) -> Reasons:
    if not ask.case.open_changes:
        yield Reason("F3.2", N_("No change is open."))


def change_moves_on(ask: Ask) -> Reasons:
    """D33: a change is implemented once approved; an emergency one may start first with consent."""
    change, status = ask.data["change_no"], ask.data["status"]
    if status not in CHANGE_PATHS.get(change.status, ()):
        yield Reason(
            "F3.2", N_("Change {number} cannot go from here to there."), {"number": change.number}, "status"
        )
    elif status == "approved" and change.asked_by == ask.person.id:
        yield Reason("R6", N_("Nobody approves a change he asked for."), about="status")
    elif status == "implemented" and change.status == "requested":
        if not change.emergency:
            yield Reason("F3.2", N_("Change {number} is not approved."), {"number": change.number}, "status")
        elif not change.emergency_approved:
            yield Reason(
                "D33", N_("An emergency change starts first only with the manager's consent."), about="status"
            )
    finished, started = ask.data.get("finished_at"), ask.data.get("started_at")
    if finished and started and finished < started:
        yield Reason("F3.2", N_("The end lies before the start."), about="finished_at")


def has_unapproved_emergency(ask: Ask) -> Reasons:
    if not any(change.emergency and not change.emergency_approved for change in ask.case.open_changes):
        yield Reason("D33", N_("No emergency change awaits consent."))


def emergency_is_unapproved(ask: Ask) -> Reasons:
    change = ask.data["change_no"]
    if not change.is_open or not change.emergency or change.emergency_approved:
        yield Reason("D33", N_("Change {number} awaits no consent."), {"number": change.number}, "change_no")
    if change.asked_by == ask.person.id:
        yield Reason("D33", N_("Nobody consents to a change he asked for."), about="change_no")


def two_leads_decided(ask: Ask) -> Reasons:
    """D31: at least two subsystem leads. A lead who names nobody speaks for the meeting that was convened."""
    attendees = ask.data.get("attendees") or ()
    leads = {user.id for user in attendees if "lead" in user.roles}
    if "lead" in ask.person.roles:
        if not attendees:
            return
        leads.add(ask.person.id)
    needed = ask.policy["group_leads"]
    if len(leads) < needed:
        yield Reason(
            "D31", N_("At least {count} subsystem leads must take part."), {"count": needed}, "attendees"
        )


def a_lead_took_part(ask: Ask) -> Reasons:
    """F6.3, F6.5: it is the group's meeting; the coordinator only records it."""
    people = [ask.person, *(ask.data.get("attendees") or ())]
    if not any("lead" in person.roles for person in people):
        yield Reason("R11", N_("At least one subsystem lead must take part."), about="attendees")


def joint_names_change(ask: Ask) -> Reasons:
    """F4.2: a joint meeting with the approval board names the change."""
    joint = [m for m in ask.case.meetings if m.kind == "joint" and not m.held]
    if joint and not ask.data.get("change_no"):
        yield Reason(
            "F4.2", N_("A joint meeting with the approval board names the change."), about="change_no"
        )
    number = ask.data.get("change_no")
    for change in ask.case.changes:
        if number and change.number == number and not change.is_open and change.status != "implemented":
            yield Reason(
                "F4.2", N_("Change {number} has ended; give the new one."), {"number": number}, "change_no"
            )


def plan_due_is_ahead(ask: Ask) -> Reasons:
    if ask.data["due_at"] <= ask.occurred:
        yield Reason("F4.1", N_("The date must lie in the future."), about="due_at")
