"""A real browser at a real server: everybody of the cast in a window of his own."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from bihuan.demo.organisation import load_organisation
from bihuan.people.models import User
from bihuan.process.calendar import SHANGHAI

expect.set_options(timeout=15_000)  # as long as the windows themselves wait: a busy machine is no failure

Open = Callable[..., "Window"]


def typed(moment: datetime) -> str:
    """An instant as a date-and-time box takes it."""
    return moment.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")


class Window:
    """One person's browser window."""

    def __init__(self, context: BrowserContext, base: str, username: str) -> None:
        self.page: Page = context.new_page()
        self.base, self.username = base, username
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(f"{username}: {error}"))
        self.page.on("console", self._hear)

    def _hear(self, line: Any) -> None:
        is_refusal = "the server responded with a status of 4" in line.text  # an answer to be shown
        if line.type == "error" and not is_refusal:
            self.complaints.append(f"{self.username}: {line.text}")

    def goto(self, path: str) -> Page:
        self.page.goto(self.base + path)
        return self.page

    def fill(self, **fields: Any) -> None:
        """Fill a form by the names of its controls, as a person would: by kind of control."""
        for name, value in fields.items():
            for item in value if isinstance(value, list) else [value]:
                self._enter(name.replace("__", "-"), item)

    def _enter(self, name: str, value: Any) -> None:
        control = self.page.locator(f"form [name='{name}']").first
        kind = control.evaluate("e => e.tagName === 'INPUT' ? e.type : e.tagName.toLowerCase()")
        if kind in ("radio", "checkbox"):
            picked = self.page.locator(f"form [name='{name}'][value='{value}']")
            fold = picked.locator("xpath=ancestor::details[not(@open)]")
            if fold.count():
                fold.first.locator("summary").first.click()
            picked.check()
        elif kind == "select":
            control.select_option(value)
        elif kind == "file":
            control.set_input_files(value)
        else:
            control.fill(value)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as player:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright keeps a loop running in this thread
        chromium = player.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield chromium
        chromium.close()


@pytest.fixture
def cast(transactional_db: None) -> dict[str, User]:
    return load_organisation(datetime.now(UTC))


@pytest.fixture
def window(browser: Browser, live_server: Any, cast: dict[str, User]) -> Iterator[Open]:
    """Opens a window for a person; what the browser complains of fails the test at its end."""
    opened: list[tuple[BrowserContext, Window]] = []

    def enter(username: str, width: int = 1440, **options: Any) -> Window:
        context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN", **options)
        context.set_default_timeout(15_000)
        client = Client()
        client.force_login(cast[username], backend="bihuan.people.signin.PeopleBackend")
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
        )
        found = Window(context, live_server.url, username)
        opened.append((context, found))
        return found

    yield enter
    complaints = [line for _context, shown in opened for line in shown.complaints]
    for context, _shown in opened:
        context.close()
    assert not complaints
