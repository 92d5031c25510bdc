"""问题工单 (A2): the seven fields of the annexed form with both numbers, then what practice adds (3.2)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bihuan.papers.blocks import Cell, Grid, Heading
from bihuan.papers.kind import Kind
from bihuan.papers.source import CaseSource
from bihuan.papers.wording import joined, stamp, word, yes_no
from bihuan.problems.models import WorkOrder
from bihuan.process import terms
from bihuan.process.alarms import VERIFIED

ANNEX = Grid(
    (
        (Cell(_("Problem number"), "problem"), Cell(_("Order number"), "number")),
        (Cell(_("Dispatched by"), "dispatched_by"), Cell(_("Dispatched at"), "dispatched_at")),
        (Cell(pgettext_lazy("paper", "Handler"), "handler"), Cell(_("Handled at"), "handled_at")),
        (Cell(_("Result"), "result", 6),),
        (Cell(_("Method"), "method", 6),),
        (Cell(_("Advice for improvement"), "advice", 5),),
    )
)
"""As annexed to the process document, with the two numbers."""

MORE = Grid(
    (
        (Cell(_("Problem level"), "level"), Cell(pgettext_lazy("paper", "Part in the case"), "part")),
        (Cell(pgettext_lazy("paper", "Task"), "task"),),
        (Cell(pgettext_lazy("paper", "Dispatch due"), "dispatch_due"), Cell(pgettext_lazy("paper", "Completion due"), "due")),
        (Cell(_("Accepted at"), "accepted_at"), Cell(pgettext_lazy("paper", "Order filled in later"), "backfilled")),
        (Cell(pgettext_lazy("paper", "Change involved"), "needs_change"), Cell(pgettext_lazy("paper", "Change number"), "change")),
        (Cell(pgettext_lazy("paper", "Criteria of the solution"), "criteria", 4),),
        (Cell(pgettext_lazy("paper", "Business restored at"), "recovered_at"), Cell(pgettext_lazy("paper", "Final fix"), "final")),
    )
)  # fmt: skip


def data_of(source: CaseSource, order: WorkOrder) -> dict[str, Any]:
    """One work order of a case."""
    changes = [change.number for change in source.parts.changes if change.order_id == order.pk]
    done = order.handled_at is not None
    return {
        "problem": source.problem.number,
        "number": order.number,
        "dispatched_by": source.name(order.dispatched_by_id),
        "dispatched_at": stamp(order.dispatched_at),
        "handler": source.name(order.handler_id),
        "handled_at": stamp(order.handled_at),
        "result": order.result,
        "method": order.method,
        "advice": order.advice,
        "level": word(terms.LEVELS, source.problem.level),
        "part": word(terms.WORK_FORMS, "lead" if order.is_lead else "assisting"),
        "task": order.task,
        "dispatch_due": stamp(_due(source, "dispatch")),
        "due": stamp(order.due_at or _due(source, "resolution")),
        "accepted_at": stamp(order.accepted_at),
        "backfilled": yes_no(order.backfilled),
        "needs_change": yes_no(order.needs_change or bool(changes)),
        "change": joined(changes),
        "criteria": criteria_text(order.criteria, evidence_text(source)) if done else criteria_boxes(),
        "recovered_at": stamp(order.recovered_at),
        "final": yes_no(not order.workaround) if done else "",
    }


def _due(source: CaseSource, key: str) -> datetime | None:
    rows = [duty for duty in source.parts.duties if duty.key == key and duty.voided_at is None]
    return rows[-1].due_at if rows else None


def evidence_text(source: CaseSource) -> str:
    """Whether the monitoring or a person says that the alarm is cleared, and since or when (F5.3)."""
    found = source.standing
    if found is None:
        return ""
    if found.basis == VERIFIED:
        return gettext("verified by the monitoring, silent since {at}").format(at=stamp(found.since))
    return gettext("attested by {name}, {at}").format(name=source.name(found.by_id), at=stamp(found.said_at))


def criteria_text(criteria: dict[str, Any], evidence: str = "") -> str:
    """The four criteria, each with what was said of it (F5.3); nothing where nothing was said.

    `evidence` stands beside the alarm where it is said to be cleared.
    """
    lines = []
    for code, term in terms.CRITERIA.items():
        said = criteria.get(code)
        if isinstance(said, dict):
            answer = gettext("not applicable: {why}").format(why=said.get("not_applicable", ""))
        else:
            answer = pgettext("criterion", "met") if said else ""
            if said and evidence and code == "alarm_cleared":
                answer = gettext("{said} ({evidence})").format(said=answer, evidence=evidence)
        lines.append(pgettext("paper", "{what}: {said}").format(what=gettext(term.label), said=answer))
    return "\n".join(lines) if criteria else ""


def criteria_boxes() -> str:
    """The four criteria with boxes to tick by hand."""
    return "\n".join(
        pgettext("paper", "{what}:  □ met  □ not applicable").format(what=gettext(term.label))
        for term in terms.CRITERIA.values()
    )


def sample() -> dict[str, Any]:
    """An answered order of usual length."""
    return {
        "problem": "WT-20261122-001",
        "number": "GD-20261122-001",
        "dispatched_by": "李协调",
        "dispatched_at": "2026-11-22 03:06",
        "handler": "赵主机",
        "handled_at": "2026-11-22 04:21",
        "result": "主库已在备用控制器上恢复，批价积压于 04:18 追平，业务恢复正常。",
        "method": "1. 切换到备用控制器\n2. 挂载归档卷并校验\n3. 分批放开批价进程",
        "advice": "升级控制器固件；把主备切换纳入每月演练。",
        "level": "1级",
        "part": "主办",
        "task": "切换备库并恢复批价",
        "dispatch_due": "2026-11-22 06:00",
        "due": "2026-11-22 05:00",
        "accepted_at": "2026-11-22 03:09",
        "backfilled": "否",
        "needs_change": "是",
        "change": "BG-2026-118",
        "criteria": "业务恢复正常：满足\n受影响的工作可以继续：满足\n系统告警清除：满足\n隐患消除：不适用：控制器更换列入整改",
        "recovered_at": "2026-11-22 04:18",
        "final": "否",
    }


def blank() -> dict[str, Any]:
    """What the blank form already says."""
    return {"criteria": criteria_boxes()}


KIND = Kind(
    "order",
    _("Problem work order"),
    (ANNEX, Heading(pgettext_lazy("paper", "Further particulars")), MORE),
    sample,
    blank=blank,
)
