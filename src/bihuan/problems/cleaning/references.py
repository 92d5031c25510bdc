"""Parts of the case, named by id or number, or the only one that can be meant."""

from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _

from bihuan.problems.cleaning.base import Context, Wrong, listed
from bihuan.process.fields import Field
from bihuan.process.guards.external import OUT


def reference(value: Any, context: Context, kind: str = "") -> Any:
    """A part of the case: a text is its number, else its id; a whole number is its id."""
    name, _open = REFERENCES[kind or context.field.kind]
    found = named(getattr(context.facts, name, ()), value)
    if found is not None:
        return found
    raise Wrong(_("There is no such part of this case: {value}.").format(value=str(value)[:40]))


def named(facts: Iterable[Any], value: Any) -> Any | None:
    """The fact that a number or an id names, if any; numbers go first, for they may look like another's id."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    rows = list(facts)
    by_number = (row for row in rows if row.number == value)
    return next(by_number, None) or next((row for row in rows if str(row.id) == str(value)), None)


def orders(value: Any, context: Context) -> list[Any]:
    return [reference(item, context, "order") for item in listed(value)]


def only_one(spec: Field, context: Context) -> Any:
    """The only part that can be meant, where it was left out; none where the field is free."""
    name, is_open = REFERENCES[spec.kind]
    found = [fact for fact in getattr(context.facts, name, ()) if is_open(fact, context)]
    if len(found) == 1:
        return found[0]
    raise Wrong(_("Several are possible: name one.") if found else _("There is none that could be meant."))


def _order_meant(order: Any, context: Context) -> bool:
    wanted = {
        "accept_order": ("issued",),
        "transfer": ("issued", "accepted", "returned"),
        "cancel_order": ("issued", "accepted", "returned"),
        "request_change": ("issued", "accepted"),
        "interim_reply": ("issued", "accepted"),
        "ask_transfer": ("issued", "accepted"),
    }
    if order.status not in wanted.get(context.step.key, ("accepted",)):
        return False
    who, person = context.step.who, context.person
    acts_as_handler = "handler" in who and not ("coordinator" in who and "coordinator" in person.roles)
    return not acts_as_handler or order.handler == person.id


_LETTER_STATES = {
    "sign_letter": ("drafted",),
    "send_letter": ("signed",),
    "confirm_delivery": ("sent",),
    "record_reply": ("sent", "delivered"),
    "return_letter": ("drafted",),
    "chase_letter": ("sent", "delivered"),
    "issue_link": OUT,
    "revoke_link": OUT,
    "reply_by_link": ("sent", "delivered"),
    "notice_by_link": OUT,
}


def _letter_meant(letter: Any, context: Context) -> bool:
    """At the point that the step needs, and of a round that is not over (X7)."""
    running = {(branch.id, branch.round) for branch in getattr(context.facts, "open_branches", ())}
    is_there = letter.status in _LETTER_STATES.get(context.step.key, ())
    return is_there and (letter.branch, letter.round) in running


def _action_meant(action: Any, context: Context) -> bool:
    if context.step.key == "close_action":
        return action.status == "open" and action.owner == context.person.id
    return action.status == "closed"


def _change_meant(change: Any, context: Context) -> bool:
    return change.owes_papers if context.step.key == "file_change_papers" else change.is_open


def _meeting_meant(meeting: Any, context: Context) -> bool:
    if context.step.key == "take_minutes":
        return not meeting.signed
    return meeting.held and not meeting.signed and meeting.chair == context.person.id


#: kind → the tuple of facts, and which of them can be meant when none is named.
REFERENCES: dict[str, tuple[str, Callable[[Any, Context], bool]]] = {
    "order": ("orders", _order_meant),
    "change": ("changes", _change_meant),
    "letter": ("letters", _letter_meant),
    "branch": ("branches", lambda branch, context: branch.is_open),
    "meeting": ("meetings", _meeting_meant),
    "action": ("actions", _action_meant),
    "request": ("requests", lambda request, context: request.is_open),
    "alarm": ("alarms", lambda alarm, context: not alarm.released),
}
