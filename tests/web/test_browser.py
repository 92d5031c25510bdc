"""The desk in a real browser: keys, the panel of filters, clocks, and all of it without scripts."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.web.conftest import Report

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as player:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright keeps a loop running in this thread
        chromium = player.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, live_server: Any, desk: Callable[..., Client]) -> Iterator[Open]:
    """Opens an address as a person; whatever the browser complains of fails the test at its end."""
    complaints: list[str] = []
    contexts = []

    def open_page(username: str, path: str, width: int = 1440, **options: Any) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        session = desk(username).cookies["bihuan_session"].value
        context.add_cookies(
            [
                {"name": "bihuan_session", "value": session, "url": live_server.url},
                {"name": "django_language", "value": "zh-hans", "url": live_server.url},
            ]
        )
        page = context.new_page()
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(live_server.url + path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints


def test_keys_lead_through_the_list(visit: Open, report: Report) -> None:
    titles = ("采集中断", "批价停止", "缴费超时")
    cases = [report(level=4, title=title, ago=timedelta(minutes=9 - at)) for at, title in enumerate(titles)]
    page = visit("coordinator", "/problems?sort=reported_at")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("j")
    assert cases[1].number in page.locator("tr.here").inner_text()
    page.keyboard.press("?")
    assert page.locator("dialog#help").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("缴费")
    page.keyboard.press("Enter")
    page.wait_for_url("**/problems?q=*")
    expect(page.locator("tbody tr")).to_have_count(1)


def test_the_filters_open_in_place(visit: Open, report: Report) -> None:
    report(level=1)
    report(level=4)
    page = visit("coordinator", "/problems")
    page.get_by_text("筛选", exact=True).click()
    page.locator("#filter-panel input[name=level][value='4']").check()
    page.locator("#filter-panel button").click()
    page.wait_for_url("**level=4**")
    expect(page.locator("tbody tr")).to_have_count(1)
    assert page.locator(".chip-on").count() == 2


def test_a_clock_runs(visit: Open, report: Report) -> None:
    report(level=3, ago=timedelta(minutes=24))
    page = visit("coordinator", "/")
    clock = page.locator("#duties time.due span").first
    shown = clock.inner_text()
    assert "将超时" in shown
    page.wait_for_function(
        "text => document.querySelector('#duties time.due span').textContent != text", arg=shown
    )


@pytest.mark.parametrize("path", ["/", "/problems", "/inbox", "/me", "/problems/filter"])
@pytest.mark.parametrize("width", [390, 1024])
def test_nothing_hangs_over_the_edge(visit: Open, report: Report, path: str, width: int) -> None:
    report(level=1, title="批价进程异常退出导致全省话单积压超过一百二十万条，账单日前无法完成批价" * 2)
    report(level=3, ago=timedelta(minutes=40))
    page = visit("coordinator", path, width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".tabbar").is_visible() is (width < 768)


def test_all_of_it_works_without_scripts(visit: Open, report: Report) -> None:
    case = report(level=2)
    page = visit("coordinator", "/problems", java_script_enabled=False)
    page.get_by_text("筛选", exact=True).click()
    page.locator("main input[name=level][value='2']").check()
    page.locator("main form button").click()
    assert case.number in page.locator("tbody").inner_text()
    page.locator("summary", has_text="保存为视图").click()
    page.locator("#view-name").fill("二级")
    page.locator(".view-form button").click()
    assert "二级" in page.locator(".views").inner_text()
    page.locator("header summary").click()
    page.get_by_text("深色").click()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
