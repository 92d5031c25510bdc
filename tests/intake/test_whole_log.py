"""The real log: all of it comes in, once."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from bihuan.intake.history import import_history
from bihuan.notices.models import Notice
from bihuan.people.models import User
from bihuan.problems.audit import verify
from bihuan.problems.models import Duty, Event, Month, Problem, RegisterRow
from bihuan.problems.queries.filters import read_filters
from bihuan.problems.queries.lists import case_page
from bihuan.problems.sweep import sweep
from bihuan.reports.lab import Question, all_changes, try_figures
from tests.intake.conftest import CASES, EVENTS, NOW
from tests.reports.xeslog import SPACE, counted, of, read

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


@pytest.fixture(scope="module")
def said(engine: str, django_db_setup: None, django_db_blocker: Any, whole_log: Path) -> Iterator[list[str]]:
    """What two imports of the same log say; rolled back after the last test of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield [str(import_history(whole_log, at=NOW)) for _again in range(2)]
        transaction.set_rollback(True)


def test_twice_stores_nothing_twice(said: list[str]) -> None:
    assert said == [
        f"imported {CASES} problems, {EVENTS} events (0 already there)",
        f"imported 0 problems, 0 events ({EVENTS} already there)",
    ]
    assert Problem.objects.count() == Event.objects.count() == CASES
    kept = sum(
        len(data["fields"]["history"]["events"]) for data in Event.objects.values_list("data", flat=True)
    )
    assert kept == EVENTS


def test_they_are_archived_and_owe_nothing(said: list[str]) -> None:
    case = Problem.objects.order_by("number").first()
    assert case is not None
    assert (case.state, case.source, case.category) == ("archived", "import", "unclassified")
    assert set(Problem.objects.values_list("state", "is_imported")) == {("archived", True)}
    assert set(Problem.objects.values_list("level", flat=True)) == {1, 2, 3, 4}
    assert not Duty.objects.exists()
    assert not Notice.objects.exists()


def test_time_brings_nothing_over_them(said: list[str]) -> None:
    report = sweep(NOW)
    assert (report.warned, report.notices, report.months) == (0, 0, 0)
    assert not Month.objects.exists()


def test_register_and_list_show_them(said: list[str]) -> None:
    assert RegisterRow.objects.filter(problem__is_imported=True, confirmed_at=NOW).count() == CASES
    reader = User(username="reader", role_codes=["coordinator"])
    filters, errors = read_filters({"source": ["import"]})
    page = case_page(filters, "", 50, reader, NOW)
    assert not errors
    assert len(page.rows) == 50
    assert page.next
    product = next(iter(page.rows[0].title.split(" ·")))
    filters, _errors = read_filters({"q": [product]})
    found = case_page(filters, "", 50, reader, NOW).rows
    assert page.rows[0].number in {row.number for row in found} or len(found) == 50


def test_the_reporter_is_an_account_that_nobody_uses(said: list[str]) -> None:
    reporter = User.objects.get(username="history")
    assert (reporter.is_active, reporter.roles, reporter.has_usable_password()) == (False, frozenset(), False)
    assert reporter.name == "历史数据导入"
    assert set(Problem.objects.values_list("reporter", flat=True)) == {reporter.pk}


def test_the_log_holds_together(said: list[str]) -> None:
    assert verify() is None


def test_other_figures_are_tried_on_it_case_by_case(said: list[str], whole_log: Path) -> None:
    """30 days to solve level 3 instead of 10 hours: each difference is one that the log itself shows."""
    levels = dict(Problem.objects.values_list("number", "level"))
    times: dict[str, list[datetime]] = {}
    for line in whole_log.read_text("iso-8859-1").splitlines()[1:]:
        number, at = line.split(";")[:2]
        times.setdefault(number, []).append(datetime.fromisoformat(at))
    month, hours = timedelta(days=30), timedelta(hours=10)
    taken = {number: max(found) - min(found) for number, found in times.items()}
    expected = sorted(name for name, span in taken.items() if levels[name] == 3 and hours < span <= month)
    since, until = (f(min(found) for found in times.values()).date() for f in (min, max))
    question = Question(
        since - timedelta(days=1), until + timedelta(days=1), {"resolution_3": month}, imported=True
    )
    user = User(username="reader", role_codes=["coordinator"])
    found = list(all_changes(question, user, NOW))
    assert len(expected) > 100
    assert sorted(row.number for row in found) == expected
    assert all(row.change.before.due_at + month - hours == row.change.after.due_at for row in found)
    trial = try_figures(question, user, NOW)
    assert trial.cases == CASES and trial.changed_cases == trial.better == trial.worse + trial.better > 0
    assert {row.number for row in trial.changes} <= set(expected)


def test_it_goes_out_as_it_came_in(said: list[str], whole_log: Path) -> None:
    root = read(original_only=True, names=True)
    assert counted(root) == (CASES, EVENTS)
    wanted = sorted(
        (number, datetime.fromisoformat(at), status, sub)
        for number, at, sub, status, *_rest in (
            line.split(";") for line in whole_log.read_text("iso-8859-1").splitlines()[1:]
        )
    )
    found = sorted(
        (of(trace)["concept:name"], datetime.fromisoformat(event["time:timestamp"]), event["concept:name"],
         event["original:sub_status"])
        for trace in root.findall(f"{SPACE}trace")
        for event in map(of, trace.findall(f"{SPACE}event"))
    )  # fmt: skip
    assert found == wanted
    assert counted(read()) == (CASES, EVENTS + CASES)
