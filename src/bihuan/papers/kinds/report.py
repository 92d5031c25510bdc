"""问题报告单 (A1): the ten fields of the annexed form and the level, then what practice adds (3.1)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bihuan.papers.blocks import Cell, Grid, Heading
from bihuan.papers.kind import Kind
from bihuan.papers.source import CaseSource
from bihuan.papers.wording import joined, stamp, word, yes_no
from bihuan.problems.models import Problem
from bihuan.process import terms

ANNEX = Grid(
    (
        (Cell(_("Discovered at"), "discovered_at"), Cell(_("Reported at"), "reported_at")),
        (Cell(pgettext_lazy("paper", "Reporter"), "reporter"), Cell(_("Problem number"), "number")),
        (Cell(_("Category"), "category"), Cell(_("Source"), "source")),
        (Cell(_("Symptom"), "symptom", 4),),
        (Cell(_("Impact caused"), "impact", 3),),
        (Cell(_("On-site data"), "field_data", 4),),
        (Cell(_("Cause analysis"), "cause_analysis", 4),),
        (Cell(_("Problem level"), "level"),),
    )
)
"""As annexed to the process document; only the level is added."""

MORE = Grid(
    (
        (Cell(pgettext_lazy("paper", "Reporter's department"), "department"), Cell(_("Telephone"), "phone")),
        (
            Cell(pgettext_lazy("paper", "Affected system"), "system"),
            Cell(pgettext_lazy("paper", "External department involved"), "external"),
        ),
        (
            Cell(pgettext_lazy("paper", "User service affected"), "service_affected"),
            Cell(pgettext_lazy("paper", "Extent"), "users_affected"),
        ),
        (
            Cell(pgettext_lazy("paper", "Backup at hand"), "backup"),
            Cell(pgettext_lazy("paper", "KPI affected"), "kpi_affected"),
        ),
        (
            Cell(pgettext_lazy("paper", "Reported by phone first"), "phoned"),
            Cell(pgettext_lazy("paper", "Form filed later"), "filed_later"),
        ),
        (Cell(pgettext_lazy("paper", "Call reached"), "phone_at"), Cell(pgettext_lazy("paper", "Answered by"), "phone_answered_by")),
        (Cell(pgettext_lazy("paper", "Attachments"), "attachments"),),
    )
)  # fmt: skip


def data_of(source: CaseSource) -> dict[str, Any]:
    """The report form of a case; the level is the one reported, and the one confirmed where that differs."""
    case, reporter = source.problem, source.person(source.problem.reporter_id)
    return {
        "number": case.number,
        "discovered_at": stamp(case.discovered_at),
        "reported_at": stamp(case.reported_at),
        "reporter": reporter.name,
        "category": joined(word(terms.CATEGORIES, code) for code in [case.category, *case.categories]),
        "source": word(terms.SOURCES, case.source),
        "symptom": case.symptom,
        "impact": case.impact,
        "field_data": case.field_data,
        "cause_analysis": case.cause_analysis,
        "level": _level(case.level_reported, case.level),
        "department": reporter.department,
        "phone": reporter.phone if source.shows_phones else "",
        "system": case.system.name if case.system else "",
        **({} if case.form_pending else _extent(case)),
        **_phone(source),
        "attachments": joined(document.name for document in source.parts.documents),
    }


def _extent(case: Problem) -> dict[str, str]:
    """What the form says of business and users; nobody has said it while the form is still owed (F1.4)."""
    return {
        "external": yes_no(case.external),
        "service_affected": yes_no(case.users_affected != "none"),
        "users_affected": word(terms.USERS_AFFECTED, case.users_affected),
        "backup": yes_no(case.backup),
        "kpi_affected": yes_no(case.kpi_affected),
    }


def _level(reported: int, now: int) -> str:
    text = word(terms.LEVELS, reported)
    if reported == now:
        return text
    return gettext("{reported}; now {now}").format(reported=text, now=word(terms.LEVELS, now))


def _phone(source: CaseSource) -> dict[str, str]:
    """Whether it was phoned first (F1.2), when and with whom, and whether the form followed (F1.4)."""
    case = source.problem
    reached = [call for call in source.parts.calls if call.purpose == "report" and call.outcome == "reached"]
    filed = case.filed_at
    is_later = bool(case.phone_reached_at and filed and filed > case.phone_reached_at)
    return {
        "phoned": yes_no(case.phone_reached_at is not None),
        "phone_at": stamp(case.phone_reached_at),
        "phone_answered_by": source.name(reached[0].callee_id) if reached else "",
        "filed_later": yes_no(is_later),
    }


def sample() -> dict[str, Any]:
    """A report of usual length."""
    return {
        "number": "WT-20261122-001",
        "discovered_at": "2026-11-22 02:55",
        "reported_at": "2026-11-22 03:00",
        "reporter": "王值班",
        "category": "数据库、存储设备",
        "source": "监控告警",
        "symptom": "计费主库宕机，批价进程全部停住，02:55 起话单积压，积压量每分钟约 12 万条。",
        "impact": "当日话单无法批价，实时信控停止，预付费用户余额不再更新。",
        "field_data": "主库日志报磁盘错误：I/O error, dev sdc, sector 88123\n存储控制器 A 面板红灯",
        "cause_analysis": "疑似存储控制器故障，主备切换未自动触发。",
        "level": "1级",
        "department": "计费业务中心",
        "phone": "010-5555 0101",
        "system": "批价系统",
        "external": "否",
        "service_affected": "是",
        "users_affected": "大面积用户",
        "backup": "否",
        "kpi_affected": "是",
        "phoned": "是",
        "phone_at": "2026-11-22 02:58",
        "phone_answered_by": "李协调",
        "filed_later": "是",
        "attachments": "主库日志.txt、面板照片.jpg",
    }


KIND = Kind(
    "report",
    _("Problem report"),
    (ANNEX, Heading(pgettext_lazy("paper", "Further particulars")), MORE),
    sample,
)
