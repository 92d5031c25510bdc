"""The view over all cases: the same judgement as for one case, in pages, bounded, by index (R1b)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.problems.models import Duty, Event, Problem
from bihuan.problems.parts import Parts
from bihuan.problems.queries.conformance import (
    conformance_of,
    conformance_over_cases,
    counts_by_clause,
    read_over_filters,
)
from bihuan.problems.queries.cursor import BadCursor
from bihuan.problems.queries.judged import CLAUSES, OverFilters, OverRow
from bihuan.process.conformance import Line
from tests.stories.desk import Desk, instant

pytestmark = pytest.mark.postgres


@pytest.fixture
def desk(engine: str, db: None) -> Desk:
    return Desk()


def lines(desk: Desk, case: Problem | None = None) -> dict[str, Line]:
    found = Problem.objects.get(pk=(case or desk.case).pk)
    events = Event.objects.filter(stream=found.number).order_by("seq")
    return {line.clause: line for line in conformance_of(found, Parts(found), events, desk.at)}


def rows(desk: Desk, limit: int = 200, **given: Any) -> list[OverRow]:
    filters, errors = read_over_filters({name: [value] for name, value in given.items()})
    assert not errors
    return conformance_over_cases(filters, "", limit, desk.at).rows


@pytest.fixture
def mixed(desk: Desk) -> Desk:
    """Cases of every kind: archived, running late, withdrawn overdue, extended, rejected."""
    desk.archived(level=3)
    desk.report(level=1)
    desk.pass_time(minutes=12)
    desk.takes("reporter", "withdraw")
    desk.handled(level=4)
    desk.takes("coordinator", "extend", reason="等待备件", until=(desk.at + timedelta(hours=40)).isoformat())
    desk.takes("manager", "approve_request")
    desk.confirmed_up_to_the_reporter(level=2)
    desk.pass_time(hours=30)
    desk.takes("reporter", "reject_result")
    desk.report(level=5)
    return desk


def test_over_all_cases_every_duty_that_counts_stands_once_with_the_status_of_its_case(mixed: Desk) -> None:
    over = rows(mixed, status="all")
    assert len({row.id for row in over}) == len(over)
    by_case: dict[tuple[str, str], set[str]] = {}
    for row in over:
        by_case.setdefault((row.number, row.clause), set()).add(row.status)
    for case in Problem.objects.all():
        for clause, line in lines(mixed, case).items():
            if clause in CLAUSES and clause[0] != "L" and clause != "F3.1" and line.due_at:
                assert line.status in by_case[(case.number, clause)], (case.number, clause)
    shown = Duty.objects.filter(pk__in=[row.id for row in over])
    assert shown.filter(voided_at__isnull=True).count() == Duty.objects.filter(voided_at__isnull=True).count()
    void = set(shown.filter(voided_at__isnull=False).values_list("pk", flat=True))
    assert {row.status for row in over if row.id in void} == {"violated"}


def test_pages_forward_and_back_are_the_same_rows(mixed: Desk) -> None:
    filters, _errors = read_over_filters({"status": ["all"]})
    whole = [row.id for row in rows(mixed, status="all")]
    pages, cursor = [], ""
    while True:
        page = conformance_over_cases(filters, cursor, 7, mixed.at)
        pages.append(page)
        if not page.next:
            break
        cursor = page.next
    assert [row.id for page in pages for row in page.rows] == whole
    back = conformance_over_cases(filters, pages[-1].previous, 7, mixed.at)
    assert back.rows == pages[-2].rows
    assert pages[0].previous == ""
    with pytest.raises(BadCursor):
        conformance_over_cases(filters, "nonsense", 7, mixed.at)


def test_open_rows_come_soonest_first_all_else_latest_first(mixed: Desk) -> None:
    soonest = [row.due_at for row in rows(mixed, status="open")]
    latest = [row.due_at for row in rows(mixed, status="all")]
    assert soonest == sorted(soonest) and len(soonest) > 3
    assert latest == sorted(latest, reverse=True)


def test_the_due_time_bounds_the_rows(mixed: Desk) -> None:
    day = "2026-11-22"
    bounded = rows(mixed, status="all", **{"from": day, "to": day})
    assert 0 < len(bounded) < len(rows(mixed, status="all"))
    assert all(instant("11-22 00:00") <= row.due_at < instant("11-23 00:00") for row in bounded)


def test_a_month_is_judged_beside_the_cases(desk: Desk) -> None:
    desk.report()
    desk.pass_time(minutes=1)
    desk.wait_until("12-06 09:00")
    found = {(row.clause, row.month, row.status) for row in rows(desk) if row.month}
    assert found == {("F6.4", "2026-11", "late"), ("F6.5", "2026-11", "late")}


def test_counts_agree_with_the_rows_and_stop_at_their_limit(
    mixed: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = {count.clause: count for count in counts_by_clause(mixed.at)}
    for status in ("late", "violated", "open"):
        found = [row.clause for row in rows(mixed, status=status)]
        assert {c: found.count(c) for c in set(found)} == {
            c: getattr(count, status)
            for c, count in counted.items()
            if getattr(count, status) and c != "F3.1"
        }
    monkeypatch.setattr("bihuan.problems.queries.conformance.COUNT_LIMIT", 2)
    assert any(count.is_capped for count in counts_by_clause(mixed.at))


@pytest.mark.parametrize(
    ("given", "field"),
    [({"clause": ["F9"]}, "clause"), ({"status": ["fine"]}, "status"), ({"from": ["gestern"]}, "from")],
)
def test_a_bad_filter_is_named_and_narrows_nothing(given: dict[str, list[str]], field: str) -> None:
    filters, errors = read_over_filters(given)
    assert list(errors) == [field]
    assert filters == OverFilters()


def test_it_costs_the_same_however_much_there_is(mixed: Desk) -> None:
    filters, _errors = read_over_filters({"status": ["all"]})
    with CaptureQueriesContext(connection) as page:
        conformance_over_cases(filters, "", 50, mixed.at)
    with CaptureQueriesContext(connection) as counts:
        counts_by_clause(mixed.at)
    case = Problem.objects.get(pk=mixed.case.pk)
    parts, events = Parts(case), list(Event.objects.filter(stream=case.number).order_by("seq"))
    parts.duties  # noqa: B018  the page of a case has read them
    with CaptureQueriesContext(connection) as one:
        conformance_of(case, parts, events, mixed.at)
    assert (len(page), len(counts)) == (6, 6)
    assert len(one) <= len(case.part_counts)


def test_no_list_reads_the_whole_table(desk: Desk, engine: str) -> None:
    if engine != "sqlite":
        return  # PostgreSQL plans by statistics, which an empty table does not have
    for status in ("open", "late", "met", "violated"):
        for clause in ("", "F2.2", "L1"):
            filters, _errors = read_over_filters({"status": [status], "clause": [clause]})
            with CaptureQueriesContext(connection) as found:
                conformance_over_cases(filters, "", 50, desk.at)
            for query in found.captured_queries:
                plan = str(connection.cursor().execute(f"EXPLAIN QUERY PLAN {query['sql']}").fetchall())
                assert "SCAN problems_duty'" not in plan, (status, clause, plan)
                assert "duty" in plan, plan
