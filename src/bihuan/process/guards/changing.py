"""Guards of changes (F3.2, D33). Change management itself lies outside; what it says is on record here."""

from bihuan.process.guards.ask import Ask, Reasons
from bihuan.process.guards.ordering import order_is_live
from bihuan.process.verdict import Reason
from bihuan.process.words import N_

#: status → those it may move on to.
CHANGE_PATHS = {
    "requested": ("approved", "rejected", "implemented", "failed", "cancelled"),
    "approved": ("implemented", "failed", "cancelled"),
}
#: States that say that it was carried out, with or without success.
CARRIED_OUT = frozenset({"implemented", "failed"})


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
    yield from order_is_live(ask)


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
    elif status in CARRIED_OUT and change.status == "requested":
        if not change.emergency:
            yield Reason("F3.2", N_("Change {number} is not approved."), {"number": change.number}, "status")
        elif not change.emergency_approved:
            yield Reason(
                "D33", N_("An emergency change starts first only with the manager's consent."), about="status"
            )
    if status == "failed" and not str(ask.data.get("rollback") or "").strip():
        yield Reason(
            "F3.2",
            N_("Say what of the failed change was rolled back, and how."),
            about="rollback",
        )
    finished, started = ask.data.get("finished_at"), ask.data.get("started_at")
    if finished and started and finished < started:
        yield Reason("F3.2", N_("The end lies before the start."), about="finished_at")


def papers_are_owed(ask: Ask) -> Reasons:
    if not any(change.owes_papers for change in ask.case.changes):
        yield Reason("D33", N_("No emergency change owes its papers."))


def change_owes_papers(ask: Ask) -> Reasons:
    change = ask.data["change_no"]
    if not change.owes_papers:
        yield Reason("D33", N_("Change {number} owes no papers."), {"number": change.number}, "change_no")


def has_unapproved_emergency(ask: Ask) -> Reasons:
    if not any(change.emergency and not change.emergency_approved for change in ask.case.open_changes):
        yield Reason("D33", N_("No emergency change awaits consent."))


def emergency_is_unapproved(ask: Ask) -> Reasons:
    change = ask.data["change_no"]
    if not change.is_open or not change.emergency or change.emergency_approved:
        yield Reason("D33", N_("Change {number} awaits no consent."), {"number": change.number}, "change_no")
    if change.asked_by == ask.person.id:
        yield Reason("D33", N_("Nobody consents to a change he asked for."), about="change_no")
