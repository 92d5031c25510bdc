"""Every list and search is answered from an index, on both databases, in a desk of a few thousand cases."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from bench.checking import check
from bench.fill import populate
from bihuan.notices.inbox import notices_of, unread_of
from bihuan.people.models import User
from bihuan.problems.access import access_problem
from bihuan.problems.models import Problem
from bihuan.problems.parts import Parts
from bihuan.problems.queries.burning import burning_cases
from bihuan.problems.queries.filters import read_filters
from bihuan.problems.queries.home import open_duties_of, reported_by
from bihuan.problems.queries.lists import case_page
from bihuan.problems.sweep import sweep

pytestmark = [pytest.mark.django_db, pytest.mark.postgres, pytest.mark.xdist_group("plans")]
NOW = datetime(2026, 11, 22, 1, 5, tzinfo=UTC)
CASES = 4000
LARGE = ("problems_problem", "problems_duty", "problems_event", "problems_search", "problems_workorder",
         "notices_notice")  # fmt: skip
"""Tables that grow with every case."""

LISTS = [
    "state=active", "state=open", "state=handling", "state=archived", "sort=-reported_at", "sort=reported_at",
    "state=active&sort=level", "level=1", "level=1&level=2&state=open", "category=database", "source=patrol",
    "overdue=1", "due_soon=1", "external=1", "external=1&state=active", "mine=1&state=active", "handler=handler",
    "reporter=reporter_03", "reported_from=2026-11-01&reported_to=2026-11-20", "q=断纤", "q=主机",
    "q=断纤&state=active", "q=主机&state=archived", "q=核心交换机", "q=雷",
]  # fmt: skip


@pytest.fixture(scope="module")
def desk(engine: str, django_db_setup: None, django_db_blocker: Any) -> Iterator[User]:
    """A coordinator in front of the filled desk; rolled back after the last test of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        populate(CASES, NOW)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        yield User.objects.get(username="coordinator")
        transaction.set_rollback(True)


Asked = list[tuple[str, Any]]


def asked_by(read: Callable[[], object]) -> Asked:
    """The reading statements that `read` sends."""
    found: Asked = []

    def noted(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().upper().startswith(("SELECT", "WITH")):
            found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(noted):
        read()
    return found


def walked(sql: str, params: Any) -> list[str]:
    """The large tables that the plan of a statement reads from end to end."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
            plan = cursor.fetchone()[0]
            plan = json.loads(plan) if isinstance(plan, str) else plan
            return [name for name in _scanned(plan[0]["Plan"]) if name in LARGE]
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        steps = [row[3] for row in cursor.fetchall()]
    scans = (re.match(r"SCAN (\w+)(?! (USING|VIRTUAL))", step) for step in steps)
    return [scan[1] for scan in scans if scan and scan[1] in LARGE]


def _scanned(node: dict[str, Any]) -> Iterator[str]:
    if node["Node Type"] == "Seq Scan":
        yield node["Relation Name"]
    for inner in node.get("Plans", []):
        yield from _scanned(inner)


def assert_no_walk(read: Callable[[], object]) -> None:
    """Fails with the statements that read a large table from end to end."""
    statements = asked_by(read)
    assert statements
    walks = [(tables, sql) for sql, params in statements if (tables := walked(sql, params))]
    assert not walks


@pytest.mark.parametrize("query", LISTS)
def test_a_list_reads_an_index(desk: User, query: str) -> None:
    given: dict[str, list[str]] = {}
    for part in query.split("&"):
        name, _is, value = part.partition("=")
        given.setdefault(name, []).append(value)
    filters, errors = read_filters(given)
    assert not errors
    first = case_page(filters, "", 50, desk, NOW)
    assert_no_walk(lambda: case_page(filters, "", 50, desk, NOW))
    if first.next:
        assert_no_walk(lambda: case_page(filters, first.next, 50, desk, NOW))


def test_the_desk_reads_indexes(desk: User) -> None:
    assert_no_walk(lambda: open_duties_of(desk))
    assert_no_walk(lambda: reported_by(desk))
    assert_no_walk(lambda: burning_cases(desk))
    assert_no_walk(lambda: (unread_of(desk), notices_of(desk, 50)))


def test_a_case_reads_indexes(desk: User) -> None:
    case = Problem.objects.filter(state="archived", level=1).order_by("-pk")[0]

    def read() -> None:
        parts = Parts(access_problem(desk, case.number))
        for name in case.part_counts:
            getattr(parts, name, None)

    assert_no_walk(read)


def test_the_sweep_reads_an_index(desk: User) -> None:
    sweep(NOW)
    assert_no_walk(lambda: sweep(NOW - timedelta(days=400)))


def test_what_the_bench_loads_holds_together(desk: User) -> None:
    assert Problem.objects.count() == CASES
    assert check(whole=0, sample=150) == f"audit: 150 of {CASES} cases hold"
