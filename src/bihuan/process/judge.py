"""May this person take this step now? The one place where a step of the table meets a case.

Precedence, as the API shows it: not yours (403) → wrong state (409) → bad input (422, `problems.cleaning`)
→ guards (409). All reasons of the failing class come at once.
"""

from collections.abc import Callable, Iterable

from bihuan.process.facts import Facts, OrderFact
from bihuan.process.guards.ask import Ask
from bihuan.process.lifecycle import Step
from bihuan.process.verdict import ALLOWED, Kind, Reason, Verdict, guarded
from bihuan.process.words import N_


def _is_handler(ask: Ask) -> bool:
    if ask.named_order is not None:
        return ask.named_order.handler == ask.person.id
    return any(order.handler == ask.person.id and order.status != "cancelled" for order in ask.case.orders)


def _is_lead_handler(ask: Ask) -> bool:
    lead: OrderFact | None = ask.case.lead_order
    return lead is not None and lead.handler == ask.person.id


def _is_dispatcher(ask: Ask) -> bool:
    return any(order.dispatcher == ask.person.id for order in ask.case.live_orders)


#: How a person can stand to a case. A name that is not here is a role.
RELATIONS: dict[str, Callable[[Ask], bool]] = {
    "system": lambda ask: ask.person.is_system,
    "member": lambda ask: ask.person.is_member,
    "reader": lambda ask: ask.person.is_member and ask.person.reads_case,
    "reporter": lambda ask: ask.person.is_member and ask.case.reporter == ask.person.id,
    "handler": lambda ask: ask.person.is_member and _is_handler(ask),
    "lead_handler": lambda ask: ask.person.is_member and _is_lead_handler(ask),
    "duty_officer": lambda ask: (
        ask.person.is_member and (ask.case.reporter == ask.person.id or ask.person.on_watch)
    ),
    "dispatcher": lambda ask: ask.person.is_member and _is_dispatcher(ask),
    "serious_manager": lambda ask: ask.case.is_serious and "manager" in ask.person.roles,
    "chair": lambda ask: any(meeting.chair == ask.person.id for meeting in ask.facts.meetings),
    "on_chain": lambda ask: ask.person.is_member and ask.person.id in ask.case.chain,
    "change_asker": lambda ask: (
        ask.person.is_member and any(change.asked_by == ask.person.id for change in ask.case.changes)
    ),
    "action_owner": lambda ask: any(action.owner == ask.person.id for action in ask.case.actions),
}


def stands_as(relation: str, ask: Ask) -> bool:
    """Does the person stand in this relation to the case, or hold this role?"""
    test = RELATIONS.get(relation)
    return test(ask) if test else relation in ask.person.roles


def judge_person(step: Step, ask: Ask) -> Verdict:
    """Is the step one of this person's?"""
    if any(stands_as(relation, ask) for relation in step.who):
        return ALLOWED
    reason = Reason(step.clauses[0], N_("This step belongs to: {who}."), {"who": step.who})
    return Verdict(Kind.NOT_YOURS, (reason,))


def judge_state(step: Step, ask: Ask) -> Verdict:
    """Is the case in a state from which the step leads?"""
    if not step.sources or not isinstance(ask.facts, Facts) or ask.case.state in step.sources:
        return ALLOWED  # a month and the process have no states
    reason = Reason(
        step.clauses[0],
        N_("The case is {state}; this step needs: {states}."),
        {"state": ask.case.state, "states": tuple(sorted(step.sources))},
    )
    return Verdict(Kind.WRONG_STATE, (reason,))


def judge(step: Step, ask: Ask) -> Verdict:
    """Person and state, without the guards: all that is judged before the fields are read."""
    verdict = judge_person(step, ask)
    return verdict if not verdict else judge_state(step, ask)


def judge_guards(step: Step, ask: Ask, *, with_checks: bool = True) -> Verdict:
    """The guards, and with them the checks of cleaned fields; reasons are told once each."""
    tests = step.guards + (step.checks if with_checks else ())
    found: Iterable[Reason] = (reason for test in tests for reason in test(ask))
    return guarded({(reason.text, str(reason.args)): reason for reason in found}.values())


def offer(step: Step, ask: Ask) -> Verdict:
    """What a button shows: the whole verdict as far as it is known before the form is filled."""
    verdict = judge(step, ask)
    return verdict if not verdict else judge_guards(step, ask, with_checks=False)
