"""月度, 记录表, 符合度, 审计: what can be proved, seen in the desk."""

import csv
import io
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.people.accounts import add_user
from bihuan.problems.models import Event, Heartbeat, Month
from bihuan.process.terms import STATES
from tests.stories.desk import Desk
from tests.web.conftest import LANGUAGES
from tests.web.office.conftest import Open

FRAME = 4
"""Session, person, strip, notices."""


def links(page: str, beginning: str) -> list[str]:
    return [
        found.replace("&amp;", "&") for found in re.findall(rf'href="({re.escape(beginning)}[^"]*)"', page)
    ]


# ---- the month ------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["/months", "/months/2026-11", "/months/2026-12", "/months/2026-09"])
def test_months_in_both_languages(then: None, opens: Open, path: str, language: str) -> None:
    assert opens("manager", language).get(path).status_code == 200


def test_every_figure_of_the_balance_opens_to_its_cases(then: None, opens: Open) -> None:
    client = opens("coordinator")
    page = client.get("/months/2026-11").content.decode()
    balance = page[page.index('class="balance"') : page.index("balance-end")]
    figures = [int(number) for number in re.findall(r"<b>(\d+)</b>", balance)]
    assert figures == [0, 3, 1, 1, 1]
    for number, address in zip(figures, links(balance, "/behind/"), strict=True):
        shown = client.get(address).content.decode()
        assert shown.count("<tr data-row>") == number, address
    assert "数据平衡" in page


def test_rates_open_to_the_duties_behind_them(then: None, opens: Open) -> None:
    client = opens("coordinator")
    page = client.get("/months/2026-11").content.decode()
    addresses = sorted({address for address in links(page, "/behind/") if "/behind/due_" in address})
    assert addresses
    assert all(client.get(address).status_code == 200 for address in addresses)


def test_every_number_of_the_page_opens_to_as_many_rows(then: None, opens: Open) -> None:
    client = opens("coordinator")
    page = client.get("/months/2026-11").content.decode()
    shown = re.findall(r'<a href="(/behind/[^"]*)">(\d+)</a>', page)
    assert len(shown) > 20
    for address, number in set(shown):
        found = client.get(address.replace("&amp;", "&")).content.decode()
        assert found.count("<tr data-row>") == int(number), address


def test_definitions_stand_beside_the_figures(then: None, opens: Open) -> None:
    page = opens("manager").get("/months/2026-11").content.decode()
    for words in ("一、本月概况", "十、改进建议与下月计划", "附、问题明细表", "口径与分母", "期初遗留", "解决率",
                  "撤销、作废或并单的问题", "application/json", "<svg"):  # fmt: skip
        assert words in page, words
    assert "style=" not in page[page.index("<main") : page.index("</main>")]


def test_the_report_is_submitted_signed_and_frozen(then: None, opens: Open, winter: Desk) -> None:
    coordinator, manager = opens("coordinator"), opens("manager")
    form = coordinator.get("/months/2026-11?step=submit_monthly_report").content.decode()
    version = re.search(r'name="version" value="(\d+)"', form)
    assert version
    bad = coordinator.post("/months/2026-11/steps/submit_monthly_report", {"analysis": ""})
    assert bad.status_code == 422
    taken = {"analysis": "本月以数据库问题为主", "version": version[1]}
    assert coordinator.post("/months/2026-11/steps/submit_monthly_report", taken).status_code == 302
    again = coordinator.post("/months/2026-11/steps/submit_monthly_report", taken)
    assert again.status_code == 409
    assert "本月以数据库问题为主" in again.content.decode()
    assert coordinator.post("/months/2026-11/steps/sign_monthly_report", {}).status_code == 403
    assert manager.post("/months/2026-11/steps/sign_monthly_report", {}).status_code == 302
    page = manager.get("/months/2026-11").content.decode()
    assert "随月报定稿" in page
    assert "已阅" in page
    assert Month.objects.get(month="2026-11").figures["balance"]["new"] == 3


def test_the_meeting_is_held_and_its_minutes_signed(then: None, opens: Open, winter: Desk) -> None:
    client = opens("lead")
    assert client.get("/months/2026-11?step=hold_monthly_meeting").status_code == 200
    held = {
        "held_at": "2026-11-28T14:00", "attendees": ["lead", "lead2"], "improvements": "扩容", "prevention": "巡检",
        "guests-name": ["王工"], "guests-organisation": ["厂商"],
    }  # fmt: skip
    assert client.post("/months/2026-11/steps/hold_monthly_meeting", held).status_code == 302
    assert client.post("/months/2026-11/steps/sign_minutes", {"text": "会议纪要全文"}).status_code == 302
    page = client.get("/months/2026-11").content.decode()
    assert all(word in page for word in ("扩容", "巡检", "王工", "会议纪要全文"))
    winter.holds()


def test_steps_that_cannot_be_taken_say_why_and_unknown_ones_are_404(then: None, opens: Open) -> None:
    page = opens("handler").get("/months/2026-11").content.decode()
    assert "不可用的操作" in page
    assert opens("lead").post("/months/2026-11/steps/respond", {}).status_code == 404
    assert opens("lead").post("/months/2020-01/steps/sign_minutes", {}).status_code == 404


def test_a_month_costs_the_same_whoever_looks(then: None, opens: Open) -> None:
    client = opens("coordinator")
    client.get("/months/2026-11")
    with CaptureQueriesContext(connection) as found:
        client.get("/months/2026-11")
    assert len(found) <= FRAME + 84  # bases of two months, shares, lists; the month and its steps


# ---- the register ---------------------------------------------------------------------------------


def test_the_register_shows_and_exports_the_rows_of_its_month(then: None, opens: Open, winter: Desk) -> None:
    client = opens("coordinator")
    page = client.get("/register?month=2026-11").content.decode()
    assert page.count("<tr data-row") == 3
    assert "共 3 行，已确认 1 行" in page
    assert client.get("/register?month=2026-11&confirmed=1").content.decode().count("<tr data-row") == 1
    response = client.get("/register.csv?month=2026-11&confirmed=0")
    lines = list(csv.reader(io.StringIO(b"".join(response).decode("utf-8-sig"))))  # type: ignore[arg-type]
    assert (lines[0][:3], len(lines)) == (["序号", "问题编号", "级别"], 3)
    event = Event.objects.get(stream="exports")
    assert event.data["fields"] == {"month": "2026-11", "confirmed": False, "imported": False}
    winter.holds()


def test_no_cell_of_the_export_is_a_formula(then: None, opens: Open, winter: Desk) -> None:
    winter.report(symptom='=HYPERLINK("http://x")', title="=1+1")
    response = opens("coordinator").get("/register.csv?month=2026-12")
    text = b"".join(response).decode("utf-8-sig")  # type: ignore[arg-type]
    assert "'=HYPERLINK" in text
    assert ",=HYPERLINK" not in text


@pytest.mark.parametrize(
    "query", ["", "?month=x", "?month=2026-11&cursor=zzz", "?month=2019-01", "?month=2026-11&imported=1"]
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_register_in_both_languages(then: None, opens: Open, query: str, language: str) -> None:
    answer = opens("auditor", language).get(f"/register{query}")
    assert answer.status_code == (400 if query == "?month=x" else 200)


def test_the_register_costs_the_same_however_many_rows(then: None, opens: Open) -> None:
    client = opens("coordinator")
    client.get("/register")
    with CaptureQueriesContext(connection) as found:
        client.get("/register?month=2026-11")
    assert len(found) <= FRAME + 15


# ---- conformance ----------------------------------------------------------------------------------


def test_late_and_violated_clauses_stand_first(then: None, opens: Open, winter: Desk) -> None:
    page = opens("coordinator").get("/conformance").content.decode()
    assert winter.case.number in page
    assert "违反" in page
    assert "F2.2" in page


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "query",
    ["?status=all", "?clause=F3.1", "?clause=L2&status=met", "?from=x&clause=Z", "?cursor=q", "?status=open"],
)
def test_conformance_in_both_languages(then: None, opens: Open, query: str, language: str) -> None:
    client = opens("manager", language)
    client.get("/conformance")
    with CaptureQueriesContext(connection) as found:
        assert client.get(f"/conformance{query}").status_code == (400 if "from=x" in query else 200)
    assert len(found) <= FRAME + 13


# ---- audit ----------------------------------------------------------------------------------------


def test_the_log_is_checked_on_demand(then: None, opens: Open, winter: Desk) -> None:
    client = opens("auditor")
    assert "全部事件链完好" in client.post("/audit/check", follow=True).content.decode()
    winter.people["reporter"].__class__.objects.filter(username="reporter").update(
        name="改名"
    )  # no part of the log
    assert "全部事件链完好" in client.post("/audit/check", follow=True).content.decode()
    type(winter.case).objects.filter(pk=winter.case.pk).update(state=next(iter(STATES)))
    assert "日志校验不通过" in client.post("/audit/check", follow=True).content.decode()


def test_a_long_log_is_left_to_the_command(then: None, opens: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bihuan.web.office.audit.VERIFY_LIMIT", 2)
    assert "bihuan audit verify" in opens("auditor").post("/audit/check", follow=True).content.decode()


def test_chains_changes_and_workers(then: None, opens: Open, winter: Desk) -> None:
    client = opens("auditor")
    number = winter.case.number
    add_user("newcomer", "新人", by=None, at=winter.at)
    assert number in client.get("/audit").content.decode()
    page = client.get(f"/audit?stream={number}").content.decode()
    assert "提交报告单" in page
    assert "撤销" in page
    assert client.get("/audit?stream=nothing&after=99").status_code == 200
    assert "新建账号" in client.get("/audit?tab=people").content.decode()
    assert "新建账号" not in opens("coordinator").get("/audit?tab=people").content.decode()
    assert "没有后台进程上报" in client.get("/audit?tab=workers").content.decode()
    Heartbeat.objects.create(worker="w1", swept_at=winter.at - timedelta(minutes=1))
    Heartbeat.objects.create(worker="w2", swept_at=winter.at - timedelta(hours=1))
    page = client.get("/audit?tab=workers").content.decode()
    assert "正常" in page
    assert "超过五分钟无响应" in page
