"""An unsolved level-2 case in a real browser: group and board meet, two people take minutes, a change fails once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from bihuan.problems.audit import verify
from bihuan.problems.models import CorrectiveAction, Meeting
from bihuan.process.calendar import shanghai_date
from tests.e2e.conftest import Open
from tests.e2e.player import Player, later, now

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SOLVED = {f"criteria__{name}": "met" for name in ("business_normal", "work_resumed", "alarm_cleared")}
ANSWER: dict[str, Any] = {
    **SOLVED, "criteria__risk_removed": "na", "criteria__risk_removed-why": "已无隐患",
    "result": "出账恢复", "method": "更换日志盘路径", "advice": "日志盘单独监控",
}  # fmt: skip


def test_the_group_meets_with_the_board_and_a_change_fails_once(window: Open) -> None:
    play = Player(window)
    convened(play)
    minutes_by_two(play)
    decided_and_changed(play)
    checked_by_another(play)
    assert verify() is None


def convened(play: Player) -> None:
    play.report(
        "reporter", source="monitoring", category="database", system="rating", answers__business="affected",
        answers__key_business="yes", answers__users_affected="some", answers__backup="no",
        symptom="账务库整库挂起，缴费等待", level="2",
    )  # fmt: skip
    play.take(
        "coordinator",
        "dispatch",
        handler="handler",
        task="查明挂起原因",
        judgement="先收集快照",
        contacted_at=now(),
    )
    play.take("handler", "accept_order")
    play.take("handler", "give_up", kind="cause_unknown", reason="三处都有异常，无法单独判断")
    play.take(
        "coordinator", "convene_group", starts_at=later(minutes=10), place="三楼会议室", joint_with_cab="1",
        guests__name="存为简", guests__organisation="存储厂商",
    )  # fmt: skip


def board_of(play: Player) -> str:
    return f"/problems/{play.number}/meetings/{Meeting.objects.get().number}"


def minutes_by_two(play: Player) -> None:
    """Both have the page open; the second one is told and keeps every word."""
    address = board_of(play)
    one, two = play.of("lead"), play.of("lead2")
    for shown in (one, two):
        shown.goto(address)
        expect(shown.page.locator("body")).to_contain_text("变更审批组")
    one.page.locator("#cause textarea").fill("日志盘链路误码")
    one.page.locator("#cause button").click()
    expect(one.page.locator(".notice-success")).to_be_visible()
    two.page.locator("#cause textarea").fill("交换机端口故障")
    two.page.locator("#cause button").click()
    told = two.page.locator("#cause [data-errors]")
    expect(told).to_contain_text("第 1 版")
    expect(told).to_contain_text("日志盘链路误码")
    expect(two.page.locator("#cause textarea")).to_have_value("交换机端口故障")
    two.page.locator("#cause textarea").fill("日志盘链路误码，端口 14 故障")
    two.page.locator("#cause button").click()
    expect(two.page.locator(".notice-success")).to_be_visible()
    form = two.page.locator("#decisions")
    form.locator("textarea").fill("更换交换机端口模块")
    form.locator("[name=owner]").select_option("handler2")
    form.locator("[name=due_on]").fill(str(shanghai_date(datetime.now(UTC)) + timedelta(days=20)))
    form.get_by_role("button").click()
    expect(two.page.locator("#decisions table")).to_contain_text("更换交换机端口模块")


def decided_and_changed(play: Player) -> None:
    missing = play.open_form("lead", "decide_plan")
    assert missing.page.locator("#f-cause").input_value() == "日志盘链路误码，端口 14 故障"
    missing.fill(plan="更换日志盘路径", executor="handler", due_at=later(hours=2))
    play.refused(missing, "变更", kept="更换日志盘路径")  # the number of the change is required
    missing.fill(change_no="BG-31")
    play.press(missing)
    expect(missing.page.locator(".notice-success")).to_be_visible()
    play.take("handler", "accept_order")
    play.take("changer", "update_change", status="approved")
    play.take("changer", "update_change", status="failed", result="装载失败", rollback="已回退")
    held = play.open_form("handler", "resolve")
    held.fill(recovered_at=now(), **ANSWER)
    play.refused(held, "变更", kept="已无隐患")
    play.take("handler", "request_change", change_no="BG-32", plan="换另一条路径")
    play.take("changer", "update_change", status="approved")
    play.take("changer", "update_change", status="implemented", executor="changer", result="成功")
    page = play.of("coordinator").goto(f"/problems/{play.number}?tab=changes")
    expect(page.locator("#tab")).to_contain_text("已回退")
    expect(page.locator("#tab")).to_contain_text("等待变更")
    play.take("handler", "resolve", recovered_at=now(), **ANSWER)
    play.take("lead", "sign_minutes", text="同意")


def checked_by_another(play: Player) -> None:
    action = CorrectiveAction.objects.get()
    play.take("handler2", "close_action", evidence="模块已更换")
    page = play.of("coordinator").goto("/actions")
    expect(page.locator("[data-rows]")).to_contain_text("更换交换机端口模块")
    own = play.of("handler2").goto("/actions?status=all")
    expect(own.locator("[data-rows] .btn")).to_have_count(0)  # nobody checks his own action
    play.take("lead", "check_action", effect="一周无误码")
    action.refresh_from_db()
    assert action.status == "checked"
