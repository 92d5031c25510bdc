"""Guards of what is asked of others: level, suspension, extension (L7, L9), an answer to a supervision (F3.3)."""

from bihuan.process.facts import IMPROVABLE
from bihuan.process.guards.ask import Ask, Reasons
from bihuan.process.verdict import Reason
from bihuan.process.words import N_

#: Levels up to this one are neither suspended nor extended (L9).
LOWEST_TIMED = 3


def no_downgrade_asked(ask: Ask) -> Reasons:
    """One request to lower is enough; raising takes effect at once whatever is asked (L7)."""
    is_lowering = ask.data["level"] > ask.case.level
    if is_lowering and any(request.kind == "downgrade" and request.is_open for request in ask.case.requests):
        yield Reason("L7", N_("A lowering of the level awaits the manager already."), about="level")


def level_differs(ask: Ask) -> Reasons:
    if ask.data["level"] == ask.case.level:
        yield Reason("L7", N_("The case is at level {level} already."), {"level": ask.case.level}, "level")


def may_be_suspended(ask: Ask) -> Reasons:
    if ask.case.level <= LOWEST_TIMED:
        yield Reason("L9", N_("Levels 1 to 3 are never suspended."))
    if ask.case.suspended:
        yield Reason("L9", N_("The case is suspended already."))
    if any(request.kind == "suspend" and request.is_open for request in ask.case.requests):
        yield Reason("L9", N_("A suspension awaits the manager already."))


def may_be_extended(ask: Ask) -> Reasons:
    if ask.case.level <= LOWEST_TIMED:
        yield Reason("L9", N_("Only levels 4 and 5 can be extended."))
    if not any(duty.key == "resolution" and duty.due_at > ask.at for duty in ask.case.open_duties):
        yield Reason("L9", N_("An extension is asked for before the limit has passed."))
    if any(request.kind == "extend" and request.is_open for request in ask.case.requests):
        yield Reason("L9", N_("An extension awaits the manager already."))


def may_be_improved(ask: Ask) -> Reasons:
    """D76: at level 5, with a corrective action that carries the plan, and asked for once."""
    case = ask.case
    if case.level != IMPROVABLE:
        yield Reason("D76", N_("Only level 5 is solved by an approved plan of improvement."))
    if not case.has_open_action:
        yield Reason("D76", N_("Open the corrective action that carries the improvement first."))
    if case.improves_by_project:
        yield Reason("D76", N_("The manager has consented to the improvement already."))
    if any(request.kind == "improvement" and request.is_open for request in case.requests):
        yield Reason("D76", N_("An improvement awaits the manager already."))


def until_is_ahead(ask: Ask) -> Reasons:
    if ask.data["until"] <= ask.at:
        yield Reason("L9", N_("The planned end must lie in the future."), about="until")


def extension_is_in_time(ask: Ask) -> Reasons:
    duties = [duty for duty in ask.case.open_duties if duty.key == "resolution"]
    if duties and ask.data["until"] <= duties[-1].due_at:
        yield Reason("L9", N_("The new limit must be later than the running one."), about="until")


def is_suspended(ask: Ask) -> Reasons:
    if not ask.case.suspended:
        yield Reason("L9", N_("The case is not suspended."))


def request_waits(ask: Ask) -> Reasons:
    if not any(request.is_open for request in ask.case.requests):
        yield Reason("L7", N_("No request awaits a decision."))


def not_own_request(ask: Ask) -> Reasons:
    if ask.data["request"].asked_by == ask.person.id:
        yield Reason("L9", N_("Nobody decides on his own request."), about="request")


def request_still_fits(ask: Ask) -> Reasons:
    """What was asked for must still be possible when the manager consents: level and time have gone on."""
    request, case = ask.data["request"], ask.case
    if not request.is_open:
        yield Reason("L7", N_("The request is decided already."), about="request")
    elif request.kind == "downgrade" and request.level <= case.level:
        yield Reason("L7", N_("The case is at level {level} already."), {"level": case.level}, "request")
    elif request.kind == "suspend":
        if case.level <= LOWEST_TIMED:
            yield Reason("L9", N_("Levels 1 to 3 are never suspended."), about="request")
        if request.until <= ask.occurred:
            yield Reason("L9", N_("The planned end must lie in the future."), about="request")
    elif request.kind == "extend":
        if case.level <= LOWEST_TIMED:
            yield Reason("L9", N_("Only levels 4 and 5 can be extended."), about="request")
        if not any(duty.key == "resolution" and duty.due_at > ask.occurred for duty in case.open_duties):
            yield Reason("L9", N_("An extension is approved before the limit has passed."), about="request")
    elif request.kind == "improvement":
        yield from _improvement_still_fits(ask)


def _improvement_still_fits(ask: Ask) -> Reasons:
    if ask.case.level != IMPROVABLE:
        yield Reason("D76", N_("Only level 5 is solved by an approved plan of improvement."), about="request")
    if not ask.case.has_open_action:
        yield Reason(
            "D76", N_("The corrective action that carries the improvement is gone."), about="request"
        )


def request_is_open(ask: Ask) -> Reasons:
    if not ask.data["request"].is_open:
        yield Reason("L7", N_("The request is decided already."), about="request")


def answer_is_ahead(ask: Ask) -> Reasons:
    answer_by = ask.data.get("answer_by")
    if answer_by and answer_by <= ask.at:
        yield Reason("F3.3", N_("The answer must be due in the future."), about="answer_by")


def answer_is_owed(ask: Ask) -> Reasons:
    if not any(duty.key == "supervision" and duty.subject == ask.person.id for duty in ask.case.open_duties):
        yield Reason("F3.3", N_("No supervision awaits your answer."))
