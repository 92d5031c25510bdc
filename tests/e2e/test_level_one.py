"""A level-1 case in a real browser: every step to the archive, and on the way everything that is refused."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from bihuan.problems.audit import verify
from bihuan.process.calendar import shanghai_date
from tests.e2e.conftest import Open
from tests.e2e.player import Player, later, now

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SOLVED = {f"criteria__{name}": "met" for name in ("business_normal", "work_resumed", "alarm_cleared")}
ANSWER: dict[str, Any] = {
    **SOLVED, "criteria__risk_removed": "na", "criteria__risk_removed-why": "已无隐患",
    "result": "批价恢复，积压追平", "method": "切换备用资费区并重启进程", "advice": "扩大共享内存并纳入巡检",
}  # fmt: skip


def test_from_the_report_to_the_archive(window: Open) -> None:
    play = Player(window)
    reported_and_answered(play)
    handled_with_a_change(play)
    discussed_by_the_group(play)
    settled_with_a_department(play)
    solved_rejected_and_solved(play)
    summed_up_and_archived(play)
    assert play.case.state == "archived"
    assert verify() is None


def reported_and_answered(play: Player) -> None:
    play.report(
        "reporter", source="monitoring", category="application_software", system="rating", answers__business="stopped",
        answers__key_business="yes", answers__users_affected="large", answers__backup="no",
        symptom="批价主进程挂死，话单积压持续上升", level="1",
    )  # fmt: skip
    assert (play.case.level, play.case.business_affected) == (1, True)
    play.take("reporter", "log_call", callee="coordinator", outcome="reached", purpose="report")
    wrong_role(play)
    stale = play.open_form("coordinator", "brief_manager")
    stale.fill(content="一级问题，已安排处理")
    play.take("reporter", "comment", text="话单积压 120 万条")
    play.refused(stale, "已有变化", kept="一级问题，已安排处理")
    play.press(stale)
    expect(stale.page.locator(".notice-success")).to_be_visible()
    wrong_state = play.open_form("coordinator", "respond")
    play.take("manager", "supervise", text="每 15 分钟报一次进展")
    second = play.window("coordinator")
    second.goto(f"/problems/{play.number}?step=respond")
    second.fill(judgement="共享内存写满")
    play.press(second)
    expect(second.page.locator(".notice-success")).to_be_visible()
    wrong_state.fill(judgement="重复响应")
    play.refused(wrong_state, "待派单", kept="重复响应")
    play.take("coordinator", "change_level", level="3", reason="已恢复大部")
    play.take("manager", "refuse_request", reason="仍大面积影响用户")


def wrong_role(play: Player) -> None:
    """A form that is bent to another's step is refused with the name of its owner."""
    shown = play.open_form("handler", "comment")
    shown.fill(text="我来响应")
    shown.page.evaluate(
        "() => { const f = document.querySelector('#step-form'); const to = f.action.replace('comment', 'respond');"
        " f.action = to; f.setAttribute('hx-post', to); htmx.process(f); }"
    )
    play.refused(shown, "问题管理协调员")


def handled_with_a_change(play: Player) -> None:
    missing = play.open_form("coordinator", "dispatch")
    missing.fill(handler="handler")
    play.refused(missing, "此项必填")
    missing.fill(task="立即恢复批价，再查明原因", contacted_at=now())
    play.press(missing)
    expect(missing.page.locator(".notice-success")).to_be_visible()
    play.take("handler", "accept_order")
    play.take("handler", "interim_reply", text="正在抓取堆栈")
    play.take("reporter", "urge", text="营业厅投诉增多，请尽快")
    play.take("handler", "plan_order", cause="共享内存区不足", plan="扩大共享内存并重启", needs_change="1")
    play.take("handler", "request_change", change_no="BG-2026-117", plan="扩大共享内存", emergency="1")
    held = play.open_form("handler", "resolve")
    held.fill(recovered_at=now(), **ANSWER)
    play.refused(held, "BG-2026-117", kept="已无隐患")
    play.take("manager", "approve_emergency_change", text="同意先行实施")
    play.take("changer", "update_change", status="implemented", executor="handler", result="已实施")
    play.take("handler", "file_change_papers", document="变更单 BG-2026-117 补签件")


def discussed_by_the_group(play: Player) -> None:
    play.take("handler", "give_up", kind="cause_unknown", reason="重启后再次挂死，原因不明")
    play.take(
        "coordinator", "convene_group", starts_at=later(minutes=10), attendees=["lead", "lead2"],
        guests__name="周工", guests__organisation="开发商",
    )  # fmt: skip
    play.take(
        "lead", "decide_plan", cause="资费装载死锁", plan="回退资费版本", executor="handler", due_at=later(hours=2),
        actions__text="修复装载死锁", actions__owner="handler2", actions__due_on=str(in_days(20)),
    )  # fmt: skip
    play.take("lead", "sign_minutes", text="议定回退资费版本")
    play.take("handler", "accept_order")


def settled_with_a_department(play: Player) -> None:
    play.take("coordinator", "open_external", department="network", reason="网管接口重复送单")
    play.take("coordinator", "draft_letter", body="请贵部停止重复送单并给出方案。", reply_by=later(hours=6))
    play.take("manager", "sign_letter", copy_executives="no", reason="暂不需要")
    play.take("coordinator", "send_letter", channel="office")
    play.take("coordinator", "confirm_delivery", delivered_to="网络部值班")
    play.take("coordinator", "record_reply", verdict="clear", text="今日内停止重复送单")
    play.take("coordinator", "follow_up", text="已停止重复送单", informed_manager="1")
    play.take("coordinator", "record_notice", text="书面告知已解决", document="网络〔通知〕31 号")
    play.take("coordinator", "verify_external", solved="yes", evidence="连续观察无重复")
    play.take("coordinator", "brief_manager", channel="phone", content="网络部已配合解决")


def solved_rejected_and_solved(play: Player) -> None:
    for is_last in (False, True):
        play.take("handler", "resolve", recovered_at=now(), **ANSWER)
        play.take("coordinator", "tell_reporter", text="已恢复，请验证")
        play.take("reporter", "notify_departments", departments=["marketing"], text="批价已恢复")
        if not is_last:
            play.take("reporter", "reject_result", reason="仍有话单未批")
    assert play.case.round == 2
    play.take("reporter", "confirm")


def summed_up_and_archived(play: Player) -> None:
    paper = {"cause": "资费装载死锁", "method": "回退版本", "prevention": "上线前压测"}
    play.take("handler", "submit_analysis", **paper)
    play.take("coordinator", "return_analysis", reason="请补充为何未提前发现")
    early = play.of("coordinator").goto(f"/problems/{play.number}")
    early.locator(".refused summary").click()
    expect(early.locator(".refused")).to_contain_text("移交归档")
    play.take("handler", "submit_analysis", **paper)
    play.take("coordinator", "accept_analysis")
    play.take("coordinator", "enter_register")
    play.take(
        "lead", "hold_review", held_at=now(), attendees=["lead", "lead2", "handler"], root_cause_avoidable="可以避免",
        recurrence="首次发生", similar="信控同样装载，已列入整改", lessons="上线前必须压测",
    )  # fmt: skip
    play.take("lead", "sign_minutes", text="同意")
    play.take("coordinator", "hand_over")
    play.take("clerk", "return_archive", reason="缺变更单复印件")
    play.take("coordinator", "attach", document="变更单 BG-2026-117 复印件")
    play.take("coordinator", "hand_over")
    play.take("clerk", "accept_archive", location="档案柜 A-3")
    play.take("handler2", "close_action", evidence="变更 BG-2026-130 已实施")
    play.take("lead", "check_action", effect="两次装载均正常")
    for tab, text in (
        ("timeline", "接收归档"),
        ("conformance", "F6.3"),
        ("letters", "网络部"),
        ("orders", "GD-"),
    ):
        page = play.of("coordinator").goto(f"/problems/{play.number}?tab={tab}")
        expect(page.locator("#tab")).to_contain_text(text)


def in_days(days: int) -> Any:
    return shanghai_date(datetime.now(UTC) + timedelta(days=days))
