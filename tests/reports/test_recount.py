"""Every figure agrees with an independent count over the event log: months played at random, and the imported log."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from bihuan.intake.history import import_history
from bihuan.people.models import System, User
from bihuan.problems.audit import verify
from bihuan.problems.figures.lists import Narrowing, listed
from bihuan.problems.figures.table import FIGURES, MEASURES, SUMS
from bihuan.problems.models import Problem
from bihuan.problems.queries.months import draw_figures, span_of
from bihuan.process.calendar import month_bounds
from tests.intake.conftest import NOW, whole_log  # noqa: F401
from tests.reports.played import Months
from tests.reports.readlog import Case, cases_of
from tests.reports.recount import Month, recount
from tests.stories.desk import Desk, instant

MONTHS = ("2026-11", "2026-12", "2027-01")
TURNS = 210


def logged() -> list[Case]:
    """The log read by plain SQL."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT stream, step, occurred_at, recorded_at, data FROM problems_event ORDER BY stream, seq"
        )
        names = [column[0] for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    for row in rows:
        for name in ("occurred_at", "recorded_at"):
            row[name] = str(row[name])
    return cases_of(rows)


def counted(month: str, at: datetime) -> Month:
    return recount(logged(), *month_bounds(month), at)


@pytest.fixture(params=[11, 13])
def played(desk: Desk, request: pytest.FixtureRequest) -> Desk:
    months = Months(desk, request.param)
    desk.at = instant("11-24 08:00")
    desk.archived(level=1)
    desk.confirmed_up_to_the_reporter(level=3)
    for who, step in (("reporter", "reject_result"), ("handler", "plan_order"), ("handler", "resolve")):
        desk.takes(who, step)
    desk.pass_time(minutes=30)
    months.play(TURNS, instant("12-31 20:00"))
    desk.at = instant("2027-01-01 00:30")
    months.report(level=3, discovered_at=instant("12-31 22:00"))  # solved before it was reported (D68)
    for who, step in (("coordinator", "respond"), ("coordinator", "dispatch"), ("handler", "accept_order")):
        desk.takes(who, step)
    desk.takes("handler", "resolve", recovered_at=instant("12-31 23:10"))
    desk.pass_time(hours=5)
    return desk


def test_every_figure_agrees_and_opens_as_many_rows(played: Desk) -> None:
    """One test for all three, since the months take long to play."""
    _agrees_to_the_last_figure(played)
    _opens_as_many_rows_as_it_counts(played)
    _balance_holds_or_names_its_gap(played)


def _agrees_to_the_last_figure(played: Desk) -> None:
    states = set(Problem.objects.values_list("state", flat=True))
    assert {"void", "merged", "withdrawn", "archived"} <= states
    assert Problem.objects.filter(round__gt=1).exists()
    people = dict(User.objects.values_list("pk", "username"))
    for name in MONTHS:
        figures, again = draw_figures(name, played.at), counted(name, played.at)
        cells = {key: {(lv, cat): n for lv, cat, n in rows} for key, rows in figures["cells"].items()}
        assert cells == {key: dict(again.cells[key]) for key in FIGURES}, name
        assert figures["counts"] == {key: again.counts[key] for key in FIGURES}
        _durations(figures["measures"], again)
        for share in ("sources", "causes", "systems"):
            assert dict(figures[share]) == {k: n for k, n in again.shares[share].items() if k}, share
        for share in ("handlers", "workload"):
            assert dict(figures[share]) == {people[k]: n for k, n in again.shares[share].items() if k}, share
        assert {(d, h): n for d, h, n in figures["hours"]} == dict(again.shares["hours"])
    assert verify() is None
    assert System.objects.exists()


def _durations(measures: dict[str, Any], again: Month) -> None:
    for key, measure in MEASURES.items():
        if key == "business_hours":
            assert measures[key] == round(again.impact.total_seconds())
            continue
        spans = again.told if measure.what == "told" else again.taken[measure.of]
        longest = round(max(spans, default=timedelta()).total_seconds())
        mean = round(sum(spans, timedelta()).total_seconds() / max(1, len(spans)))
        assert measures[key] == ((longest if measure.how == "longest" else mean) if spans else None), key


def _opens_as_many_rows_as_it_counts(played: Desk) -> None:
    for name in MONTHS:
        figures, span = draw_figures(name, played.at), span_of(name, played.at)
        for key in FIGURES:
            assert listed(key, span, Narrowing()).total == figures["counts"][key], key
            for level, category, n in figures["cells"][key][:6]:
                narrowed = Narrowing({"level": level, "category": category})
                assert listed(key, span, narrowed).total == n, key


def _balance_holds_or_names_its_gap(played: Desk) -> None:
    for name in MONTHS:
        counts = draw_figures(name, played.at)["counts"]
        gap = counts["opening"] + counts["new"] - counts["resolved"] - counts["void"] - counts["closing"]
        assert gap == counts["belated"] - counts["early"], name
    assert draw_figures("2026-12", played.at)["counts"]["early"] == 1
    assert not draw_figures("2026-12", played.at)["balance"]["balances"]


@pytest.mark.django_db
def test_the_imported_log_agrees_month_by_month(engine: str, whole_log: Path) -> None:  # noqa: F811
    import_history(whole_log, at=NOW)
    courses = _courses(whole_log)
    months = sorted({f"{at.astimezone(UTC):%Y-%m}" for first, last in courses for at in (first, last)})
    chosen = [*months[:3], *months[-14:]]
    for name in chosen:
        start, end = month_bounds(name)
        expected = {
            "opening": sum(first < start <= last for first, last in courses),
            "new": sum(start <= first < end for first, _last in courses),
            "resolved": sum(start <= last < end for _first, last in courses),
            "void": 0,
            "closing": sum(first < end <= last for first, last in courses),
        }
        figures = draw_figures(name, NOW, imported=True)
        assert {key: figures["counts"][key] for key in SUMS} == expected, name
        assert figures["balance"]["balances"]
        assert draw_figures(name, NOW)["balance"]["new"] == 0  # left out unless asked for alone


def _courses(path: Path) -> list[tuple[datetime, datetime]]:
    """First and last event of each case of the file, read without the product."""
    found: dict[str, list[datetime]] = {}
    with path.open(encoding="iso-8859-1", newline="") as stream:
        for row in csv.DictReader(stream, delimiter=";"):
            at = datetime.fromisoformat(row["Problem Change Date+Time"])
            found.setdefault(row["Problem Number"], []).append(at)
    return [(min(times), max(times)) for times in found.values()]
