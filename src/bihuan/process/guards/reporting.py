"""Guards of report, response and what the manager is asked (F1, F2, L)."""

from bihuan.process import terms
from bihuan.process.facts import SERIOUS
from bihuan.process.guards.ask import Ask, Reasons
from bihuan.process.verdict import Reason
from bihuan.process.words import N_

#: Reaching one of these ends the call chain (F1.3): the coordinator, or a leader of the centre on any rung.
AUTHORITIES = frozenset({"coordinator", "leader", "manager", "executive"})


def report_is_sound(ask: Ask) -> Reasons:
    """Times of a report lie in the past and in order; the phone contact is not older than a day."""
    discovered, phoned = ask.data.get("discovered_at"), ask.data.get("phoned_at")
    if discovered and discovered > ask.at:
        yield Reason("F1.1", N_("The discovery lies in the future."), about="discovered_at")
    if phoned and (phoned > ask.at or ask.at - phoned > ask.policy["backdate_limit"]):
        yield Reason("S6", N_("The phone contact must lie within the last 24 hours."), about="phoned_at")
    callee = ask.data.get("phoned_to")
    if (phoned is None) != (callee is None):
        about = "phoned_to" if phoned else "phoned_at"
        yield Reason("L8", N_("A phone contact has both a time and a person."), about=about)
    if phoned and callee and not (callee.roles & AUTHORITIES):
        yield Reason(
            "F1.3", N_("{name} has no authority to take a report."), {"name": callee.username}, "phoned_to"
        )


def phone_is_for_serious(ask: Ask) -> Reasons:
    if ask.data["level"] not in SERIOUS:
        yield Reason("F1.2", N_("Reporting by phone before the form is for levels 1 and 2."), about="level")


def chain_asks(ask: Ask) -> Reasons:
    """F1.3: there is something to confirm. Two confirmations at once are both logged, the first one counts."""
    told_at = ask.case.chain_told_at
    is_echo = told_at is not None and ask.at - told_at <= ask.policy["chain_echo"]
    if not ask.case.chain_runs and not is_echo:
        yield Reason("F1.3", N_("No call chain asks for a confirmation."))


def callee_has_authority(ask: Ask) -> Reasons:
    callee = ask.data["callee"]
    is_on_chain = ask.facts is not None and callee.id in ask.case.chain
    if ask.data["outcome"] == "reached" and not (callee.roles & AUTHORITIES) and not is_on_chain:
        yield Reason(
            "F1.3", N_("{name} has no authority to take a report."), {"name": callee.username}, "callee"
        )
    caller = ask.data.get("reporter") or ask.person
    if callee.id == caller.id and ask.facts is None:
        yield Reason("F1.3", N_("Nobody can call himself."), about="callee")


def callee_fits_purpose(ask: Ask) -> Reasons:
    """A call that counts for a duty went to a person who can meet it."""
    purpose, callee = ask.data.get("purpose") or "report", ask.data["callee"]
    if callee.id == ask.person.id and (purpose != "report" or ask.case.reporter == ask.person.id):
        yield Reason("F1.3", N_("Nobody can call himself."), about="callee")
    elif purpose == "report" and ask.data["outcome"] == "reached":
        yield from callee_has_authority(ask)
    elif purpose == "reporter" and callee.id != ask.case.reporter:
        yield Reason(
            "F5.4", N_("{name} is not the reporter of this case."), {"name": callee.username}, "callee"
        )
    elif purpose == "handler" and not callee.is_member:
        yield Reason("F2.5", N_("Only a member of the centre can handle it."), about="callee")


def dispatcher_calls_handlers(ask: Ask) -> Reasons:
    """F2.5: who sent an order out logs his call to its handler, and no other calls of the case by that right."""
    person, case = ask.person, ask.case
    if "coordinator" in person.roles or case.reporter == person.id or person.on_watch:
        return
    own = {order.handler for order in case.live_orders if order.dispatcher == person.id}
    if (ask.data.get("purpose") or "report") != "handler" or ask.data["callee"].id not in own:
        yield Reason("F2.5", N_("Who sent an order out logs calls to its handler only."), about="callee")


def another_coordinates(ask: Ask) -> Reasons:
    """D75: a case changes hands; before the response it is nobody's yet."""
    if ask.case.coordinator == 0:
        yield Reason("D75", N_("Nobody has responded yet: respond instead."))
    elif ask.case.coordinator == ask.person.id:
        yield Reason("D75", N_("You coordinate this case already."))


def form_is_pending(ask: Ask) -> Reasons:
    if not ask.case.form_pending:
        yield Reason("F1.4", N_("The report form is complete already."))


def alarm_awaits(ask: Ask) -> Reasons:
    if not ask.case.alarm_raised or ask.case.alarm_confirmed:
        yield Reason("D71", N_("No alarm awaits confirmation here."))


def manager_voids_serious(ask: Ask) -> Reasons:
    """F5.4: a case of level 1 or 2 is voided by the manager alone, a false alarm too."""
    if ask.case.is_serious:
        yield Reason("F5.4", N_("At levels 1 and 2 only the manager can take this step."))


def lower_level_has_reason(ask: Ask) -> Reasons:
    """S3: confirming a level below the reported one needs a reason."""
    level = ask.data.get("level")
    if (
        ask.case.responded_at is None
        and level
        and level > ask.case.level_reported
        and not ask.data.get("reason")
    ):
        yield Reason("S3", N_("A level below the reported one needs a reason."), about="reason")
    if ask.case.responded_at is None and ask.data.get("handler") and not ask.data.get("judgement"):
        yield Reason("S3", N_("Dispatching without a response needs the first judgement."), about="judgement")
    if ask.case.responded_at is not None and level and level != ask.case.level:
        yield Reason("L7", N_("The level is confirmed already; change it by its own step."), about="level")


def manager_ends_serious(ask: Ask) -> Reasons:
    if ask.case.is_serious and "manager" not in ask.person.roles:
        yield Reason("F5.4", N_("At levels 1 and 2 only the manager can take this step."))
    if not ask.case.is_serious and "coordinator" not in ask.person.roles:
        yield Reason("D52", N_("At levels 3 to 5 the coordinator takes this step."))


def manager_was_told(ask: Ask) -> Reasons:
    if ask.case.is_serious and ask.case.owes("manager_report"):
        yield Reason("F5.4", N_("The report to the manager is not waived: it comes first."))


def nothing_runs(ask: Ask) -> Reasons:
    """No change and no external branch is left hanging when a case ends without a solution."""
    for change in ask.case.open_changes:
        yield Reason("F3.2", N_("Change {number} is not finished."), {"number": change.number})
    for branch in ask.case.open_branches:
        yield Reason("X7", N_("The external branch {number} is open."), {"number": branch.number})


def main_case_fits(ask: Ask) -> Reasons:
    main = ask.data["main_number"]
    if main.number == ask.case.number:
        yield Reason("D52", N_("A case cannot be merged into itself."), about="main_number")
    elif main.state not in terms.OPEN | {"summarising"}:
        yield Reason("D52", N_("The main case must be open."), about="main_number")


def urge_is_throttled(ask: Ask) -> Reasons:
    """R7: one person urges once in ten minutes; the time of his last urging is a fact of the case."""
    last = ask.case.urged_at.get(ask.person.id)
    if last and ask.at - last < ask.policy["urge_throttle"]:
        yield Reason("R7", N_("This case was urged a moment ago; wait ten minutes."))


def field_may_be_amended(ask: Ask) -> Reasons:
    if ask.data["field"] not in AMENDABLE:
        yield Reason("D53", N_("This field cannot be amended."), about="field")


#: What an amendment may correct; the old value stays in the log (D53).
AMENDABLE = (
    "title",
    "symptom",
    "impact",
    "field_data",
    "cause_analysis",
    "source",
    "category",
    "discovered_at",
    "users_affected",
    "business_affected",
)


def link_is_elsewhere(ask: Ask) -> Reasons:
    if ask.data["number"].number == ask.case.number:
        yield Reason("D72", N_("A case cannot be linked to itself."), about="number")
