"""L7, L9: what the manager is asked and decides; suspension and its end."""

from datetime import datetime

from bihuan.problems.actions.registry import action
from bihuan.problems.actions.responding import set_level
from bihuan.problems.models import Duty, Request
from bihuan.problems.work import Work
from bihuan.process.duties import Subject


def ask_manager(work: Work, kind: str, *, level: int | None = None, until: datetime | None = None) -> None:
    """Put a request before the manager; until he decides nothing changes."""
    request = Request(kind=kind, asked_by=work.actor, reason=work.text("reason"), level=level, until=until)
    work.add("requests", request)
    work.about("request", Subject(request.pk))
    work.announce("request_asked")


@action("suspend")
def suspend(work: Work) -> None:
    ask_manager(work, "suspend", until=work.data["until"])


@action("extend")
def extend(work: Work) -> None:
    ask_manager(work, "extend", until=work.data["until"])


@action("approve_request")
def approve_request(work: Work) -> None:
    """The manager consents: the level falls, the case rests, or the limit moves (L7, L9)."""
    request = _decide(work, "approved")
    if request.kind == "downgrade":
        set_level(work, request.level or work.case.level)
    elif request.kind == "suspend":
        work.case.suspended_at, work.case.suspended_until = work.occurred, request.until
        _pause(work, True)
    else:
        work.about("resolution", Subject(0, due_at=request.until))
        work.announce("extended")


@action("refuse_request")
def refuse_request(work: Work) -> None:
    _decide(work, "refused")


def _decide(work: Work, status: str) -> Request:
    request: Request = work.row("requests", work.data["request"])
    request.status, request.decided_by, request.decided_at = status, work.actor, work.occurred
    request.answer = work.text("reason")
    request.save()
    work.about("request", Subject(request.pk))
    work.tell([request.asked_by], "request_decided", kind=request.kind, status=status)
    work.log["request"] = {"kind": request.kind, "level": request.level, "until": request.until}
    return request


@action("resume")
def resume(work: Work) -> None:
    """L9: the rest is over. Gross time never stopped; the rested seconds are kept for the net time."""
    case = work.case
    if case.suspended_at is not None:
        case.suspended_seconds += max(0, int((work.occurred - case.suspended_at).total_seconds()))
    case.suspended_at = case.suspended_until = None
    _pause(work, False)


def _pause(work: Work, paused: bool) -> None:
    for duty in work.parts.duties:
        duty.is_paused = paused
    Duty.objects.filter(problem=work.case, met_at__isnull=True, voided_at__isnull=True).update(
        is_paused=paused
    )


def drop_requests(work: Work) -> None:
    """Requests that a later step made pointless are refused by the system."""
    for request in work.parts.requests:
        if request.status == "asked":
            request.status, request.decided_at = "refused", work.occurred
            request.save()
