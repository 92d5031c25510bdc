"""An external case in a real browser: three rounds, the department at its link in a window without an account."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from bihuan import clock
from bihuan.notices.signedlinks import token_of
from bihuan.problems.audit import verify
from bihuan.problems.models import Branch, Letter, SignedLink
from bihuan.problems.sweep import sweep
from tests.e2e.conftest import Open, typed
from tests.e2e.player import Player

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def having(text: str) -> re.Pattern[str]:
    """A value that holds this text."""
    return re.compile(re.escape(text))


class Time:
    """The clock of the server, which the story moves on."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.ahead = timedelta()
        patch.setattr(clock, "now", lambda: datetime.now(UTC) + self.ahead)

    def passes(self, **span: float) -> None:
        self.ahead += timedelta(**span)
        sweep(clock.now())

    def later(self, **span: float) -> str:
        return typed(clock.now() + timedelta(**span))


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    return Time(monkeypatch)


@pytest.fixture
def visitor(browser: Browser, live_server: Any, settings: Any, tmp_path: Path) -> Any:
    """A telephone without an account; what its page complains of fails the test."""
    settings.MEDIA_ROOT = tmp_path / "documents"
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="zh-CN", java_script_enabled=False
    )
    context.set_default_timeout(15_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console",
        lambda line: complaints.append(line.text) if line.type == "error" and "4" not in line.text else None,
    )
    page.base = live_server.url  # type: ignore[attr-defined]
    yield page
    assert not context.cookies()
    context.close()
    assert not complaints


def at_link(page: Page) -> None:
    """The visitor opens the link that was given last."""
    link = SignedLink.objects.order_by("-id").first()
    assert link is not None
    page.goto(f"{page.base}/answer/{token_of(link.seed)}")  # type: ignore[attr-defined]


def sends(page: Page, kind: str, text: str, file: Path | None = None) -> None:
    at_link(page)
    page.locator(f"input[name='kind'][value='{kind}']").check()
    page.get_by_label("内容").fill(text)
    page.get_by_label("姓名").fill("王工")
    if file:
        page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="提交").click()
    expect(page.locator(".done")).to_contain_text(text)


def writes(play: Player, time: Time, **fields: Any) -> None:
    """Drafted from the template, signed by the manager, sent."""
    play.take("coordinator", "draft_letter", reply_by=time.later(hours=1), **fields)
    play.take("manager", "sign_letter", copy_executives="no", reason="暂不需要")
    play.take("coordinator", "send_letter", channel="office")


def test_three_rounds_until_it_is_solved(window: Open, time: Time, visitor: Page, tmp_path: Path) -> None:
    play = Player(window)
    play.report(
        "reporter", source="monitoring", category="transmission_line", system="settlement", level="3",
        symptom="结算专线反复中断，话单无法送达",
    )  # fmt: skip
    play.take("coordinator", "respond", judgement="本端正常，疑在网络部设备")
    play.take("coordinator", "open_external", department="network", reason="拥塞点在网络部出口设备")
    play.take("coordinator", "brief_manager", channel="phone", content="涉及网络部，拟发函")
    no_reply(play, time)
    faulty_plan(play, time, visitor)
    solved(play, time, visitor, tmp_path)
    assert verify() is None


def no_reply(play: Player, time: Time) -> None:
    """Round 1: no reply; the special meeting gives a plan; the notice comes on paper; still there."""
    own = play.open_form("coordinator", "draft_letter")
    expect(own.page.locator("[name=body]")).to_have_value(having("结算专线反复中断"))
    writes(play, time)
    play.take("coordinator", "confirm_delivery", delivered_to="网络部收发室 赵工")
    play.take("coordinator", "chase_letter", channel="phone", text="催促一次")
    time.passes(minutes=61)
    play.take(
        "coordinator",
        "hold_special_meeting",
        held_at=typed(clock.now()),
        plan="两日内更换板卡",
        departments=["network"],
    )
    play.take("coordinator", "follow_up", text="板卡已到货")
    play.take("coordinator", "record_notice", text="板卡已更换", document="网络〔通知〕31 号")
    play.take("coordinator", "verify_external", solved="no", evidence="整点仍有中断")
    assert Branch.objects.get().round == 2


def faulty_plan(play: Player, time: Time, visitor: Page) -> None:
    """Round 2: the department answers by its link; the plan is faulty; meeting, notice, still there."""
    again = play.open_form("coordinator", "draft_letter")
    expect(again.page.locator("[name=body]")).to_have_value(having("整点仍有中断"))
    writes(play, time)
    sends(visitor, "reply", "请贵中心自行绕行")
    play.take("coordinator", "record_reply", verdict="faulty", text="绕行会中断其他业务")
    play.take(
        "coordinator",
        "hold_special_meeting",
        held_at=typed(clock.now()),
        plan="更换引擎",
        departments=["network"],
    )
    play.take("coordinator", "record_notice", text="引擎已更换", document="网络〔通知〕35 号")
    play.take("coordinator", "verify_external", solved="no", evidence="备用出口仍中断")
    at_link(visitor)
    expect(visitor.locator("h1")).to_have_text("链接已失效")


def solved(play: Player, time: Time, visitor: Page, folder: Path) -> None:
    """Round 3: plan and signed notice by the link; the centre's check ends it."""
    writes(play, time)
    sends(visitor, "reply", "今晚割接，明早 8 时前完成")
    play.take("coordinator", "record_reply", verdict="clear", text="今晚割接，明早 8 时前完成")
    paper = folder / "notice.pdf"
    paper.write_bytes(b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n")
    sends(visitor, "notice", "割接完成，问题已解决", paper)
    play.take("coordinator", "verify_external", solved="yes", evidence="连续观察无中断")
    assert Branch.objects.get().status == "ended"
    assert [row.number[-3:] for row in Letter.objects.order_by("id")] == ["〕1号", "〕2号", "〕3号"]
    shown = play.of("coordinator")
    shown.goto("/letters?view=all")
    expect(shown.page.locator("tbody tr")).to_have_count(3)
    shown.goto(f"/problems/{play.number}?tab=letters")
    expect(shown.page.locator("#tab")).to_contain_text("身份未经核实")
