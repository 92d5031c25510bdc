"""The pages as axe sees them, wide and on a telephone, light and dark: no serious fault and no critical one."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from bihuan.problems.models import Problem
from bihuan.process.calendar import SHANGHAI
from tests.e2e.conftest import Open
from tests.e2e.player import Player

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
AXE = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
PAGES = ("/", "/problems", "/problems/{number}", "/report", "/register", "/roster", "/process", "/figures")
OTHERS = (
    "/inbox", "/known-errors", "/dashboard", "/actions", "/letters", "/months", "/months/{month}", "/alarms",
    "/archive", "/archive/fixity", "/archive/appraisal", "/conformance", "/people", "/organisation", "/roster/calendar",
    "/me/shifts", "/handovers", "/papers/standby", "/figures/lab", "/audit", "/problems/{number}/call",
    "/problems/{number}?tab=conformance", "/known-errors", "/repeats",
)  # fmt: skip
WIDE = """[document.documentElement, ...document.querySelectorAll('.scroll-x:not(.cycle-card)')]
  .filter(box => box.scrollWidth > box.clientWidth + 1).map(box => box.className + ' ' + box.scrollWidth)"""
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


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
def test_the_other_pages_in_both_themes(window: Open, width: int, theme: str) -> None:
    Player(window).report(
        "reporter", source="monitoring", category="host", symptom="主机内存换页率高", level="4"
    )
    case = Problem.objects.get()
    month = f"{case.reported_at.astimezone(SHANGHAI):%Y-%m}"
    shown = window("coordinator", width, bypass_csp=True, color_scheme=theme)
    found: dict[str, list[str]] = {}
    for path in (pattern.format(number=case.number, month=month) for pattern in OTHERS):
        page = shown.goto(path)
        assert page.evaluate("document.documentElement.dataset.bsTheme") == theme
        found[path] = faults(page)
        if width == 390:  # on a telephone nothing is wider than the screen
            found[path] += page.evaluate(WIDE)
    assert {path: what for path, what in found.items() if what} == {}
