"""F6.4, D48: the figures of a month, counted by hand from a story; they balance, and freeze with the report."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.problems.models import Month
from bihuan.problems.queries.filters import read_filters
from bihuan.problems.queries.lists import case_page
from bihuan.problems.queries.months import SUMS, draw_figures
from bihuan.reports.monthly import by_category, by_level, monthly_figures, rate, resolution_rate, totals
from tests.stories.desk import Desk, instant

pytestmark = pytest.mark.postgres

QUERIES = 45
"""Twenty-two for the bases, five for durations and rates, five for what was late, the rest for shares and lists."""


@pytest.fixture
def autumn(desk: Desk) -> Desk:
    """November: two opened and solved, one voided, one left over. December: one new, the left-over one solved."""
    desk.archived(level=3)
    desk.confirmed(level=1, category="host")
    desk.report(level=4)
    desk.takes("coordinator", "respond")
    desk.takes("coordinator", "void", reason="误报")
    desk.wait_until("11-30 20:00")
    desk.handled(level=4, category="network")
    desk.left_over = desk.case  # type: ignore[attr-defined]
    desk.wait_until("12-02 09:00")
    desk.report(level=2)
    desk.case = desk.left_over  # type: ignore[attr-defined]
    desk.takes("handler", "plan_order")
    desk.takes("handler", "resolve", late_reason="等备件")
    desk.pass_time(hours=1)
    return desk


def balance(desk: Desk, month: str) -> dict[str, int]:
    found: dict[str, int] = draw_figures(month, desk.at)["balance"]
    return found


def test_opening_and_new_less_resolved_and_void_are_closing(autumn: Desk) -> None:
    november, december = balance(autumn, "2026-11"), balance(autumn, "2026-12")
    assert november == {"opening": 0, "new": 4, "resolved": 2, "void": 1, "closing": 1, "balances": True}
    assert december == {"opening": 1, "new": 1, "resolved": 1, "void": 0, "closing": 1, "balances": True}
    assert balance(autumn, "2026-10") == dict.fromkeys(SUMS, 0) | {"balances": True}
    assert resolution_rate(december) == 0.5


def test_sums_by_level_and_category_add_up(autumn: Desk) -> None:
    figures = draw_figures("2026-11", autumn.at)
    assert {
        (row["level"], row["category"]): [row[name] for name in SUMS] for row in figures["kinds"]
    } == {
        (1, "host"): [0, 1, 1, 0, 0],
        (3, "database"): [0, 1, 1, 0, 0],
        (4, "database"): [0, 1, 0, 1, 0],
        (4, "network"): [0, 1, 0, 0, 1],
    }  # fmt: skip
    for table in (by_level(figures["kinds"]), by_category(figures["kinds"])):
        for name in SUMS:
            assert sum(sums[name] for sums in table.values()) == figures["balance"][name]


def test_every_sum_opens_to_as_many_cases_in_the_list(autumn: Desk) -> None:
    figures = draw_figures("2026-11", autumn.at)["balance"]
    bounds: dict[str, dict[str, str]] = {
        "opening": {"backlog": "2026-11-01"},
        "new": {"reported_from": "2026-11-01", "reported_to": "2026-11-30"},
        "resolved": {"resolved_from": "2026-11-01", "resolved_to": "2026-11-30"},
        "void": {"ended_from": "2026-11-01", "ended_to": "2026-11-30"},
        "closing": {"backlog": "2026-12-01"},
    }
    for name, given in bounds.items():
        filters, errors = read_filters({key: [value] for key, value in (given | {"imported": "0"}).items()})
        assert not errors
        page = case_page(filters, "", 50, autumn.people["coordinator"], autumn.at)
        assert len(page.rows) == figures[name], name


def test_a_duty_counts_in_the_month_of_its_limit(autumn: Desk) -> None:
    figures = draw_figures("2026-12", autumn.at)
    rows = {(row["key"], row["level"]): row for row in figures["on_time"]}
    assert (rows["resolution", 4]["met"], rows["resolution", 4]["due"]) == (
        0,
        1,
    )  # due on the 1st, met on the 2nd
    late = {(row["key"], row["number"]): row for row in figures["late"]}
    row = late["resolution", autumn.case.number]
    assert row["reason"] == "等备件"
    assert row["met_at"] > row["due_at"]
    november = {(row["key"], row["level"]): row for row in draw_figures("2026-11", autumn.at)["on_time"]}
    assert (november["response", 1]["met"], november["response", 1]["due"]) == (1, 1)
    assert ("resolution", 4) not in november


def test_the_running_month_ends_now(desk: Desk) -> None:
    desk.report(level=3)
    assert draw_figures("2026-11", desk.at)["on_time"] == []
    assert balance(desk, "2026-11")["closing"] == 0  # reported at this very instant
    desk.pass_time(minutes=40)
    figures = draw_figures("2026-11", desk.at)
    assert not figures["is_over"]
    assert [(row["key"], row["met"], row["due"]) for row in figures["on_time"]] == [("response", 0, 1)]
    assert figures["balance"]["closing"] == 1


def test_a_rejected_result_is_backlog_again(desk: Desk) -> None:
    desk.confirmed_up_to_the_reporter(level=3)
    desk.pass_time(minutes=5)
    assert balance(desk, "2026-11")["resolved"] == 1
    desk.takes("reporter", "reject_result")
    desk.pass_time(minutes=5)
    assert balance(desk, "2026-11") == {
        "opening": 0, "new": 1, "resolved": 0, "void": 0, "closing": 1, "balances": True
    }  # fmt: skip


def test_the_figures_freeze_with_the_report(autumn: Desk) -> None:
    live = draw_figures("2026-11", autumn.at)
    autumn.wait_until("12-03 10:00")
    autumn.takes_month_step("coordinator", "submit_monthly_report", "2026-11")
    frozen = Month.objects.get(month="2026-11").figures
    assert frozen["balance"] == live["balance"]
    autumn.wait_until("12-04 10:00")
    shown = monthly_figures("2026-11", autumn.at)
    assert shown["is_frozen"]
    before = frozen.pop("before")
    assert {key: shown[key] for key in frozen} == frozen
    assert before.items() <= shown["before"].items()
    assert not monthly_figures("2026-12", autumn.at)["is_frozen"]


def test_a_month_stands_beside_the_one_before(autumn: Desk) -> None:
    figures = monthly_figures("2026-12", autumn.at)
    assert figures["before"]["month"] == "2026-11"
    assert figures["before"]["balance"]["new"] == 4
    json.dumps(figures)  # programs get the same


def test_shares_and_ways(autumn: Desk) -> None:
    november = draw_figures("2026-11", autumn.at)
    assert november["sources"] == [["monitoring", 4]]
    assert november["handlers"] == [["handler", 2]]
    assert november["ways"] == {
        "workaround": 0, "change": 0, "group": 0, "repeat": 0, "rejected": 0, "external": 0
    }  # fmt: skip
    assert november["external"] == {"letters_sent": 0, "open_branches": 0}


def test_imported_cases_are_left_out(autumn: Desk) -> None:
    from bihuan.problems.models import Problem

    Problem.objects.filter(pk=autumn.case.pk).update(is_imported=True)
    assert balance(autumn, "2026-11")["new"] == 3
    assert balance(autumn, "2026-12")["resolved"] == 0


def test_it_costs_the_same_however_many_cases_there_are(autumn: Desk) -> None:
    with CaptureQueriesContext(connection) as found:
        draw_figures("2026-11", autumn.at)
    assert len(found) <= QUERIES
    autumn.archived(level=2)
    with CaptureQueriesContext(connection) as found:
        draw_figures("2026-12", autumn.at)
    assert len(found) <= QUERIES


@pytest.mark.parametrize("month", ["2026-13", "26-11", "", "2026-1", "２０２６-11"])
def test_what_is_no_month_is_refused(desk: Desk, month: str) -> None:
    with pytest.raises(ValueError, match="month"):
        monthly_figures(month, desk.at)


def row(key: str, met: int, due: int, *, external: bool = False, mean: int | None = 60) -> dict[str, Any]:
    return {
        "key": key, "level": 1, "external": external, "met": met, "due": due, "mean_seconds": mean,
        "longest_seconds": mean,
    }  # fmt: skip


def test_rates_have_their_denominators_and_external_solutions_stand_apart() -> None:
    found = totals(
        [row("response", 1, 2), row("response", 2, 2, external=True, mean=180), row("resolution", 0, 1),
         row("resolution", 1, 1, external=True), row("review", 0, 0, mean=None)]
    )  # fmt: skip
    assert [(line["key"], line["external"], line["met"], line["due"], line["rate"]) for line in found] == [
        ("response", False, 3, 4, 0.75),
        ("resolution", False, 0, 1, 0.0),
        ("resolution", True, 1, 1, 1.0),
        ("review", False, 0, 0, None),
    ]
    assert (found[0]["mean_seconds"], found[0]["longest_seconds"]) == (120, 180)
    assert rate(0, 0) is None


def test_instants_are_those_of_shanghai(desk: Desk) -> None:
    """A report at 23:59:59 of the 30th and one a second later stand in two months."""
    desk.at = instant("11-30 23:59")
    desk.report(level=5)
    desk.at = instant("12-01 00:00")
    desk.report(level=5)
    desk.pass_time(minutes=1)
    assert (balance(desk, "2026-11")["new"], balance(desk, "2026-12")["new"]) == (1, 1)


def test_what_was_late_when_the_case_was_voided_is_not_still_owed(desk: Desk) -> None:
    desk.report(level=3)
    desk.pass_time(minutes=40)
    desk.takes("coordinator", "void", reason="误报")
    desk.pass_time(minutes=1)
    late = {row["key"]: row for row in draw_figures("2026-11", desk.at)["late"]}
    assert late["response"]["met_at"] is None and late["response"]["lapsed"]
