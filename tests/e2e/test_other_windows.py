"""The same case on a telephone in the night, without scripts, and for those who do not see the screen."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bihuan.problems.models import Problem
from tests.e2e.conftest import Open
from tests.e2e.player import now

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

UNNAMED = """() => [...document.querySelectorAll('input:not([type=hidden]), select, textarea, button, a')]
  .filter(e => !(e.labels?.length || e.getAttribute('aria-label') || e.textContent?.trim() || e.title))
  .map(e => e.outerHTML.slice(0, 120))"""
TWICE = """() => { const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
  return ids.filter((id, at) => ids.indexOf(id) !== at); }"""
DANGLING = """() => [...document.querySelectorAll('[aria-describedby], [aria-labelledby]')]
  .flatMap(e => (e.getAttribute('aria-describedby') || e.getAttribute('aria-labelledby')).split(' '))
  .filter(id => !document.getElementById(id))"""


def is_sound(page: Page, width: int) -> None:
    """Nothing hangs over the edge; every control has a name; ids are there, and once."""
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(UNNAMED) == []
    assert page.evaluate(TWICE) == []
    assert page.evaluate(DANGLING) == []
    assert page.locator("h1").count() == 1


def test_reported_by_phone_on_a_phone(window: Open) -> None:
    shown = window("reporter", 390, has_touch=True)
    page = shown.goto("/report")
    is_sound(page, 390)
    first = page.locator(".call-first .btn-call")
    expect(first).to_be_in_viewport()
    assert (first.get_attribute("href") or "").startswith("tel:")
    page.get_by_role("link", name="已打电话，登记").first.click()
    is_sound(page, 390)
    shown.fill(outcome="reached", symptom="批价停止")
    page.get_by_role("button", name="登记电话报告").click()
    page.wait_for_url("**/problems/WT-*")
    is_sound(page, 390)
    assert page.locator("details.fold[open]").count() == 0
    expect(page.locator("#next-title")).to_have_text("补填报告单")
    shown.fill(source="monitoring", category="application_software", discovered_at=now())
    page.locator("#step-form .btn-primary").click()
    expect(page.locator(".notice-success")).to_contain_text("补填报告单")
    assert not Problem.objects.get().form_pending
    is_sound(page, 390)


def test_a_draft_survives_until_it_is_accepted(window: Open) -> None:
    shown = window("reporter")
    page = shown.goto("/report")
    shown.fill(symptom="充值库归档满，主叫 13812345678 投诉", source="patrol")
    page.locator("[data-mask-note] button").click()
    assert page.locator("#f-symptom").input_value() == "充值库归档满，主叫 138****5678 投诉"
    page = shown.goto("/report")
    assert page.locator("#f-symptom").input_value() == "充值库归档满，主叫 138****5678 投诉"
    shown.fill(category="database", answers__business="affected", answers__key_business="yes")
    expect(page.locator(".suggestion")).to_contain_text("2级")
    expect(page.locator(".phone-first")).to_be_visible()
    assert page.locator("[name=level][value='2']").is_checked()
    page.locator("[name=level][value='3']").check()
    page.locator("[name='answers-backup'][value=no]").check()
    expect(page.locator(".suggestion")).to_be_visible()
    page.wait_for_timeout(300)
    assert page.locator("[name=level][value='3']").is_checked()
    page.get_by_role("button", name="提交报告").click()
    page.wait_for_url("**/problems/WT-*")
    assert Problem.objects.get().level == 3
    assert shown.goto("/report").locator("#f-symptom").input_value() == ""


def test_the_draft_of_a_step_survives_a_look_elsewhere(window: Open) -> None:
    """Forms that came in place of another keep drafts too, row by row; a sent one is not sent twice."""
    shown = window("reporter")
    shown.goto("/report")
    shown.fill(source="patrol", category="database", symptom="归档空间不足", level="4")
    shown.page.get_by_role("button", name="提交报告").click()
    shown.page.wait_for_url("**/problems/WT-*")
    number = Problem.objects.get().number
    shown = window("coordinator")
    page = shown.goto(f"/problems/{number}")
    page.locator(".step-links a", has_text="派单").click()
    expect(page.locator("#step-form [name=task]")).to_be_visible()
    shown.fill(task="清理归档后扩容", judgement="空间不足")
    page = shown.goto(f"/problems/{number}?step=dispatch")
    assert page.locator("[name=task]").input_value() == "清理归档后扩容"
    shown.fill(handler="handler")
    page.locator("#step-form .btn-primary").dblclick()
    expect(page.locator(".notice-success")).to_be_visible()
    assert Problem.objects.get().part_counts["orders"] == 1
    page = shown.goto(f"/problems/{number}?step=convene_group")
    shown.fill(guests__name="周工")
    page.locator("[name=guests-name]").nth(1).fill("吴工")
    page = shown.goto(f"/problems/{number}?step=convene_group")
    assert page.locator("[name=guests-name]").nth(0).input_value() == "周工"
    assert page.locator("[name=guests-name]").nth(1).input_value() == "吴工"


def test_all_of_it_without_scripts(window: Open) -> None:
    reporter = window("reporter", java_script_enabled=False)
    page = reporter.goto("/report")
    fill_plainly(page, source="patrol", category="database", symptom="归档空间满，主库即将挂起")
    page.locator("[name='answers-business'][value=affected]").check()
    page.locator("[name='answers-key_business'][value=yes]").check()
    page.get_by_role("button", name="得出级别").click()
    expect(page.locator(".suggestion")).to_contain_text("2级")
    page.get_by_role("button", name="提交报告").click()
    case = Problem.objects.get()
    coordinator = window("coordinator", java_script_enabled=False)
    page = coordinator.goto(f"/problems/{case.number}")
    page.locator("#step-form .btn-primary").click()
    expect(page.locator("[data-errors]")).to_contain_text("此项必填")
    fill_plainly(page, judgement="归档任务失败")
    page.locator("#step-form .btn-primary").click()
    expect(page.locator(".notice-success")).to_be_visible()
    page.get_by_role("link", name="时间线").click()
    expect(page.locator("#tab")).to_contain_text("归档任务失败")
    page.locator("summary", has_text="不可用的操作").click()
    expect(page.locator(".refused")).to_contain_text("问题报告人")
    page.locator(".step-links a", has_text="派单").click()
    fill_plainly(page, handler="handler", task="清理归档")
    page.locator("#step-form .btn-primary").click()
    case.refresh_from_db()
    assert case.state == "handling"


def fill_plainly(page: Page, **fields: Any) -> None:
    """Fill boxes and lists by name; without scripts nothing can be asked of the page."""
    for name, value in fields.items():
        control = page.locator(f"form [name='{name}']").first
        if page.locator(f"form select[name='{name}']").count():
            control.select_option(value)
        else:
            control.fill(value)
