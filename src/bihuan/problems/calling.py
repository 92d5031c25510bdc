"""Whom does this case need on the phone now (F1.2, F1.3, F2.5, F5.4), and who was tried already?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bihuan.people.assignment import suggest_handlers
from bihuan.people.chain import call_order
from bihuan.people.models import User
from bihuan.people.roster import shift_at
from bihuan.problems.escalation import attempts_of, chain_of, people_asked
from bihuan.problems.models import Duty, Problem
from bihuan.problems.parts import Parts
from bihuan.process.facts import Facts


@dataclass(frozen=True)
class Wanted:
    """Why somebody is to be phoned: the purpose of the call, the clause, and the people in their order."""

    purpose: str
    clause: str
    people: tuple[User, ...]


@dataclass(frozen=True)
class Tried:
    """One attempt, by hand or by the machine: `caller` is empty for the machine, `by` is who attests it."""

    at: datetime
    caller: str
    callee: str
    number: str
    outcome: str
    purpose: str
    text: str = ""
    round: int = 0


def wanted(problem: Problem, facts: Facts, parts: Parts, at: datetime, caller: User) -> Wanted:
    """The most pressing reason for `caller` to phone somebody now; without one the people of the case, for any purpose.

    Nobody phones himself: he is left out, and a reason that names nobody but him is none for him.
    """
    reasons: list[tuple[str, str, Sequence[User]]] = []
    if facts.is_serious and (facts.chain_runs or facts.owes("phone_call")):
        reasons.append(("report", "F1.3", _authorities(problem, facts, at)))
    if facts.owes("handler_contact"):
        reasons.append(("handler", "F2.5", _handlers(problem, parts)))
    if facts.owes("reporter_told") or facts.owes("confirmation"):
        reasons.append(("reporter", "F5.4", [problem.reporter]))
    for purpose, clause, people in reasons:
        others = tuple(person for person in people if person != caller)
        if others or not people:
            return Wanted(purpose, clause, others)
    known = [*_coordinators(problem, facts, at), *_handlers(problem, parts), problem.reporter]
    return Wanted("other", "F3.3", tuple(person for person in _once(known) if person != caller))


def calls_owed(parts: Parts) -> list[Duty]:
    """Calls by hand that somebody owes in this case; the subject is whom to phone, the earliest due first."""
    owed = [
        row for row in parts.duties if row.key == "call_now" and row.met_at is None and row.voided_at is None
    ]
    return sorted(owed, key=lambda row: row.due_at)


def next_place(found: Wanted, parts: Parts) -> int:
    """The place of the person to phone next: whom the chain waits for longest, else after who was tried last."""
    ids = [person.pk for person in found.people]
    owed = [duty.subject for duty in calls_owed(parts) if duty.subject in ids]
    if owed and found.purpose == "report":
        return ids.index(owed[0])
    tried = [
        call.callee_id
        for call in parts.calls
        if call.caller_id and call.purpose == found.purpose and call.callee_id in ids
    ]
    return (ids.index(tried[-1]) + 1) % len(ids) if tried else 0


def tried(problem: Problem, parts: Parts) -> list[Tried]:
    """Every attempt on this case, the newest first."""
    ids = {pk for call in parts.calls for pk in (call.caller_id, call.callee_id) if pk}
    people = User.objects.in_bulk(ids)
    logged = [
        Tried(
            call.occurred_at,
            people[call.caller_id].name if call.caller_id else "",
            people[call.callee_id].name,
            call.phone,
            call.outcome,
            call.purpose,
            call.text,
        )
        for call in parts.calls
    ]
    unlogged = [
        Tried(row.at, "", row.user.name, row.number, row.outcome, "report", round=row.round)
        for row in (attempts_of(problem) if problem.chain else [])
        if not row.is_logged
    ]
    return sorted(logged + unlogged, key=lambda entry: entry.at, reverse=True)


def _authorities(problem: Problem, facts: Facts, at: datetime) -> list[User]:
    """The chain as it runs; the coordinator on duty stays first in it as long as his response is owed (F1.2)."""
    row = chain_of(problem) if facts.chain else None
    people = people_asked(row) if row else [called.user for called in call_order(at, problem.system_id)]
    known = {person.pk for person in people}
    ahead = [person for person in _coordinators(problem, facts, at) if person.pk not in known] if row else []
    return [person for person in _once(ahead + people) if person.is_active and person.pk != facts.reporter]


def _coordinators(problem: Problem, facts: Facts, at: datetime) -> list[User]:
    """Who coordinates the case; while its response is owed, who is on duty for it, and the deputy."""
    if problem.coordinator is not None:
        return [problem.coordinator]
    shift = shift_at("coordinator", at) if facts.owes("response") else None
    people = [shift.person, shift.deputy] if shift else []
    return [person for person in people if person is not None and person.is_active]


def _handlers(problem: Problem, parts: Parts) -> tuple[User, ...]:
    """Handlers of orders that are out; before the first order those whom the rules suggest (R3)."""
    out = [order.handler for order in parts.orders if order.status in ("issued", "accepted")]
    return _once(out or suggest_handlers(problem.category, problem.system))


def _once(people: list[User]) -> tuple[User, ...]:
    return tuple({person.pk: person for person in people}.values())
