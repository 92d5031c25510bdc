"""问题分析和处理报告 (F6.1), in the nine sections of practice 3.4."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bihuan.papers.blocks import Cell, Column, Grid, Heading, Line, Listing, Prose
from bihuan.papers.kind import Kind
from bihuan.papers.source import CaseSource
from bihuan.papers.wording import joined, span, stamp, word, yes_no
from bihuan.problems.models import Analysis, CorrectiveAction, WorkOrder
from bihuan.problems.queries.case import Happening, course_of
from bihuan.problems.writtendates import written_day
from bihuan.process import terms
from bihuan.process.lifecycle import STEPS
from bihuan.process.words import N_

BASICS = Grid(
    (
        (Cell(_("Problem number"), "number"), Cell(_("Problem level"), "level")),
        (Cell(pgettext_lazy("paper", "Affected system"), "system"), Cell(_("Category"), "category")),
        (Cell(_("Discovered at"), "discovered_at"), Cell(_("Reported at"), "reported_at")),
        (Cell(_("Responded at"), "responded_at"), Cell(_("Dispatched at"), "dispatched_at")),
        (
            Cell(pgettext_lazy("paper", "Business restored at"), "recovered_at"),
            Cell(pgettext_lazy("paper", "Duration"), "duration"),
        ),
        (Cell(pgettext_lazy("paper", "Handler"), "handlers"),),
    )
)
EXTENT = Grid(
    (
        (
            Cell(pgettext_lazy("paper", "Business affected"), "business"),
            Cell(_("Users affected"), "users_affected"),
        ),
        (Cell(pgettext_lazy("paper", "Duration"), "duration"), Cell(pgettext_lazy("paper", "KPI affected"), "kpi_affected")),
        (Cell(_("Impact caused"), "impact"),),
    )
)  # fmt: skip
COURSE = Listing(
    "course",
    (
        Column(_("Time"), "at", 4, True),
        Column(pgettext_lazy("paper", "Done by"), "who", 3, True),
        Column(pgettext_lazy("paper", "Action"), "what", 5),
        Column(pgettext_lazy("paper", "Outcome"), "outcome", 4),
    ),
)
ACTIONS = Listing(
    "actions",
    (
        Column(pgettext_lazy("paper", "No."), "place", 3, True),
        Column(pgettext_lazy("paper", "Measure"), "text", 17),
        Column(_("Owner"), "owner", 6, True),
        Column(_("Due on"), "due_on", 8, True),
    ),
)
SIGNED = Grid(
    (
        (Cell(pgettext_lazy("paper", "Written by"), "written_by"), Cell(pgettext_lazy("paper", "Date"), "written_at")),
        (Cell(pgettext_lazy("paper", "Checked by"), "checked_by"), Cell(pgettext_lazy("paper", "Date"), "checked_at")),
    )
)  # fmt: skip
SECTIONS = (
    Heading(pgettext_lazy("paper", "1  Particulars")), BASICS,
    Heading(pgettext_lazy("paper", "2  Symptom")), Prose("symptom", lines=3),
    Heading(pgettext_lazy("paper", "3  Extent of the impact")), EXTENT,
    Heading(pgettext_lazy("paper", "4  Course of the handling")), COURSE,
    Heading(pgettext_lazy("paper", "5  Analysis of the cause")),
    Prose("direct_cause", pgettext_lazy("paper", "Immediate cause"), 2),
    Prose("cause", pgettext_lazy("paper", "Root cause"), 3),
    Prose("unforeseen", pgettext_lazy("paper", "Why it was not found earlier"), 2),
    Heading(pgettext_lazy("paper", "6  Method of the solution")), Prose("method", lines=3),
    Line(Cell(pgettext_lazy("paper", "Workaround or final fix:"), "fix"), Cell(pgettext_lazy("paper", "Change number:"), "change")),
    Heading(pgettext_lazy("paper", "7  Advice against recurrence")), Prose("prevention", lines=2), ACTIONS,
    Heading(pgettext_lazy("paper", "8  Do similar problems exist")), Prose("similar", lines=2),
    Heading(pgettext_lazy("paper", "9  Attachments")), Prose("attachments", lines=1), SIGNED,
)  # fmt: skip

NOT_TOLD = frozenset(
    {
        "comment",
        "attach",
        "amend",
        "record_history",
        "enter_register",
        "urge",
        "mark_late",
        "note_alarm",
        "seal_package",
    }
)
"""Steps that are no part of how a problem was handled."""


def data_of(source: CaseSource, analysis: Analysis | None = None) -> dict[str, Any]:
    """The report on a case: the submission given, else the last one, else what the lead order says."""
    case, parts = source.problem, source.parts
    found = analysis or (parts.analyses[-1] if parts.analyses else None)
    orders = [order for order in parts.orders if order.status != "cancelled"]
    lead = next((order for order in reversed(orders) if order.is_lead), None)
    return {
        "number": case.number,
        "level": word(terms.LEVELS, case.level),
        "system": case.system.name if case.system else "",
        "category": joined(word(terms.CATEGORIES, code) for code in [case.category, *case.categories]),
        "discovered_at": stamp(case.discovered_at),
        "reported_at": stamp(case.reported_at),
        "responded_at": stamp(case.responded_at),
        "dispatched_at": stamp(case.dispatched_at),
        "recovered_at": stamp(case.resolved_at),
        "duration": span(case.discovered_at, case.resolved_at),
        "handlers": joined(source.name(order.handler_id) for order in orders),
        "symptom": case.symptom,
        "business": yes_no(case.business_affected),
        "users_affected": word(terms.USERS_AFFECTED, case.users_affected),
        "kpi_affected": yes_no(case.kpi_affected),
        "impact": case.impact,
        "course": _course(source),
        **_causes(source, found, lead),
        "change": joined(change.number for change in parts.changes),
        "actions": actions_of(source),
        "attachments": joined(document.name for document in parts.documents),
        **_signed(source, found),
    }


def _causes(source: CaseSource, found: Analysis | None, lead: WorkOrder | None) -> dict[str, str]:
    """Cause, method, advice; the immediate cause is what the handler wrote on his order."""
    review = next((row for row in source.parts.meetings if row.kind == "review" and row.held_at), None)
    return {
        "direct_cause": lead.cause if lead else source.problem.cause_analysis,
        "cause": found.cause if found else "",
        "unforeseen": review.record.get("root_cause_avoidable", "") if review else "",
        "method": found.method if found else lead.method if lead else "",
        "fix": word(terms.CLOSE_CODES, "workaround" if lead and lead.workaround else "root_fix") if lead and lead.handled_at else "",
        "prevention": found.prevention if found else lead.advice if lead else "",
        "similar": review.record.get("similar", "") if review else "",
    }  # fmt: skip


def _signed(source: CaseSource, found: Analysis | None) -> dict[str, str]:
    if found is None:
        return {}
    return {
        "written_by": source.name(found.submitted_by_id),
        "written_at": stamp(found.submitted_at),
        "checked_by": source.name(found.checked_by_id),
        "checked_at": stamp(found.checked_at),
    }


def _course(source: CaseSource) -> list[dict[str, str]]:
    """Every step up to the last answer, in the order in which things happened. Two queries at most."""
    told = [event for event in course_of(source.problem) if event.step not in NOT_TOLD]
    if source.problem.resolved_at:
        end = max((event.seq for event in told if event.step == "resolve"), default=0)
        told = [event for event in told if event.seq <= end or not end]
    source.learn(event.actor or 0 for event in told)
    return [_line(source, event) for event in sorted(told, key=lambda event: (event.occurred_at, event.seq))]


def _line(source: CaseSource, event: Happening) -> dict[str, str]:
    step = STEPS.get(event.step)
    before, after = event.states or ("", "")
    name = source.name(event.actor) or event.actor_name
    return {
        "at": stamp(event.occurred_at),
        "who": str(_("System")) if name == "system" else name,
        "what": str(_(step.label)) if step else event.step,
        "outcome": word(terms.STATES, after) if after != before else "",
    }


def actions_of(source: CaseSource, meeting: int = 0) -> list[dict[str, str]]:
    """The corrective actions of a case, or those one meeting decided: place, text, owner, date, state."""
    return [
        {
            "place": str(place),
            "text": row.text,
            "owner": source.name(row.owner_id),
            "due_on": written_day(row.due_on),
            "status": word(terms.ACTION_STATUS, row.status),
        }
        for place, row in enumerate((row for row in source.parts.actions if _counts(row, meeting)), 1)
    ]


def _counts(row: CorrectiveAction, meeting: int) -> bool:
    return row.status != "void" and (not meeting or row.meeting_id == meeting)


def sample() -> dict[str, Any]:
    """A report of usual length."""
    return {
        "number": "WT-20261122-001", "level": "1级", "system": "批价系统", "category": "数据库",
        "discovered_at": "2026-11-22 02:55", "reported_at": "2026-11-22 03:00", "responded_at": "2026-11-22 03:04",
        "dispatched_at": "2026-11-22 03:06", "recovered_at": "2026-11-22 04:18", "duration": "1 小时 23 分",
        "handlers": "赵主机、钱数据", "symptom": "计费主库宕机，批价进程全部停住，话单积压。",
        "business": "是", "users_affected": "大面积用户", "kpi_affected": "是",
        "impact": "当日话单无法批价，实时信控停止 83 分钟，约 40 万预付费用户余额更新推迟。",
        "course": [
            {"at": "2026-11-22 03:00", "who": "王值班", "what": "填报问题报告单", "outcome": "待响应"},
            {"at": "2026-11-22 03:04", "who": "李协调", "what": "响应", "outcome": "待派单"},
            {"at": "2026-11-22 03:06", "who": "李协调", "what": "派单", "outcome": "处理中"},
            {"at": "2026-11-22 04:21", "who": "赵主机", "what": "回单", "outcome": "待验证"},
        ],
        "direct_cause": "存储控制器 A 掉电重启，主库失去数据盘。",
        "cause": "控制器固件 3.2.1 在缓存写满时触发看门狗复位，属厂商已知缺陷；本中心固件台账没有登记版本，未能对照公告。",
        "unforeseen": "固件版本不在巡检范围内。", "method": "切换到备用控制器，校验归档卷后分批放开批价进程。",
        "fix": "变通方法", "change": "BG-2026-118",
        "prevention": "建立固件版本台账并每月对照厂商公告；主备切换每月演练一次。",
        "actions": [
            {"place": "1", "text": "升级两台控制器固件至 3.2.4", "owner": "赵主机", "due_on": "2026-12-12"},
            {"place": "2", "text": "固件版本纳入月度巡检", "owner": "孙主管", "due_on": "2026-12-31"},
        ],
        "similar": "同型号控制器还有两台（结算库、对账库），已列入整改。", "attachments": "主库日志.txt",
        "written_by": "赵主机", "written_at": "2026-11-24 10:20", "checked_by": "李协调", "checked_at": "2026-11-24 16:05",
    }  # fmt: skip


TITLE = N_("Problem analysis and handling report")
KIND = Kind("analysis", _(TITLE), SECTIONS, sample)
