"""D72, F6.3: a case whose cause is known may repeat an earlier one; the coordinator judges it."""

from contextlib import suppress

from bihuan.problems.actions.registry import action
from bihuan.problems.refusals import Refused
from bihuan.problems.repeats import earlier_like, next_unasked, tie
from bihuan.problems.work import Work


def look_for_repeats(work: Work, *, again: bool = False) -> None:
    """The cause is known now: ask whether the case is a repeat, and the same of the next one alike.

    A case is asked once a round, or `again` where its cause has changed since. Two queries.
    """
    is_asked = any(duty.key == "repeat_check" and duty.voided_at is None for duty in work.parts.duties)
    is_linked = any(link.kind == "repeat" for link in work.parts.links)
    if (again or not is_asked) and not is_linked and earlier_like(work.case).exists():
        work.announce("repeat_suspected")
    later = next_unasked(work.case)
    if later is not None:
        from bihuan.problems.gate import take_step

        with suppress(Refused):  # it has moved on meanwhile
            take_step(
                "suspect_repeat", actor=None, at=work.at, problem=later, data={"number": work.case.number}
            )


@action("suspect_repeat")
def suspect_repeat(work: Work) -> None:
    """An earlier case got its cause only after this one."""
    work.announce("repeat_suspected")


@action("judge_repeat")
def judge_repeat(work: Work) -> None:
    """D72: the coordinator confirms the repeat, or says what tells the case apart."""
    if work.data["verdict"] == "repeat":
        tie(work, work.data["number"], work.text("text")[:200])
