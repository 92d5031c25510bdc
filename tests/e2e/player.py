"""One case played by its people, each at the desk in a window of his own."""

from datetime import UTC, datetime, timedelta
from typing import Any

from playwright.sync_api import expect

from bihuan.problems.models import Event, Problem
from tests.e2e.conftest import Open, Window, typed


class Player:
    """Whoever is named takes a step on the case; windows are opened once and kept."""

    def __init__(self, window: Open) -> None:
        self.window = window
        self.windows: dict[str, Window] = {}
        self.number = ""

    def of(self, username: str) -> Window:
        if username not in self.windows:
            self.windows[username] = self.window(username)
        return self.windows[username]

    @property
    def case(self) -> Problem:
        return Problem.objects.get(number=self.number)

    @property
    def steps(self) -> list[str]:
        return list(Event.objects.filter(stream=self.number).order_by("seq").values_list("step", flat=True))

    def report(self, username: str, **fields: Any) -> None:
        """File a report by the form; the case is in hand from now on."""
        shown = self.of(username)
        shown.goto("/report")
        shown.fill(**fields)
        shown.page.get_by_role("button", name="提交报告").click()
        shown.page.wait_for_url("**/problems/WT-*")
        self.number = shown.page.url.rsplit("/", 1)[1]

    def open_form(self, username: str, step: str) -> Window:
        """The form of a step, as a person reaches it."""
        shown = self.of(username)
        shown.goto(f"/problems/{self.number}?step={step}")
        expect(shown.page.locator(f"#step-form[action$='/steps/{step}']")).to_be_visible()
        return shown

    def take(self, username: str, step: str, **fields: Any) -> None:
        """The step is taken, and the desk says so."""
        shown = self.open_form(username, step)
        shown.fill(**fields)
        self.press(shown)
        expect(shown.page.locator(".notice-success")).to_be_visible()
        assert self.steps[-1] == step

    def press(self, shown: Window) -> None:
        shown.page.locator("#step-form .btn-primary").click()

    def refused(self, shown: Window, *texts: str, kept: str = "") -> None:
        """The form is pressed and comes back with these reasons; nothing is stored and every word is kept."""
        version = self.case.version
        self.press(shown)
        told = shown.page.locator("[data-errors]")
        for text in texts:
            expect(told).to_contain_text(text)
        expect(told).to_be_focused()
        if kept:
            assert kept in shown.page.locator("#step-form").evaluate(
                "f => [...f.elements].map(e => e.value).join()"
            )
        assert self.case.version == version


def now() -> str:
    return typed(datetime.now(UTC))


def later(**span: float) -> str:
    return typed(datetime.now(UTC) + timedelta(**span))
