"""L9: a case of level 4 or 5 rests with the manager's consent; gross time never stops."""

from datetime import datetime

from bihuan.problems import accepting
from bihuan.problems.actions.registry import action
from bihuan.problems.models import Duty
from bihuan.problems.refusals import Refused
from bihuan.problems.work import Work
from bihuan.process.verdict import Kind, Reason
from bihuan.process.words import N_


def begin_suspension(work: Work, until: datetime) -> None:
    """Repeated warnings stop until the planned end, at which the resolution wakes the sweep."""
    work.case.suspended_at, work.case.suspended_until = work.occurred, until
    _pause(work, True)
    for duty in work.parts.duties:
        if duty.key == "resolution" and duty.met_at is None and duty.voided_at is None:
            duty.wake_at = min(duty.wake_at, until)
            duty.save(update_fields=["wake_at"])


def end_suspension(work: Work) -> None:
    """The rest is over; its seconds, up to the planned end, are kept for the net time. Nothing if it does not rest."""
    case = work.case
    if case.suspended_at is None or case.suspended_until is None:
        return
    rested = min(work.occurred, case.suspended_until) - case.suspended_at
    case.suspended_seconds += max(0, int(rested.total_seconds()))
    case.suspended_at = case.suspended_until = None
    _pause(work, False)
    accepting.go_on(case, work.at)


@action("resume")
def resume(work: Work) -> None:
    """L9: before its planned end, by the coordinator."""
    end_suspension(work)


@action("end_suspension")
def end_at_planned_time(work: Work) -> None:
    """L9: the planned end has come; the sweep asks for it once."""
    until = work.case.suspended_until
    if until is None or until > work.at:
        raise Refused(Kind.GUARDED, [Reason("L9", N_("No planned end of a suspension has come."))])
    if work.case.coordinator is not None:
        work.tell([work.case.coordinator], "suspension_ended", until=until.isoformat())
    end_suspension(work)


def _pause(work: Work, paused: bool) -> None:
    for duty in work.parts.duties:
        duty.is_paused = paused
    Duty.objects.filter(problem=work.case, met_at__isnull=True, voided_at__isnull=True).update(
        is_paused=paused
    )
