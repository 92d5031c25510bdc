"""Who owes a duty: the person the case or the roster names, else every holder of the role."""

from datetime import datetime

from bihuan.people.roster import id_on_duty
from bihuan.problems.models import Duty, Problem
from bihuan.problems.work import Work
from bihuan.process.duties import DutyRule, Subject

#: Roles whose duties rest on all holders until somebody acts (R11, F7.2).
SHARED = frozenset({"manager", "lead", "clerk"})


def owner_of(rule: DutyRule, subject: Subject, work: Work) -> tuple[int | None, str]:
    """The id of the person, or None for the whole role, and the role's code.

    `case.coordinator` is who responded; before that, who is on duty by the roster; else all coordinators.
    """
    case = work.problem if isinstance(work.problem, Problem) else None
    if rule.owed_by in SHARED:
        return None, rule.owed_by
    if rule.owed_by == "owner":
        return subject.owner or None, "member"
    if rule.owed_by == "reporter" and case is not None:
        return case.reporter_id, "reporter"
    if rule.owed_by == "lead_handler" and case is not None:
        lead = work.facts.lead_order
        return (lead.handler if lead else None), "handler"
    if rule.key == "action_check" and case is not None and case.coordinator_id == subject.owner:
        return None, "manager"  # nobody checks his own action
    if case is not None and case.coordinator_id:
        return case.coordinator_id, "coordinator"
    return coordinator_on_duty(work), "coordinator"


def coordinator_on_duty(work: Work) -> int | None:
    """Who coordinates now by the roster; asked once a step."""
    if "on_duty" not in work.__dict__:
        work.__dict__["on_duty"] = id_on_duty("coordinator", work.at)
    found: int | None = work.__dict__["on_duty"]
    return found


def take_over(work: Work, user_id: int, at: datetime) -> None:
    """The coordinator who acts takes over what the role or the roster owed on this case (D75)."""
    for duty in work.parts.duties:
        if duty.owed_by_role == "coordinator" and duty.met_at is None and duty.voided_at is None:
            duty.owed_by_id = user_id
    Duty.objects.filter(
        problem=work.case, owed_by_role="coordinator", met_at__isnull=True, voided_at__isnull=True
    ).update(owed_by=user_id)
