"""Clauses that ask for a step and not for a duty: was it taken? Judged from facts and events of one case. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bihuan.process.facts import Facts
from bihuan.process.proof import Happened

MET, LATE, OPEN, NOT_APPLICABLE, VIOLATED = "met", "late", "open", "not_applicable", "violated"
ENDED = frozenset({"withdrawn", "void", "merged"})
"""States in which a case ended without a solution."""


@dataclass(frozen=True)
class Course:
    """What happened in one case."""

    facts: Facts
    events: tuple[Happened, ...]

    @property
    def is_ended(self) -> bool:
        """Withdrawn, voided or merged."""
        return self.facts.state in ENDED

    def seqs(self, *steps: str) -> tuple[int, ...]:
        """The places of these steps."""
        return tuple(event.seq for event in self.events if event.step in steps)

    def has(self, *steps: str) -> bool:
        """Was one of these steps taken?"""
        return any(event.step in steps for event in self.events)

    def while_open(self) -> str:
        """What is still missing: open while it can come, not applicable once the case has ended."""
        return OPEN if self.facts.is_open else NOT_APPLICABLE


Answer = tuple[str, tuple[str, ...]]


def _filed(course: Course) -> Answer:
    steps = ("report", "complete_form")
    return (MET, steps) if not course.facts.form_pending else (course.while_open(), ("report_by_phone",))


def _chain(course: Course) -> Answer:
    steps = ("report_by_phone", "log_call")
    failed = [call for call in course.facts.calls if call.purpose == "report" and call.outcome != "reached"]
    if not failed:
        return NOT_APPLICABLE, ()
    answered = course.facts.phone_reached or course.facts.chain_told_at or course.facts.responded_at
    return (MET if answered else course.while_open()), steps


def _self_handled(course: Course) -> Answer:
    own = [order for order in course.facts.live_orders if order.handler == course.facts.coordinator]
    return (MET, ("dispatch",)) if own else (NOT_APPLICABLE, ())


def _handed_on(course: Course) -> Answer:
    others = [order for order in course.facts.live_orders if order.handler != course.facts.coordinator]
    if not course.facts.live_orders:
        return course.while_open(), ("dispatch",)
    if not others:
        return NOT_APPLICABLE, ()
    taken = all(order.status != "issued" for order in others)
    return (MET if taken else course.while_open()), ("dispatch", "transfer", "decide_plan", "accept_order")


def _planned(course: Course) -> Answer:
    lead = course.facts.lead_order
    if lead is None:
        return course.while_open(), ()
    planned = any(event.step == "plan_order" and event.order == lead.number for event in course.events)
    if planned or course.has("decide_plan"):
        return MET, ("plan_order", "decide_plan")
    return (VIOLATED, ("resolve",)) if lead.status == "done" else (course.while_open(), ())


def _changed(course: Course) -> Answer:
    steps = ("request_change", "update_change", "approve_emergency_change")
    facts = course.facts
    waiting = [o for o in facts.live_orders if o.needs_change and o.status != "done"]
    if not facts.changes and not waiting:
        return NOT_APPLICABLE, ()
    done = any(change.status == "implemented" for change in facts.changes)
    if facts.open_changes or (waiting and not done):
        return course.while_open(), steps
    return (MET if done else NOT_APPLICABLE), steps


def _joint(course: Course) -> Answer:
    joint = [meeting for meeting in course.facts.meetings if meeting.kind == "joint"]
    if not joint:
        return NOT_APPLICABLE, ()
    return (MET if all(m.held for m in joint) else course.while_open()), ("convene_group", "decide_plan")


def _carried_out(course: Course) -> Answer:
    if not course.has("decide_plan"):
        return NOT_APPLICABLE, ()
    is_done = course.facts.resolved_at is not None
    return (MET if is_done else course.while_open()), ("decide_plan", "update_change", "resolve")


def _solved(course: Course) -> Answer:
    return (MET if course.facts.resolved_at else course.while_open()), ("resolve", "verify_external")


def _level_changed(course: Course) -> Answer:
    asked = any(request.kind == "downgrade" and request.is_open for request in course.facts.requests)
    if not course.has("change_level"):
        return NOT_APPLICABLE, ()
    return (OPEN if asked else MET), ("change_level", "approve_request", "refuse_request")


def _letters(*states: str) -> Callable[[Course], Answer]:
    steps = ("draft_letter", "sign_letter", "send_letter")

    def judge(course: Course) -> Answer:
        facts = course.facts
        if not facts.branches:
            return NOT_APPLICABLE, ()
        is_done = facts.letters and all(letter.status in states for letter in facts.letters)
        return (MET if is_done else course.while_open()), steps

    return judge


def _external_change(course: Course) -> Answer:
    return _changed(course) if course.facts.branches else (NOT_APPLICABLE, ())


def _branches_ended(course: Course) -> Answer:
    facts = course.facts
    if not facts.branches:
        return NOT_APPLICABLE, ()
    return (course.while_open() if facts.open_branches else MET), ("record_notice", "verify_external")


_SENT = ("sent", "delivered", "replied")
STEP_CLAUSES: Mapping[str, Callable[[Course], Answer]] = {
    "L7": _level_changed,
    "F1.1": _filed,
    "F1.3": _chain,
    "F2.3": _self_handled,
    "F2.4": _handed_on,
    "F3.1": _planned,
    "F3.2": _changed,
    "F4.2": _joint,
    "F4.3": _carried_out,
    "F5.3": _solved,
    "X2": _letters(*_SENT),
    "X3": _letters("signed", *_SENT),
    "X5": _external_change,
    "X7": _branches_ended,
}
"""Clauses that ask for a step, each with how it is judged."""
