"""L7, L9: what the manager is asked and decides."""

from datetime import datetime

from bihuan.problems.actions.registry import action
from bihuan.problems.actions.responding import set_level
from bihuan.problems.actions.suspending import begin_suspension
from bihuan.problems.models import Request
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


@action("ask_improvement")
def ask_improvement(work: Work) -> None:
    """D76: the manager is asked to let an approved plan with its corrective action stand for the solution."""
    ask_manager(work, "improvement")


@action("approve_request")
def approve_request(work: Work) -> None:
    """The manager consents: the level falls, the case rests, the limit moves (L7, L9), or the plan is enough (D76)."""
    request = _decide(work, "approved")
    if request.kind == "downgrade":
        set_level(work, request.level or work.case.level)
    elif request.kind == "suspend":
        assert request.until is not None
        begin_suspension(work, request.until)
    elif request.kind == "extend":
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


def drop_requests(work: Work) -> None:
    """Requests that a later step made pointless are refused by the system."""
    for request in work.parts.requests:
        if request.status == "asked":
            request.status, request.decided_at = "refused", work.occurred
            request.save()
