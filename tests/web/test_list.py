"""The list of cases: filters, order, pages, views, columns, export, and what it costs."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bihuan.people.models import User
from bihuan.problems.models import Problem
from bihuan.problems.queries.cursor import BadCursor, read_cursor
from bihuan.problems.queries.filters import Filters, read_filters
from bihuan.problems.queries.lists import case_page
from bihuan.web.models import SavedView
from tests.web.conftest import LANGUAGES, Report

QUERIES_OF_LIST = 8
"""Session, person, strip, notices, saved views, page, systems, people."""


@pytest.fixture
def many(report: Report) -> list[Problem]:
    """Seven cases of all levels, the oldest first."""
    return [
        report(level=level, title=f"第{place}件", ago=timedelta(minutes=60 - place))
        for place, level in enumerate([1, 2, 3, 4, 5, 3, 3])
    ]


def numbers(page: Any) -> list[str]:
    return [row.number for row in page.rows]


def test_the_first_sight_is_what_is_due_first(desk: Callable[..., Client], many: list[Problem]) -> None:
    page = desk("coordinator").get("/problems").content.decode()
    due = sorted(many, key=lambda case: (Problem.objects.get(pk=case.pk).next_due_at, case.pk))
    places = [page.index(f'href="/problems/{case.number}"', page.index("<tbody")) for case in due]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("level=1&sort=reported_at", [0]),
        ("level=1,2&sort=reported_at", [0, 1]),
        ("level=1&level=5&sort=reported_at", [0, 4]),
        ("state=awaiting_response&sort=reported_at", [0, 1, 2, 3, 4, 5, 6]),
        ("state=closed", []),
        ("reporter=reporter&level=4", [3]),
        ("reporter=nobody", []),
        ("handler=handler", []),
        ("category=database&level=5", [4]),
        ("category=host", []),
        ("source=monitoring&level=5", [4]),
        ("external=1", []),
        ("sort=level", [0, 1, 6, 5, 2, 3, 4]),
        ("sort=-reported_at", [6, 5, 4, 3, 2, 1, 0]),
        ("reported_to=2020-01-01", []),
        ("q=第3件", [3]),
        ("q=归档空间&level=2", [1]),
        ("q=%E3%80%82", []),
    ],
)
def test_filters(
    people: dict[str, User], many: list[Problem], now: datetime, query: str, places: list[int]
) -> None:
    from django.http import QueryDict

    filters, errors = read_filters(dict(QueryDict(query).lists()))
    assert not errors
    found = case_page(filters, "", 50, people["auditor"], now)
    assert numbers(found) == [many[place].number for place in places]


@pytest.mark.parametrize("sort", ["urgency", "-reported_at", "reported_at", "level"])
@pytest.mark.postgres
def test_pages_join_without_gap_both_ways(
    people: dict[str, User], many: list[Problem], now: datetime, sort: str
) -> None:
    filters, _errors = read_filters({"sort": [sort]})
    whole = numbers(case_page(filters, "", 50, people["coordinator"], now))
    pages, cursor = [], ""
    while True:
        page = case_page(filters, cursor, 3, people["coordinator"], now)
        pages.append(page)
        if not page.next:
            break
        cursor = page.next
    assert [number for page in pages for number in numbers(page)] == whole
    assert [len(page.rows) for page in pages] == [3, 3, 1]
    back = case_page(filters, pages[2].previous, 3, people["coordinator"], now)
    assert numbers(back) == numbers(pages[1])
    first = case_page(filters, back.previous, 3, people["coordinator"], now)
    assert numbers(first) == numbers(pages[0])
    assert not first.previous


@pytest.mark.parametrize(
    "text",
    ["x", "!!!", "é", "W10", "WyJsZXZlbCIsMCwxXQ", "bnVsbA", "WyJ1cmdlbmN5IiwwLCJ4Iiwie30iXQ", "A" * 400],
)
def test_a_broken_cursor_is_named_and_the_desk_starts_anew(
    desk: Callable[..., Client], many: list[Problem], text: str
) -> None:
    with pytest.raises(BadCursor):
        read_cursor(text, "urgency")
    assert desk("coordinator").get("/problems", {"cursor": text}).status_code == 200


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"level": ["9"]}, "level"),
        ({"state": ["flying"]}, "state"),
        ({"category": ["x" * 900]}, "category"),
        ({"overdue": ["perhaps"]}, "overdue"),
        ({"reported_from": ["2026-13-45"]}, "reported_from"),
        ({"reported_to": ["0001-01-01T00:00:00+14:00"]}, "reported_to"),
        ({"q": ["长" * 200]}, "q"),
        ({"sort": ["id; DROP TABLE"]}, "sort"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bad_filter_is_named_and_narrows_nothing(
    desk: Callable[..., Client], many: list[Problem], given: dict[str, list[str]], field: str, language: str
) -> None:
    filters, errors = read_filters(given)
    assert set(errors) == {field}
    assert filters == Filters(q=filters.q)
    response = desk("coordinator", language).get("/problems", given)
    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode()


def test_days_are_those_of_shanghai() -> None:
    filters, _errors = read_filters({"reported_from": ["2026-11-22"], "reported_to": ["2026-11-22"]})
    assert filters.reported_from == datetime(2026, 11, 21, 16, tzinfo=UTC)
    assert filters.reported_to == datetime(2026, 11, 22, 16, tzinfo=UTC)


def test_a_late_row_has_an_edge(desk: Callable[..., Client], report: Report) -> None:
    report(level=3, ago=timedelta(hours=2))
    assert '<tr class="edge-overdue"' in desk("coordinator").get("/problems").content.decode()
    assert "没有符合条件" not in desk("coordinator").get("/problems?overdue=1").content.decode()


def test_an_empty_list_says_what_to_do(desk: Callable[..., Client]) -> None:
    client = desk("coordinator")
    assert "还没有问题" in client.get("/problems?sort=-reported_at").content.decode()
    assert "没有符合条件的问题" in client.get("/problems?level=1").content.decode()
    assert "没有可查看的问题" in desk("outsider").get("/problems?sort=-reported_at").content.decode()


def test_a_filter_that_is_not_understood_says_what_to_do(desk: Callable[..., Client]) -> None:
    page = desk("auditor").get("/problems?level=9").content.decode()
    assert "筛选条件无法识别" in page
    assert "清除筛选" in page


def test_what_people_wrote_is_no_html(desk: Callable[..., Client], report: Report) -> None:
    report(title='<script>alert("x")</script>"onmouseover="x')
    page = desk("coordinator").get("/problems?q=<script>").content.decode()
    assert "<script>alert" not in page
    assert '"onmouseover="' not in desk("coordinator").get("/problems").content.decode()


def test_a_view_is_saved_found_again_and_deleted(desk: Callable[..., Client], many: list[Problem]) -> None:
    client = desk("coordinator")
    response = client.post("/problems/views", {"name": " 一级 ", "query": "level=1&cursor=x&page=2"})
    assert response["Location"] == "/problems?level=1"
    page = client.get("/problems?level=1").content.decode()
    assert "一级" in page
    view = SavedView.objects.get()
    assert (view.name, view.query) == ("一级", "level=1")
    assert desk("handler").post(f"/problems/views/{view.pk}/delete").status_code == 404
    assert client.post(f"/problems/views/{view.pk}/delete").status_code == 302
    assert not SavedView.objects.exists()


def test_a_view_needs_a_name_and_a_filter(desk: Callable[..., Client]) -> None:
    client = desk("coordinator")
    for data in ({"name": "", "query": "level=1"}, {"name": "x", "query": "page=2"}):
        client.post("/problems/views", data)
    assert not SavedView.objects.exists()


def test_views_are_not_without_end(
    desk: Callable[..., Client], people: dict[str, User], now: datetime
) -> None:
    client = desk("coordinator")
    for place in range(21):
        client.post("/problems/views", {"name": f"v{place}", "query": "level=1"})
    assert SavedView.objects.count() == 20


def test_the_choice_of_columns_is_remembered(desk: Callable[..., Client], many: list[Problem]) -> None:
    client = desk("coordinator")
    assert 'class="c-system"' in client.get("/problems").content.decode()
    client.post("/problems/columns", {"column": ["source", "nonsense"], "next": "/problems"})
    page = client.get("/problems").content.decode()
    assert 'class="c-source"' in page
    assert 'class="c-system"' not in page
    assert 'class="c-number"' in page


def test_the_export_is_a_file_that_runs_nothing(desk: Callable[..., Client], report: Report) -> None:
    report(title="=cmd|' /C calc'!A0")
    report(title="  ＋1", ago=timedelta(minutes=9))
    response = desk("auditor").get("/problems.csv?sort=-reported_at")
    text = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(text)))
    assert response["Content-Disposition"].startswith("attachment")
    assert rows[0][0] == "编号"
    assert [row[2] for row in rows[1:]] == ["'=cmd|' /C calc'!A0", "'＋1"]


def test_the_filter_form_keeps_what_is_set(desk: Callable[..., Client]) -> None:
    page = desk("coordinator").get("/problems/filter?level=2&q=批价&reported_from=bad").content.decode()
    assert 'value="批价"' in page
    assert 'name="level" value="2" checked' in page
    assert 'value="bad"' in page


def test_the_list_costs_the_same_whatever_it_shows(desk: Callable[..., Client], report: Report) -> None:
    client = desk("coordinator")
    report()
    client.get("/problems")
    for _more in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get("/problems")
        assert len(queries) == QUERIES_OF_LIST - 1, [query["sql"] for query in queries]  # no system named
        report()
