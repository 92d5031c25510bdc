"""F2: the coordinator's response, the level and the report to the manager."""

from bihuan.problems.actions.registry import action
from bihuan.problems.actions.suspending import end_suspension
from bihuan.problems.owing import take_over
from bihuan.problems.work import Work
from bihuan.process.facts import SERIOUS
from bihuan.process.guards.asking import LOWEST_TIMED


def give_response(work: Work) -> None:
    """F2.2: level confirmed, first judgement; from here on the case has its coordinator."""
    case = work.case
    assert work.actor is not None
    case.responded_at = work.occurred
    case.judgement = work.text("judgement")
    if work.text("cause_analysis"):
        case.cause_analysis = work.text("cause_analysis")
    case.coordinator = work.actor
    take_over(work, work.actor.pk, work.at)
    level = work.data.get("level")
    if level and level != case.level:
        if level > case.level:
            work.tell("manager", "level_lowered", old=case.level, new=level, reason=work.text("reason"))
        set_level(work, level)
    work.announce("responded")


def set_level(work: Work, level: int) -> None:
    """L7: a new level is in force; limits follow from the original start, met ones stay met."""
    case, before = work.case, work.case.level
    case.level = level
    if level <= LOWEST_TIMED:
        end_suspension(work)
    work.announce("level_changed")
    if level in SERIOUS and before not in SERIOUS:
        work.announce("entered_serious")


@action("respond")
def respond(work: Work) -> None:
    """F2.2, R2: the explicit first response."""
    give_response(work)


@action("take_over")
def take_over_case(work: Work) -> None:
    """D75: from now on another coordinator answers for the case; the log keeps both names."""
    assert work.actor is not None
    if work.case.coordinator is not None:
        work.tell([work.case.coordinator], "taken_over")
    work.case.coordinator = work.actor
    take_over(work, work.actor.pk, work.at)


@action("brief_manager")
def brief_manager(work: Work) -> None:
    """F2.1, X1: content and channel of the report to the manager; meets every open row of that duty."""
    work.tell("manager", "briefed", content=work.data["content"][:300])


@action("change_level")
def change_level(work: Work) -> None:
    """L7: raising takes effect at once; lowering out of levels 1 and 2 only asks the manager."""
    from bihuan.problems.actions.requesting import ask_manager

    level = work.data["level"]
    if work.case.level in SERIOUS and level not in SERIOUS:
        ask_manager(work, "downgrade", level=level)
    else:
        set_level(work, level)
