"""The level that a person picks stays, however late the answer of the server to the questionnaire comes."""

import pytest
from playwright.sync_api import Route, expect

from tests.e2e.conftest import Open

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_late_answer_leaves_the_level_that_was_chosen_meanwhile(window: Open) -> None:
    desk = window("reporter")
    page = desk.goto("/report")
    held: list[Route] = []
    page.route("**/report/level", lambda route: route.continue_() if held else held.append(route))
    page.locator("[name='answers-alarm'][value='yes']").check()
    while not held:
        page.wait_for_timeout(20)
    page.locator("[name='level'][value='2']").check(force=True)
    held[0].continue_()
    expect(page.locator("#level .suggestion")).to_be_visible()
    expect(page.locator("[name='level'][value='2']")).to_be_checked()
    expect(page.locator("#level .phone-first")).to_be_visible()
    page.locator("[name='answers-backup'][value='no']").check()
    page.wait_for_load_state("networkidle")
    expect(page.locator("[name='level'][value='2']")).to_be_checked()
    assert desk.complaints == []
