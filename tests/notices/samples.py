"""One notice of every kind with what its writer really puts into it, as a reader at a serious case would get it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bihuan.notices.models import Notice

NUMBER = "WT-20261122-001"
ORDER, CHANGE, LETTER = "GD-20261122-001", "BG-2026-118", "计费函〔2026〕12号"
MEETING, ACTION = "HY-20261122-01", "ZG-01"
ABOUT = {"title": "计费数据库主机宕机，批价停止", "state": "handling", "by": "李协调"}


AT = datetime(2026, 11, 22, 1, 5, tzinfo=UTC)  # 09:05 in Shanghai
_NOW, _DUE, _LATER = (
    moment.isoformat() for moment in (AT, AT + timedelta(minutes=10), AT + timedelta(hours=3))
)
_LADDER = {"duty": "response", "due": _DUE}

ARGUMENTS: dict[str, dict[str, Any]] = {
    "owed": {"duties": ["response", "dispatch"], "dues": [_DUE, _LATER], "due": _DUE},
    "half": _LADDER,
    "due_soon": _LADDER,
    "overdue": _LADDER,
    "still_overdue": _LADDER | {"duty": "resolution"},
    "order_issued": {"order": ORDER},
    "order_waits": {"order": ORDER, "handler": "赵工", "since_order": _NOW},
    "order_unaccepted": {"order": ORDER, "handler": "赵工", "since_order": _NOW},
    "order_again": {"order": ORDER, "reason": "批价仍有积压"},
    "order_transferred": {"order": ORDER},
    "order_cancelled": {"order": ORDER},
    "order_answered": {"order": ORDER},
    "interim_reply": {"order": ORDER, "text": "备机已启动，正在追批"},
    "transfer_asked": {"order": ORDER, "text": "需数据库专家"},
    "change_requested": {"change": CHANGE},
    "emergency_change": {"change": CHANGE},
    "change_moved": {"change": CHANGE, "status": "implemented"},
    "change_consented": {"change": CHANGE},
    "level_lowered": {"old": 1, "new": 2, "reason": "备机已接管"},
    "briefed": {"content": "批价停止，已派单"},
    "taken_over": {},
    "suspension_ended": {"until": _LATER},
    "request_decided": {"kind": "extend", "status": "approved"},
    "group_convened": {"starts": _LATER, "meeting": MEETING},
    "meeting_called": {"kind": "review", "starts": _LATER, "meeting": MEETING, "place": "三楼会议室"},
    "supervision_answered": {"text": "备机已启动"},
    "engine_found": {"what": "chain", "told": _NOW},
    "alarm_cleared": {"alarm": "主机不可达"},
    "alarm_returned": {"alarm": "主机不可达"},
    "group_suggested": {"round": 3},
    "action_opened": {"action": ACTION, "due": "2026-12-22"},
    "reporter_told": {"text": "主机已恢复，批价正常"},
    "department_told": {"text": "批价已恢复"},
    "analysis_checked": {"status": "returned", "remark": "原因不完整"},
    "archive_returned": {"reason": "缺会议纪要"},
    "file_held": {"reason": "诉讼需要"},
    "hold_lifted": {"reason": "诉讼已结"},
    "disposal_refused": {"reason": "仍有参考价值"},
    "file_damaged": {"what": "会议纪要"},
    "case_merged": {"into": "WT-20261122-002"},
    "case_ended": {"state": "void"},
    "letter_to_sign": {"subject": "关于传输中断的函"},
    "letter_signed": {"letter": LETTER},
    "letter_returned": {"subject": "关于传输中断的函", "reason": "未写明回复时限"},
    "letter_answered": {"department": "传输局", "letter": LETTER},
    "notice_by_link": {"department": "传输局"},
    "receipt_confirmed": {"department": "市场部", "name": "刘梅"},
    "bulletin_issued": {"subject": "计费批价停止的通报"},
    "letter_copied": {"letter": LETTER, "subject": "关于传输中断的函"},
    "external_progress": {"department": "传输局", "text": "光缆抢修中"},
    "urged": {"text": "请尽快回单"},
    "supervised": {"text": "一小时内恢复"},
    "chain_asked": {"part": "leader", "round": 2, "by": "王值班"},
    "call_now": {"person": "周主任", "phone": "13800002222"},
    "idle": {"last": _NOW},
    "hand_over": {"giver": "李协调", "count": 4, "sheet": 1},
    "undelivered": {"person": "赵工", "channel": "短信", "reason": "空号"},
    "call_by_hand": {"person": "赵工", "phone": "13800001111", "about": "order_issued", "delivery": 1},
    "process_published": {"version": "2.1"},
}
"""Kind → its own arguments."""

BESIDE_A_CASE = frozenset({"hand_over", "process_published"})
"""Kinds that speak of no case."""


def sample(kind: str, at: datetime = AT) -> Notice:
    """The notice, not stored; of a kind that is not in the list nothing but the case."""
    own = ARGUMENTS[kind]
    if kind in BESIDE_A_CASE:
        return Notice(kind=kind, stream="", level=3, args=own, created_at=at)
    args = {**ABOUT, "since": (AT - timedelta(minutes=5)).isoformat(), **own}
    return Notice(kind=kind, stream=NUMBER, level=1, args=args, created_at=at)
