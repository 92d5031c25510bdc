"""The main pages as axe sees them, wide and on a telephone: no serious fault and no critical one."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from bihuan.problems.models import Problem
from tests.e2e.conftest import Open
from tests.e2e.player import Player

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
PAGES = ("/", "/problems", "/problems/{number}", "/report", "/register", "/roster", "/process", "/figures")
RUN = """axe.run(document, {resultTypes: ['violations']}).then(found => found.violations
  .filter(fault => ['serious', 'critical'].includes(fault.impact))
  .flatMap(fault => fault.nodes.map(node => fault.id + ': ' + node.html.slice(0, 200))))"""


def faults(page: Page) -> list[str]:
    page.evaluate(AXE.read_text("utf-8"))
    found: list[str] = page.evaluate(RUN)
    return found


def test_axe_itself_finds_a_fault(window: Open) -> None:
    page = window("coordinator", bypass_csp=True).goto("/")
    page.evaluate("document.querySelector('main').append(document.createElement('textarea'))")
    assert any(fault.startswith("label:") for fault in faults(page))


@pytest.mark.parametrize("width", [1440, 390])
def test_the_main_pages(window: Open, width: int) -> None:
    Player(window).report(
        "reporter", source="monitoring", category="database", symptom="账务库整库挂起，缴费等待",
        answers__business="affected", answers__key_business="yes", level="2",
    )  # fmt: skip
    number = Problem.objects.get().number
    shown = window("coordinator", width, bypass_csp=True)
    found = {path: faults(shown.goto(path.format(number=number))) for path in PAGES}
    assert {path: what for path, what in found.items() if what} == {}
