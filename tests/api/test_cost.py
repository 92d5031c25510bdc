"""What a request costs: queries are pinned, whatever the number of rows."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from bihuan.notices import routing
from tests.api.wire import Wire

pytestmark = pytest.mark.postgres
AtMost = Callable[[int], AbstractContextManager[object]]


def test_a_page_of_the_list(wire: Wire, django_assert_max_num_queries: AtMost) -> None:
    for _ in range(12):
        wire.reports(system="billing_run")
    wire.get("/problems")
    with django_assert_max_num_queries(5):
        assert len(wire.get("/problems?state=open&limit=10")["items"]) == 10


def test_lists_cost_the_same_for_few_and_for_many(wire: Wire, django_assert_max_num_queries: AtMost) -> None:
    wire.reports(level=1)
    wire.takes("coordinator", "respond")
    for path, most in (
        ("/duties", 2), ("/duties?mine=1", 3), ("/conformance?status=all", 8), ("/register?month=2026-11", 16),
        (f"/problems/{wire.number}/events", 3), (f"/problems/{wire.number}/duties", 4),
        (f"/problems/{wire.number}/orders", 2), (f"/problems/{wire.number}/similar", 4), ("/similar?q=host+down", 4),
    ):  # fmt: skip
        with django_assert_max_num_queries(most):
            wire.get(path)


def test_a_report(wire: Wire, django_assert_max_num_queries: AtMost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        routing, "KNOWN_FOR", 3600
    )  # the channels are not read anew, however slow the machine
    routing.forget_ways()
    wire.reports()
    with django_assert_max_num_queries(16):
        wire.reports()
    with django_assert_max_num_queries(20):
        wire.reports(level=1, users_affected="large")


def test_every_step_of_a_full_case(wire: Wire, django_assert_max_num_queries: AtMost) -> None:
    wire.reports(level=1)
    for who, step in (
        ("reporter", "log_call"), ("coordinator", "respond"), ("coordinator", "brief_manager"),
        ("coordinator", "dispatch"), ("handler", "accept_order"), ("handler", "plan_order"),
        ("handler", "request_change"), ("handler", "give_up"), ("coordinator", "open_external"),
        ("coordinator", "draft_letter"), ("manager", "sign_letter"), ("coordinator", "send_letter"),
        ("coordinator", "record_reply"), ("coordinator", "follow_up"), ("coordinator", "urge"),
    ):  # fmt: skip
        wire.token(who)  # made before the step is counted
        with django_assert_max_num_queries(25):
            wire.takes(who, step)
    with django_assert_max_num_queries(14):
        wire.get(f"/problems/{wire.number}")
