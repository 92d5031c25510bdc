"""通报 on a problem at level 1 or 2: first, follow-up and final (practice 3.8)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from bihuan.papers.blocks import Cell, Grid
from bihuan.papers.kind import Kind
from bihuan.papers.kinds.analysis import data_of as analysis_of
from bihuan.papers.source import CaseSource
from bihuan.papers.wording import joined, word
from bihuan.people.models import Department
from bihuan.problems.models import Bulletin
from bihuan.problems.writtendates import written_moment
from bihuan.process import terms
from bihuan.process.words import N_

STAGES: dict[str, str] = {
    "first": N_("First bulletin"),
    "follow_up": N_("Follow-up bulletin"),
    "final": N_("Final bulletin"),
}
"""The three kinds of a bulletin: code → what it is called."""

BLOCKS = (
    Grid(
        (
            (Cell(pgettext_lazy("paper", "Bulletin no."), "number"), Cell(pgettext_lazy("paper", "Kind of bulletin"), "stage")),
            (Cell(pgettext_lazy("paper", "Subject"), "subject"),),
            (Cell(_("Problem number"), "problem"), Cell(_("Problem level"), "level")),
            (Cell(_("Category"), "category"), Cell(pgettext_lazy("paper", "Affected system"), "system")),
            (Cell(pgettext_lazy("paper", "Occurred at"), "occurred_at"), Cell(pgettext_lazy("paper", "Restored (estimated or actual)"), "recovered_at")),
            (Cell(pgettext_lazy("paper", "Site"), "site"), Cell(pgettext_lazy("paper", "Orders"), "orders")),
            (Cell(pgettext_lazy("paper", "Description"), "symptom", 4),),
            (Cell(pgettext_lazy("paper", "Extent"), "impact", 3),),
            (Cell(pgettext_lazy("paper", "Cause"), "cause", 3),),
            (Cell(pgettext_lazy("paper", "Progress"), "progress", 5),),
            (Cell(pgettext_lazy("paper", "Attachments"), "attachments"),),
            (Cell(pgettext_lazy("paper", "Addressed to"), "addressees"),),
            (Cell(pgettext_lazy("paper", "Issued by"), "issued_by"), Cell(pgettext_lazy("paper", "Issued at"), "issued_at")),
        )
    ),
)  # fmt: skip


def data_of(source: CaseSource, stage: str = "") -> dict[str, Any]:
    """A bulletin as the case now stands; without a stage it is the final one once the case is resolved, else the first."""
    case = source.problem
    stage = stage or ("final" if case.resolved_at else "first")
    told = analysis_of(source)
    recovered = written_moment(case.resolved_at)
    label = word_of(stage)
    return {
        "title": pgettext("bulletin", "Problem bulletin ({stage})").format(stage=label),
        "number": case.number,
        "stage": label,
        "subject": case.title[:40],
        "problem": case.number,
        "level": told["level"],
        "category": told["category"],
        "system": told["system"],
        "occurred_at": written_moment(case.discovered_at),
        "recovered_at": pgettext("bulletin", "{at} (actual)").format(at=recovered) if recovered else "",
        "orders": joined(order.number for order in source.parts.orders),
        "symptom": case.symptom,
        "impact": joined([case.impact, word(terms.USERS_AFFECTED, case.users_affected)]),
        "cause": told["cause"] or told["direct_cause"] or case.cause_analysis,
        "progress": "\n".join(f"{row['at']} {row['what']}" for row in told["course"][-8:]),
        "attachments": told["attachments"],
        "addressees": joined(row.name for row in case.told.all()) if case.pk else "",
    }


def data_of_issued(source: CaseSource, issued: Bulletin) -> dict[str, Any]:
    """A bulletin as it was issued: what was written then, whatever has become of the case since."""
    told = [row.department_id for row in source.parts.tellings if row.bulletin_id == issued.pk]
    names = Department.objects.filter(pk__in=told).order_by("code").values_list("name", flat=True)
    at = written_moment(issued.recovery_at)
    is_final = issued.kind == "final"
    said = pgettext("bulletin", "{at} (actual)") if is_final else pgettext("bulletin", "{at} (estimated)")
    return data_of(source, issued.kind) | {
        "number": issued.number,
        "subject": issued.subject,
        "recovered_at": said.format(at=at) if at else "",
        "impact": issued.scope
        or joined([source.problem.impact, word(terms.USERS_AFFECTED, source.problem.users_affected)]),
        "cause": issued.cause,
        "progress": issued.text,
        "addressees": joined(names),
        "issued_by": source.name(issued.issued_by_id),
        "issued_at": written_moment(issued.issued_at),
    }


def word_of(stage: str) -> str:
    """What a stage is called."""
    return str(_(STAGES[stage])) if stage in STAGES else stage


def sample() -> dict[str, Any]:
    """A first bulletin of usual length."""
    return {
        "title": "问题通报（首报）", "number": "TB-20261122-001", "stage": "首报", "subject": "计费主库宕机，批价停止",
        "problem": "WT-20261122-001", "level": "1级", "category": "数据库", "system": "批价系统",
        "occurred_at": "2026年11月22日 02:55", "recovered_at": "2026年11月22日 05:00（预计）", "site": "一号机房",
        "orders": "GD-20261122-001", "symptom": "计费主库宕机，批价进程全部停住，话单积压。",
        "impact": "实时信控停止，大面积用户余额更新推迟。", "cause": "初步判断为存储控制器故障。",
        "progress": "03:04 已响应\n03:06 已派单，正在切换备库", "addressees": "市场部、客户服务部",
        "issued_by": "李协调", "issued_at": "2026年11月22日 03:15",
    }  # fmt: skip


KIND = Kind("bulletin", _("Problem bulletin"), BLOCKS, sample)
