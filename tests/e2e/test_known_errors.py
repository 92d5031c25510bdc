"""已知错误 in the browser: made from one case, offered while the next report is typed, worded anew with the fix."""

import pytest
from playwright.sync_api import expect

from bihuan.problems.models import KnownError
from tests.e2e.conftest import Open
from tests.e2e.player import Player

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORKAROUND = "先把最早的归档日志转移到备用卷，再重启销账进程"
FORM = {"source": "monitoring", "category": "storage", "system": "accounting", "level": "3"}


def test_found_again_at_night(window: Open) -> None:
    player = Player(window)
    player.report("reporter", symptom="账务库归档目录写满，数据库等待归档，销账停住", **FORM)
    player.take(
        "coordinator", "dispatch", handler="handler", task="清理归档", level="3", judgement="归档写满"
    )
    player.take("handler", "accept_order")
    player.take("handler", "record_known_error", workaround=WORKAROUND)

    night = player.of("reporter")
    page = night.goto("/report")
    night.fill(symptom="监控报数据库等待归档，归档目录写满，销账进程停住", **FORM)
    offered = page.locator("#similar .known-choice")
    expect(offered).to_contain_text(WORKAROUND)
    offered.get_by_text("就是它：").click()
    page.locator("#f-impact").fill("缴费后余额不更新")
    page.locator("form.report-form .btn-primary").click()
    page.wait_for_url("**/problems/WT-*")
    expect(page.locator(".notice.known")).to_contain_text(WORKAROUND)
    expect(page.locator(".known-sought")).to_have_count(0)

    player.take("coordinator", "record_known_error", final_fix="归档目录两级阈值，告警发值班岗")
    error = KnownError.objects.get()
    assert (error.status, error.workaround, error.version) == ("fixed", WORKAROUND, 2)
    page = player.of("coordinator").goto(f"/known-errors/{error.number}")
    expect(page.locator("tbody tr")).to_have_count(2)
    page.get_by_text("第 1 版").click()
    expect(page.locator(".known-version[open]")).to_contain_text(WORKAROUND)
