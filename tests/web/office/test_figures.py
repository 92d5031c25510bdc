"""参数: read by all, edited by the coordinator into versions; the calendar of working days beside them."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from bihuan.people.models import User
from bihuan.people.permissions import NotYours
from bihuan.problems.models import CalendarDay, CalendarYear, Event, PolicyVersion
from bihuan.problems.policy import change_figures, current_number, figures_of, is_working_day
from bihuan.problems.workdays import ensure_calendar, seed_year, set_day
from bihuan.process.figures import DEFAULT_POLICY, FIGURES, LOST
from bihuan.web.office.wording import given, typed, value_words
from tests.web.conftest import LANGUAGES, Report


def form(based_on: int | None = None, **changed: str) -> dict[str, str]:
    """The whole form as it stands, with some figures changed; `dispatch="90 minutes"`."""
    number = current_number() if based_on is None else based_on
    data = {"based_on": str(number), "reason": "试行后调整"}
    for key, value in figures_of(number).items():
        data[f"f-{key}"], data[f"u-{key}"] = typed(value)
    for key, text in changed.items():
        data[f"f-{key}"], _space, data[f"u-{key}"] = text.partition(" ")
    return data


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_stands_there_with_clause_and_provenance(
    desk: Callable[..., Client], language: str
) -> None:
    page = desk("outsider", language).get("/figures?edit=1").content.decode()
    assert page.count('class="figure-row') == len(FIGURES)
    assert 'name="reason"' not in page  # only the coordinator edits
    lost = sum(figure.provenance == LOST for figure in FIGURES.values())
    assert (
        page.count("原文遗失，待确认" if language == "zh-hans" else "Lost in the source, to be confirmed")
        == lost
    )


def test_a_change_is_a_version_with_who_and_why(desk: Callable[..., Client]) -> None:
    client = desk("coordinator")
    assert client.post("/figures", form(dispatch="90 minutes", analysis="5")).status_code == 302
    (version,) = PolicyVersion.objects.all()
    assert (version.number, version.reason, version.changed_by.username) == (1, "试行后调整", "coordinator")
    policy = figures_of(1)
    assert (policy["dispatch"], policy["analysis"]) == (timedelta(minutes=90), 5)
    changed = {key for key in policy if policy[key] != DEFAULT_POLICY[key]}
    assert changed == {"dispatch", "analysis"}
    history = desk("outsider").get("/figures/history").content.decode()
    assert all(
        text in history for text in ("3 小时", "1 小时 30 分", "3 个自然日", "5 个自然日", "试行后调整")
    )
    assert Event.objects.get(stream="policy").data["set"] == {"dispatch": [10800, 5400], "analysis": [3, 5]}


def test_a_running_case_keeps_the_figures_of_its_report(desk: Callable[..., Client], report: Report) -> None:
    old = report()
    desk("coordinator").post("/figures", form(dispatch="30 minutes"))
    new = report(ago=timedelta(minutes=1))
    assert (old.policy_version, new.policy_version) == (0, 1)


def test_figures_that_somebody_else_changed_meanwhile_are_not_overwritten(
    desk: Callable[..., Client],
) -> None:
    first, second = form(dispatch="2 hours"), form(register="4")
    client = desk("coordinator")
    client.post("/figures", first)
    response = client.post("/figures", second)
    assert response.status_code == 409
    page = response.content.decode()
    assert "他人已修改参数" in page
    assert 'name="f-register" value="4"' in page
    assert 'name="based_on" value="1"' in page
    assert PolicyVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"dispatch": "0 minutes"}, "数值超出允许范围"),
        ({"dispatch": "bald minutes"}, "整数"),
        ({"dispatch": "99999999999 hours"}, ""),
        ({"warn_first": "100"}, "数值超出允许范围"),
        ({"monthly_report_day": "31"}, "数值超出允许范围"),
    ],
)
def test_a_bad_figure_is_named_and_nothing_is_stored(
    desk: Callable[..., Client], changed: dict[str, str], text: str
) -> None:
    response = desk("coordinator").post("/figures", form(**changed))
    assert response.status_code == 422
    page = response.content.decode()
    assert text in page
    assert "试行后调整" in page
    assert not PolicyVersion.objects.exists()


def test_a_change_needs_a_reason_and_a_difference(desk: Callable[..., Client]) -> None:
    client = desk("coordinator")
    assert client.post("/figures", form(dispatch="2 hours") | {"reason": " "}).status_code == 422
    assert client.post("/figures", form()).status_code == 302
    assert not PolicyVersion.objects.exists()


def test_the_rule_stands_below_the_page_too(people: dict[str, User], now: Any) -> None:
    with pytest.raises(NotYours):
        change_figures(DEFAULT_POLICY, reason="x", by=people["admin"], at=now, based_on=0)
    with pytest.raises(NotYours):
        set_day(date(2026, 11, 23), is_working=False, label="", by=people["manager"], at=now)


@pytest.mark.parametrize(
    "key", ["response_1", "resolution_5", "analysis", "warn_first", "monthly_report_day"]
)
def test_a_figure_survives_the_form(key: str) -> None:
    from bihuan.process.figures import check_figure

    figure, value = FIGURES[key], DEFAULT_POLICY[key]
    assert check_figure(key, given(figure, *typed(value))) == value
    assert value_words(figure, value)


# ---- the calendar ---------------------------------------------------------------------------------


def test_years_are_seeded_once_and_unannounced_ones_are_unconfirmed(db: None, now: Any) -> None:
    moment = now.replace(year=2026)
    assert ensure_calendar(moment) == [2025, 2026, 2027]
    assert ensure_calendar(moment) == []
    assert dict(CalendarYear.objects.values_list("year", "is_confirmed")) == {
        2025: True,
        2026: True,
        2027: False,
    }
    assert not is_working_day(date(2026, 10, 1))
    assert is_working_day(date(2026, 10, 10))  # a Saturday made up for
    assert not is_working_day(date(2026, 11, 22))


def test_the_coordinator_changes_days_and_confirms_years(desk: Callable[..., Client]) -> None:
    seed_year(2026)
    client = desk("coordinator")
    client.post("/figures/workdays/day", {"day": "2026-11-23", "kind": "off", "label": "停电检修"})
    assert not is_working_day(date(2026, 11, 23))
    page = desk("reporter").get("/figures/workdays?year=2026").content.decode()
    assert "停电检修" in page
    client.post("/figures/workdays/day", {"day": "2026-11-23", "kind": "work"})
    assert not CalendarDay.objects.filter(day="2026-11-23").exists()  # as the plain week has it
    client.post("/figures/workdays/year", {"year": "2026", "confirmed": "0"})
    assert not CalendarYear.objects.get(year=2026).is_confirmed
    steps = list(Event.objects.filter(stream="calendar").order_by("seq").values_list("step", flat=True))
    assert steps == ["set_day", "set_day", "confirm_year"]


@pytest.mark.parametrize("day", ["", "2026-02-30", "gestern", "1800-01-01"])
def test_what_is_no_day_is_not_stored(desk: Callable[..., Client], day: str) -> None:
    response = desk("coordinator").post("/figures/workdays/day", {"day": day, "kind": "off"})
    assert response.status_code == 302
    assert not CalendarDay.objects.exists()


@pytest.mark.parametrize("year", ["1999", "2300", "x", "20260"])
def test_a_strange_year_shows_the_present_one(desk: Callable[..., Client], year: str) -> None:
    assert desk("reporter").get(f"/figures/workdays?year={year}").status_code == 200
    assert (
        desk("coordinator").post("/figures/workdays/year", {"year": year, "confirmed": "1"}).status_code
        == 302
    )
    assert not CalendarYear.objects.exists()
