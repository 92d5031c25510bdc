"""F3.2: change records on a case. Change management itself lies outside (D33)."""

from bihuan.problems.actions.papers import filed
from bihuan.problems.actions.registry import action
from bihuan.problems.handoff import hand_off
from bihuan.problems.models import Change
from bihuan.problems.work import Work
from bihuan.process.duties import Subject
from bihuan.process.guards.changing import CARRIED_OUT


def record_change(
    work: Work, number: str, plan: str, *, order_id: int | None, emergency: bool = False
) -> Change:
    """A change as requested, on record."""
    change = Change(
        number=number,
        plan=plan,
        emergency=emergency,
        asked_by=work.actor,
        order_id=order_id,
        history=[["requested", work.occurred.isoformat(), work.person.username]],
    )
    work.add("changes", change)
    hand_off(work, change, "change.requested")
    work.tell("changer", "change_requested", change=number)
    if emergency:
        work.tell("manager", "emergency_change", change=number)
    return change


@action("request_change")
def request_change(work: Work) -> None:
    """F3.2, R6: cause and plan go to the change side; the order waits for the change."""
    order = work.row("orders", work.data["order"])
    record_change(
        work,
        work.data["change_no"],
        work.data["plan"],
        order_id=order.pk,
        emergency=work.data.get("emergency", False),
    )
    if not order.needs_change:
        order.needs_change = True
        order.save()


@action("update_change")
def update_change(work: Work) -> None:
    """F3.2, F4.3: where the change stands, who executed it, when, with what result."""
    change, data = work.row("changes", work.data["change_no"]), work.data
    status_before = change.status
    change.status, change.coordinator = data["status"], work.actor
    if change.emergency and status_before == "requested" and data["status"] in CARRIED_OUT:
        change.papers_owed_at = work.occurred
        work.about("change", Subject(change.pk, change.asked_by_id))
        work.announce("emergency_started")
    for name in ("executor", "started_at", "finished_at", "result", "rollback"):
        if name in data:
            setattr(change, name, data[name])
    if change.status == "failed" and change.finished_at is None:
        change.finished_at = work.occurred  # when it was rolled back
    change.history = [*change.history, [change.status, work.occurred.isoformat(), work.person.username]]
    change.save()
    order = next((order for order in work.parts.orders if order.pk == change.order_id), None)
    people = {person.pk: person for person in (change.asked_by, order.handler if order else None) if person}
    work.tell(people.values(), "change_moved", change=change.number, status=change.status)


@action("file_change_papers")
def file_change_papers(work: Work) -> None:
    """D33: an emergency change started first; now its papers are there."""
    change = work.row("changes", work.data["change_no"])
    change.papers, change.papers_filed_at = filed(work, work.data["document"]), work.occurred
    change.history = [*change.history, ["papers", work.occurred.isoformat(), work.person.username]]
    change.save()
    work.about("change", Subject(change.pk, change.asked_by_id))


@action("approve_emergency_change")
def approve_emergency_change(work: Work) -> None:
    """D33: the manager lets an emergency change start first; its papers follow."""
    change = work.row("changes", work.data["change_no"])
    change.consented_by, change.consented_at = work.actor, work.occurred
    change.history = [*change.history, ["consented", work.occurred.isoformat(), work.person.username]]
    change.save()
    hand_off(work, change, "change.consented")
    work.tell([change.asked_by], "change_consented", change=change.number)
