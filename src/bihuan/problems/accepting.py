"""D24: an order that nobody accepts is asked about after 10 and 30 minutes; there is no limit, and nothing is late.

The row of the watch keeps each order that is out with the moment from which it counts and how often it was asked
about: [{order, since, asked}]. A transfer counts anew, for the new handler.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from bihuan.notices.outbox import Message, draft, post
from bihuan.problems.models import ACCEPT, RUNNING, Escalation, Problem, WorkOrder
from bihuan.problems.told import holders, place_of
from bihuan.problems.work import Work
from bihuan.process.lifecycle import IN_HAND

ISSUING = frozenset({"dispatch", "transfer", "decide_plan"})
"""Steps by which an order may go out to somebody who has to accept it."""
FIGURES = ("order_reminder_first", "order_reminder_second")

Entry = dict[str, Any]


def watch(work: Work) -> None:
    """Part of the door: orders that this step sent out are watched until they are accepted."""
    waiting = [order.pk for order in work.parts.orders if order.status == "issued"]
    if not waiting:
        return
    row = Escalation.objects.filter(RUNNING, problem=work.case, kind=ACCEPT).first()
    known = {entry["order"]: entry for entry in (row.rungs if row else [])}
    if work.step.key == "transfer":
        known.pop(work.data["order"].id, None)
    fresh = {"since": work.at.isoformat(), "asked": 0}
    entries = [known.get(pk, {"order": pk, **fresh}) for pk in waiting]
    next_at = _next(entries, work.limits.policy)
    if next_at is None:
        return
    if row is None:
        Escalation.objects.create(
            problem=work.case, kind=ACCEPT, rungs=entries, started_at=work.at, next_at=next_at
        )
    else:
        Escalation.objects.filter(pk=row.pk).update(rungs=entries, next_at=next_at)


def moved(row: Escalation, at: datetime, policy: Mapping[str, Any]) -> dict[str, Any]:
    """Part of the sweep: how the watch moves on at `at`; what is to be asked now is left in `row.rungs`."""
    case: Problem = row.problem
    if case.suspended_until is not None and at < case.suspended_until:
        row.rungs = []
        return {"next_at": case.suspended_until}
    out = WorkOrder.objects.filter(problem=case, status="issued").values_list("pk", flat=True)
    issued = set(out) if case.state in IN_HAND else set()
    kept = [dict(entry) for entry in row.rungs if entry["order"] in issued]
    row.rungs = [entry for entry in kept if (due := _due(entry, policy)) is not None and due <= at]
    for entry in row.rungs:
        while (due := _due(entry, policy)) is not None and due <= at:
            entry["asked"] += 1
    next_at = _next(kept, policy)
    ended = {} if next_at else {"ended_at": at, "end": "closed"}
    return {"rungs": kept, "next_at": next_at or at, **ended}


def go_on(case: Problem, at: datetime) -> None:
    """Part of the door: a suspension is over, so the sweep looks at once at what has been waiting meanwhile."""
    Escalation.objects.filter(RUNNING, problem=case, kind=ACCEPT).update(next_at=at)


def ask(row: Escalation, at: datetime) -> None:
    """Tell the handler of each order, and the coordinator, who may reassign it or call him."""
    case: Problem = row.problem
    orders = WorkOrder.objects.select_related("handler").in_bulk([entry["order"] for entry in row.rungs])
    coordinators = [case.coordinator_id] if case.coordinator_id else holders("coordinator")
    for entry in row.rungs:
        order = orders[entry["order"]]
        messages = [Message(order.handler_id, "order_waits")]
        messages += [Message(pk, "order_unaccepted") for pk in coordinators if pk != order.handler_id]
        args = {"order": order.number, "handler": order.handler.name, "since_order": entry["since"]}
        post(
            draft(
                messages,
                stream=case.number,
                cause=f"accept:{order.pk}:{entry['since']}:{entry['asked']}",
                at=at,
                level=case.level,
                args={"title": case.title, "state": case.state, **place_of(case), **args},
                topic=f"accept:{order.pk}",
            )
        )


def unwatched(orders: Iterable[WorkOrder], rows: Iterable[Escalation]) -> list[WorkOrder]:
    """Of orders that are out: those that no running row will ask about and no ended one has asked about to the end."""
    done, watched = set(), set()
    for row in rows:
        for entry in row.rungs:
            if row.ended_at is None:
                watched.add(entry["order"])
            elif int(entry["asked"]) >= len(FIGURES):
                done.add(entry["order"])
    return [order for order in orders if order.pk not in done | watched]


def latest_question(row: Escalation, policy: Mapping[str, Any]) -> datetime:
    """When this row must ask at the latest: at its next reminder, or once the case goes on after a suspension."""
    due = _next(row.rungs, policy) or row.started_at
    return max(due, row.problem.suspended_until or due)


def mend(work: Work) -> bool:
    """Part of the self-check: watch again whatever is out and unwatched, and ask at once what has rested too long."""
    running = (
        Escalation.objects.filter(RUNNING, problem=work.case, kind=ACCEPT).select_related("problem").first()
    )
    if running is not None and running.next_at > latest_question(running, work.limits.policy):
        latest = latest_question(running, work.limits.policy)
        Escalation.objects.filter(pk=running.pk).update(next_at=max(latest, work.at))
        return True
    out = [order for order in work.parts.orders if order.status == "issued"]
    if not unwatched(out, Escalation.objects.filter(problem=work.case, kind=ACCEPT)):
        return False
    watch(work)
    return True


def _due(entry: Entry, policy: Mapping[str, Any]) -> datetime | None:
    asked = int(entry["asked"])
    return datetime.fromisoformat(entry["since"]) + policy[FIGURES[asked]] if asked < len(FIGURES) else None


def _next(entries: list[Entry], policy: Mapping[str, Any]) -> datetime | None:
    return min((due for due in (_due(entry, policy) for entry in entries) if due is not None), default=None)
