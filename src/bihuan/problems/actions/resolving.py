"""F5.1–F5.3: the handler answers the order; the reporter is told; departments are told."""

from bihuan.problems.actions.correcting import open_actions
from bihuan.problems.actions.registry import action
from bihuan.problems.actions.telling import tell_departments
from bihuan.problems.work import Work


@action("resolve")
def resolve(work: Work) -> None:
    """F5.1: result, method, advice, criteria and recovery time on the order; S1 decides what follows."""
    order, data = work.row("orders", work.data["order"]), work.data
    order.status, order.handled_at = "done", work.occurred
    for name in ("result", "method", "advice", "criteria", "recovered_at"):
        setattr(order, name, data[name])
    order.workaround, order.late_reason = data.get("workaround", False), work.text("late_reason")
    order.save()
    work.case.criteria = data["criteria"]
    open_actions(work, data.get("final_fix", []))
    work.log["searchable"] = True
    if work.case.coordinator is not None:
        work.tell([work.case.coordinator], "order_answered", order=order.number)


@action("tell_reporter")
def tell_reporter(work: Work) -> None:
    """F5.1: from now on the reporter can confirm or reject."""
    work.case.reporter_told_at = work.occurred
    work.tell([work.case.reporter], "reporter_told", text=work.data["text"][:300])


@action("notify_departments")
def notify_departments(work: Work) -> None:
    """F5.2: the departments that worked with the affected business; market departments may read the case now."""
    rows, text = list(work.data["departments"]), work.data["text"]
    work.told = rows
    users = [user for row in rows for user in row.people.filter(is_active=True)]
    work.tell(users, "department_told", text=text[:300])
    tell_departments(work, rows, "result_out", text)
