"""F5.4: the result is confirmed, or rejected and worked on again; reopening; ends that are no solution."""

from typing import Any

from bihuan.problems.actions.registry import action
from bihuan.problems.actions.requesting import drop_requests
from bihuan.problems.actions.suspending import end_suspension
from bihuan.problems.work import Work
from bihuan.process.facts import SERIOUS


@action("confirm")
def confirm(work: Work) -> None:
    """F5.4: solved, says whoever may say so."""


@action("reject_result")
def reject_result(work: Work) -> None:
    """F5.4, D38: back to the same handlers, one round further, on the original clock."""
    undo_resolution(work)
    if work.case.round > work.limits.policy["group_after_rejections"]:
        work.tell(
            [work.case.coordinator] if work.case.coordinator else "coordinator",
            "group_suggested",
            round=work.case.round,
        )


@action("reopen")
def reopen(work: Work) -> None:
    """D39: within a week of resolution and before the archive."""
    undo_resolution(work)


def undo_resolution(work: Work, reason: str = "") -> None:
    """S2: the named orders are accepted again, their answers kept as versions; the case is unsolved."""
    case, reason = work.case, reason or work.text("reason")
    named = [work.row("orders", fact) for fact in work.data.get("orders", [])]
    for order in named or [work.row("orders", work.facts.lead_order)]:
        order.answers = [*order.answers, _answer(order)]
        order.status, order.round = "accepted", order.round + 1
        order.result = order.method = order.advice = order.late_reason = ""
        order.criteria, order.recovered_at, order.handled_at, order.workaround = {}, None, None, False
        order.save()
        work.tell([order.handler], "order_again", order=order.number, reason=reason[:300])
    work.log["undone"] = {"resolved_at": case.resolved_at, "criteria": case.criteria, "round": case.round}
    case.round += 1
    case.resolved_at = case.reporter_told_at = None
    case.criteria = {}
    case.part_counts = {name: count for name, count in case.part_counts.items() if name != "register"}
    work.announce("resolution_undone")
    if case.level not in SERIOUS and _has_run_out(work):
        work.announce("duty_late")


def _has_run_out(work: Work) -> bool:
    """The resolution runs on from its original start, and its limit has passed: the manager hears of it (D29)."""
    return any(
        duty.key == "resolution" and duty.voided_at is None and duty.due_at <= work.occurred
        for duty in work.parts.duties
    )


def _answer(order: Any) -> dict[str, Any]:
    """An earlier answer, as it is kept."""
    return {
        "round": order.round,
        "result": order.result,
        "method": order.method,
        "advice": order.advice,
        "criteria": order.criteria,
        "recovered_at": order.recovered_at.isoformat() if order.recovered_at else "",
        "handled_at": order.handled_at.isoformat() if order.handled_at else "",
        "workaround": order.workaround,
    }


@action("withdraw")
def withdraw(work: Work) -> None:
    """D52: before the response, by the reporter; who would have acted on it is told."""
    work.tell("coordinator", "case_ended", state=work.step.target)
    if work.case.level in SERIOUS:
        work.tell("manager", "case_ended", state=work.step.target)
    work.case.ended_at = work.occurred
    work.announce("ended_unsolved")


@action("void")
def void(work: Work) -> None:
    """D52: no problem after all; nothing is deleted."""
    end_unsolved(work)


@action("merge")
def merge(work: Work) -> None:
    """D52, F5.4: the same problem as another, which takes over the manager report and open corrective actions."""
    from bihuan.problems.gate import take_step

    main = work.data["main_number"]
    work.case.main = main
    take_step("take_merged", actor=None, at=work.at, problem=main, data={"number": work.case.number})
    for row in work.parts.actions:
        if row.status == "open":
            row.status = "void"
            row.save()
            work.announce("actions_moved")
    work.tell([main.reporter], "case_merged", into=main.number)
    end_unsolved(work)


def end_unsolved(work: Work) -> None:
    """Orders still out are cancelled, requests dropped, their people told."""
    for order in work.parts.orders:
        if order.status in ("issued", "accepted", "returned"):
            order.status = "cancelled"
            order.save()
            work.tell([order.handler], "order_cancelled", order=order.number)
    drop_requests(work)
    end_suspension(work)
    work.case.ended_at = work.occurred
    work.tell([work.case.reporter], "case_ended", state=work.step.target)
    work.announce("ended_unsolved")
