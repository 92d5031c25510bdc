"""What a person would usually enter in a step; a story names only what matters to it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from bihuan.process.calendar import shanghai_date

Data = dict[str, Any]
NOT_HERE = {"not_applicable": "不涉及"}

FORM: Data = {
    "source": "monitoring",
    "category": "database",
    "system": "billing_run",
    "symptom": "计费主库宕机，批价进程全部停住",
    "impact": "当日话单无法批价",
    "field_data": "主库日志报磁盘错误",
    "cause_analysis": "疑似存储控制器故障",
    "business_affected": True,
    "users_affected": "none",
}
SOLVED: Data = {
    "business_normal": "met",
    "work_resumed": "met",
    "alarm_cleared": "met",
    "risk_removed": "met",
}
FIX: Data = {"owner": "handler2", "text": "更换存储控制器并扩容"}


def _report(at: datetime) -> Data:
    return {**FORM, "level": 3, "discovered_at": at - timedelta(minutes=5)}


def _form(at: datetime) -> Data:
    return {**FORM, "discovered_at": at - timedelta(minutes=20)}


def _fix(at: datetime, days: int = 20) -> Data:
    return {**FIX, "due_on": shanghai_date(at) + timedelta(days=days)}


def _plan(at: datetime) -> Data:
    return {
        "cause": "存储控制器固件缺陷",
        "plan": "切换到备用控制器",
        "executor": "handler",
        "due_at": at + timedelta(hours=2),
        "attendees": ["lead", "lead2"],
    }


def _review(at: datetime) -> Data:
    return {
        "held_at": at,
        "attendees": ["lead", "lead2", "handler"],
        "root_cause_avoidable": "固件缺陷，巡检时可以发现",
        "recurrence": "首次发生",
        "similar": "同型号控制器还有两台，已列入整改",
        "lessons": "固件版本纳入月度巡检",
    }


def _letter(at: datetime) -> Data:
    return {
        "subject": "关于请协助处理结算专线中断的函",
        "body": "请贵部协助定位并给出处理方案。特此函告。",
        "reply_by": at + timedelta(days=1),
    }


SAMPLES: dict[str, Callable[[datetime], Data]] = {
    "report": _report,
    "complete_form": _form,
    "report_by_phone": lambda at: {
        "level": 1,
        "symptom": FORM["symptom"],
        "callee": "coordinator",
        "outcome": "reached",
    },
    "log_call": lambda at: {"callee": "coordinator", "outcome": "reached", "purpose": "report"},
    "respond": lambda at: {"judgement": "主库存储故障，先切备库"},
    "brief_manager": lambda at: {"channel": "phone", "content": "计费主库宕机，正在切换备库"},
    "change_level": lambda at: {"level": 2, "reason": "影响面扩大"},
    "suspend": lambda at: {"reason": "等待厂商备件", "until": at + timedelta(hours=12)},
    "extend": lambda at: {"reason": "备件到货推迟", "until": at + timedelta(days=10)},
    "ask_improvement": lambda at: {"reason": "立项更换同型号控制器，需采购与割接窗口，约两个月"},
    "resume": lambda at: {"text": "备件已到"},
    "refuse_request": lambda at: {"reason": "理由不充分"},
    "dispatch": lambda at: {"handler": "handler", "task": "切换备库并恢复批价"},
    "interim_reply": lambda at: {"text": "备库已启动，正在追日志"},
    "ask_transfer": lambda at: {"text": "属主机范畴，请转主机岗"},
    "transfer": lambda at: {"handler": "handler2"},
    "cancel_order": lambda at: {"reason": "不再需要"},
    "plan_order": lambda at: {"cause": "存储控制器固件缺陷", "plan": "切换控制器后恢复主库"},
    "request_change": lambda at: {"change_no": "BG-1", "plan": "更换控制器固件"},
    "update_change": lambda at: {"status": "approved", "rollback": "已回退到原版本"},
    "approve_emergency_change": lambda at: {"text": "同意先行实施"},
    "give_up": lambda at: {"kind": "cause_unknown", "reason": "日志无异常，原因不明"},
    "convene_group": lambda at: {"starts_at": at + timedelta(minutes=20), "attendees": ["lead", "lead2"]},
    "decide_plan": _plan,
    "resolve": lambda at: {
        "result": "主库恢复，批价追平",
        "method": "切换到备用控制器",
        "advice": "升级控制器固件",
        "criteria": SOLVED,
        "recovered_at": at,
    },
    "tell_reporter": lambda at: {"text": "主库已恢复，请验证"},
    "reject_result": lambda at: {"reason": "仍有话单积压"},
    "reopen": lambda at: {"reason": "同一故障再次出现"},
    "notify_departments": lambda at: {
        "departments": ["marketing", "customer_service"],
        "text": "计费业务已恢复",
    },
    "submit_analysis": lambda at: {"cause": "固件缺陷", "method": "切换控制器", "prevention": "升级固件"},
    "judge_repeat": lambda at: {"verdict": "other", "text": "上次为控制器，本次为程序版本"},
    "return_analysis": lambda at: {"reason": "请补充为何未提前发现"},
    "hold_review": _review,
    "sign_minutes": lambda at: {"text": "议定事项已确认"},
    "open_action": _fix,
    "close_action": lambda at: {"evidence": "变更单 BG-9 已完成"},
    "check_action": lambda at: {"effect": "两周未再出现"},
    "record_known_error": lambda at: {"workaround": "先切换到备用控制器", "systems": ["billing_run"]},
    "retire_known_error": lambda at: {"reason": "固件已全部升级"},
    "unlink_known_error": lambda at: {"reason": "不是同一个故障"},
    "accept_archive": lambda at: {"location": "档案柜 A-1"},
    "shelve_file": lambda at: {"location": "档案柜 C-3", "shelf_no": "计费-2026-Y3-0012"},
    "hold_file": lambda at: {"reason": "诉讼取证，暂停销毁"},
    "lift_hold": lambda at: {"reason": "案件已结"},
    "propose_disposal": lambda at: {"verdict": "destroy", "reason": "保管期满，无继续保存价值"},
    "refuse_disposal": lambda at: {"reason": "涉及在审项目，请再鉴定"},
    "return_archive": lambda at: {"reason": "缺变更单复印件"},
    "withdraw": lambda at: {"reason": "误报"},
    "void": lambda at: {"reason": "测试告警，不是问题"},
    "urge": lambda at: {"text": "请尽快处理"},
    "supervise": lambda at: {"text": "每小时反馈一次进展"},
    "comment": lambda at: {"text": "备件在途"},
    "attach": lambda at: {"document": "值班记录 2026-11 第 3 页"},
    "open_external": lambda at: {"department": "network", "reason": "拥塞点在网络部出口设备"},
    "draft_letter": _letter,
    "sign_letter": lambda at: {"copy_executives": False, "reason": "暂不影响用户"},
    "send_letter": lambda at: {"channel": "office"},
    "record_reply": lambda at: {"verdict": "clear", "text": "明日更换板卡"},
    "hold_special_meeting": lambda at: {"held_at": at, "departments": ["network"], "plan": "两日内更换板卡"},
    "follow_up": lambda at: {"text": "板卡已更换，观察中", "informed_manager": True},
    "record_notice": lambda at: {"text": "板卡更换完成", "document": "网络〔通知〕31 号"},
    "verify_external": lambda at: {"solved": True, "evidence": "连续 24 小时无中断"},
    "submit_monthly_report": lambda at: {"analysis": "本月数据库类问题为主"},
    "hold_monthly_meeting": lambda at: {
        "held_at": at,
        "attendees": ["lead", "lead2"],
        "improvements": "主备切换自动化",
        "prevention": "固件版本纳入巡检",
    },
    "publish_process": lambda at: {
        "version": "2.0",
        "effective_on": shanghai_date(at),
        "reason": "补齐外部门流程",
        "text": "新增专题会时限",
    },
}


def sample(step: str, at: datetime) -> Data:
    """The usual data of a step at an instant; nothing for a step that asks for nothing."""
    return SAMPLES[step](at) if step in SAMPLES else {}
