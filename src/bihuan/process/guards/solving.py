"""Guards of the result and its verification (F5) and of corrective actions."""

from bihuan.process.calendar import shanghai_date
from bihuan.process.guards.ask import Ask, Reasons
from bihuan.process.verdict import Reason
from bihuan.process.words import N_


def order_change_is_done(ask: Ask) -> Reasons:
    """D33: an order whose plan needs a change is answered only once the change is implemented."""
    order = ask.data["order"]
    changes = [change for change in ask.case.changes if change.order == order.id]
    for change in changes:
        if change.is_open:
            yield Reason("F3.2", N_("Change {number} is not finished."), {"number": change.number})
    if order.needs_change and not changes:
        yield Reason("F3.2", N_("The plan needs a change and none is on record."))
    elif (
        order.needs_change
        and not any(c.status == "implemented" for c in changes)
        and not ask.case.open_changes
    ):
        yield Reason(
            "F3.2", N_("The plan needs a change and none was implemented; change the plan or ask anew.")
        )


def criteria_hold(ask: Ask) -> Reasons:
    """F5.3: four criteria, each met or not applicable with its reason; at least one met.

    D76: where the manager consented to an improvement, the approved plan stands for the removed risk.
    """
    criteria, by_project = ask.data["criteria"], ask.case.improves_by_project
    if not by_project and not any(value == "met" for value in criteria.values()):
        yield Reason("F5.3", N_("At least one criterion must be met."), about="criteria")
    needed = []
    if ask.case.business_affected:
        needed += ["business_normal", "work_resumed"]
    if ask.case.has_alarm:
        needed.append("alarm_cleared")
    if ask.case.level >= 4 and not by_project:
        needed.append("risk_removed")
    if any(criteria.get(name) != "met" for name in needed):
        yield Reason("F5.3", _WHY_NEEDED, about="criteria")


_WHY_NEEDED = N_(
    "Where business is affected the first two criteria must be met, the alarm where one is linked, "
    "the risk at levels 4 and 5."
)


def recovery_is_sound(ask: Ask) -> Reasons:
    """D35: the recovery is not later than the answer and not before the discovery."""
    recovered = ask.data["recovered_at"]
    if recovered > ask.occurred:
        yield Reason("D35", N_("The recovery cannot be later than the answer."), about="recovered_at")
    if ask.case.discovered_at and recovered < ask.case.discovered_at:
        yield Reason("D35", N_("The recovery cannot lie before the discovery."), about="recovered_at")


def workaround_has_action(ask: Ask) -> Reasons:
    """D36: a workaround counts only with an open corrective action for the final fix."""
    has_action = ask.data.get("final_fix") or any(action.status == "open" for action in ask.case.actions)
    if ask.data.get("workaround") and not has_action:
        yield Reason(
            "D36", N_("A workaround needs an open corrective action for the final fix."), about="final_fix"
        )


def improvement_has_action(ask: Ask) -> Reasons:
    """D76: what is solved by an approved plan still has the corrective action that carries it."""
    is_risk_left = ask.data["criteria"].get("risk_removed") != "met"
    if ask.case.improves_by_project and is_risk_left and not ask.case.has_open_action:
        yield Reason("D76", N_("Open the corrective action that carries the improvement first."))


def late_has_reason(ask: Ask) -> Reasons:
    """D26: an answer after the limit says why."""
    duties = [duty for duty in ask.case.open_duties if duty.key == "resolution"]
    if duties and ask.data["recovered_at"] > duties[-1].due_at and not ask.data.get("late_reason"):
        yield Reason("D26", N_("The limit has passed: say why."), about="late_reason")


def not_yet_told(ask: Ask) -> Reasons:
    if ask.case.reporter_told_at is not None:
        yield Reason("F5.1", N_("The reporter has been told already."))


def may_verify(ask: Ask) -> Reasons:
    """F5.4: the reporter once told; others when he cannot or does not answer; never who solved it."""
    case, person = ask.case, ask.person
    if case.reporter_told_at is None:
        yield Reason("F5.4", N_("The reporter has not been told of the result yet."))
        return
    if case.is_handler(person.id):
        yield Reason("F5.4", N_("Who handled the case does not verify it."))
        return
    is_reporter_able = not case.is_handler(case.reporter) and case.reporter != case.coordinator
    if _is_only_manager(ask) and not (
        case.is_handler(case.coordinator) or case.coordinator in (0, case.reporter)
    ):
        yield Reason("F5.4", N_("The manager verifies only where the coordinator may not."))
        return
    if person.id == case.reporter:
        if not is_reporter_able:
            yield Reason(
                "D4", N_("Who filed and responded does not verify; another coordinator or the manager does.")
            )
        return
    if is_reporter_able and ask.occurred < case.reporter_told_at + ask.policy["confirmation"]:
        yield Reason("F5.4", N_("The reporter has 24 hours to answer first."))
    if case.is_serious and is_reporter_able and not _reporter_was_called(ask):
        yield Reason("F5.4", N_("At levels 1 and 2 a logged call to the reporter comes first."))


def _is_only_manager(ask: Ask) -> bool:
    """Failing another, the manager: one who stands to the case in no other way."""
    return ask.person.id != ask.case.reporter and "coordinator" not in ask.person.roles


def _reporter_was_called(ask: Ask) -> bool:
    told = ask.case.reporter_told_at
    return any(
        call.callee == ask.case.reporter
        and call.purpose == "reporter"
        and told is not None
        and call.at >= told
        for call in ask.case.calls
    )


def orders_are_done(ask: Ask) -> Reasons:
    for order in ask.data.get("orders") or ():
        if order.status != "done":
            yield Reason("S2", N_("Order {number} is not answered."), {"number": order.number}, "orders")


def business_was_affected(ask: Ask) -> Reasons:
    if not ask.case.business_affected:
        yield Reason("F5.2", N_("No business was affected: nobody needs to be told."))
    if ask.case.reporter_told_at is None:
        yield Reason("F5.2", N_("The reporter has not been told of the result yet."))


def coordinator_names_absence(ask: Ask) -> Reasons:
    if ask.person.id != ask.case.reporter and not ask.data.get("absence"):
        yield Reason("F5.2", N_("The reporter tells the departments; say why he does not."), about="absence")


def within_reopen_window(ask: Ask) -> Reasons:
    resolved = ask.case.resolved_at
    days = ask.policy["reopen_window"]
    if resolved and (ask.at - resolved).total_seconds() > days * 86400:
        yield Reason("D39", N_("After {days} days a new, linked case is reported instead."), {"days": days})


def due_on_is_ahead(ask: Ask) -> Reasons:
    if ask.data["due_on"] < shanghai_date(ask.at):
        yield Reason("F6.3", N_("The due date lies in the past."), about="due_on")


def check_follows_due(ask: Ask) -> Reasons:
    checked = ask.data.get("check_on")
    if checked and checked < ask.data["due_on"]:
        yield Reason("F6.3", N_("The effect is checked once the action is due."), about="check_on")


def has_open_action(ask: Ask) -> Reasons:
    if not any(action.status == "open" and action.owner == ask.person.id for action in ask.case.actions):
        yield Reason("F6.3", N_("No corrective action of yours is open."))


def has_closed_action(ask: Ask) -> Reasons:
    if not any(action.status == "closed" for action in ask.case.actions):
        yield Reason("F6.3", N_("No corrective action awaits its check."))


def action_is_open(ask: Ask) -> Reasons:
    action = ask.data["action"]
    if action.status != "open":
        yield Reason("F6.3", N_("Action {number} is not open."), {"number": action.number}, "action")
    elif action.owner != ask.person.id:
        yield Reason("F6.3", N_("Action {number} has another owner."), {"number": action.number}, "action")


def action_is_closed(ask: Ask) -> Reasons:
    action = ask.data["action"]
    if action.status != "closed":
        yield Reason("F6.3", N_("Action {number} awaits no check."), {"number": action.number}, "action")


def not_own_action(ask: Ask) -> Reasons:
    if ask.person.id in (ask.data["action"].owner, ask.data["action"].closed_by):
        yield Reason("F6.3", N_("Nobody checks his own corrective action."), about="action")


def bulletins_are_for_serious(ask: Ask) -> Reasons:
    if not ask.case.is_serious:
        yield Reason("R4", N_("Bulletins are issued at levels 1 and 2."))


def bulletin_is_in_order(ask: Ask) -> Reasons:
    """One first bulletin, then as many as are needed; the final one, with the actual recovery, comes last."""
    issued, kind = [bulletin.kind for bulletin in ask.case.bulletins], ask.data["kind"]
    is_solved, recovery = ask.case.resolved_at is not None, ask.data.get("recovery_at")
    if kind == "first" and issued:
        yield Reason("F5.2", N_("The first bulletin was issued already."), about="kind")
    if kind != "first" and not issued:
        yield Reason("F5.2", N_("The first bulletin comes first."), about="kind")
    if kind == "follow_up" and issued and issued[-1] == "final" and is_solved:
        yield Reason("F5.2", N_("The final bulletin was issued already."), about="kind")
    if kind == "final" and not is_solved:
        yield Reason("F5.2", N_("The final bulletin follows the solution."), about="kind")
    if kind == "final" and (recovery is None or recovery > ask.at):
        yield Reason("F5.2", N_("The final bulletin names the actual recovery."), about="recovery_at")
