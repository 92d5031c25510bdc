"""The process lab: figures are tried, nothing is stored by it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from bihuan.problems.audit import verify
from bihuan.problems.models import Duty, Event, PolicyVersion
from bihuan.reports.models import Scenario
from tests.web.conftest import Report

Desk = Callable[..., Client]


@pytest.fixture
def case(report: Report) -> str:
    """A case at level 3 that nobody has answered yet."""
    return report(level=3).number


def test_without_a_change_nothing_is_replayed(desk: Desk, case: str) -> None:
    page = desk("coordinator").get("/figures/lab").content.decode()
    assert "试算参数" in page
    assert "会有哪些不同" not in page


def test_a_trial_names_the_case_and_stores_nothing(desk: Desk, case: str) -> None:
    before = (Event.objects.count(), Duty.objects.count(), PolicyVersion.objects.count())
    answer = desk("manager").get("/figures/lab?f-response_3=1&u-response_3=minutes")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "会有哪些不同" in page
    assert (Event.objects.count(), Duty.objects.count(), PolicyVersion.objects.count()) == before


def test_what_cannot_be_is_said_and_kept(desk: Desk) -> None:
    answer = desk("coordinator").get("/figures/lab?f-dispatch=abc&u-dispatch=hours&since=2026-02-30")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="abc"' in page
    assert "请按 2026-11-22 的格式填写日期" in page


def test_a_trial_is_saved_by_name_and_asked_again(desk: Desk, case: str) -> None:
    client = desk("coordinator")
    client.post("/figures/lab", {"f-dispatch": "2", "u-dispatch": "hours", "name": "派单两小时"})
    saved = Scenario.objects.get()
    assert saved.figures == {"dispatch": int(timedelta(hours=2).total_seconds())}
    assert "派单两小时" in desk("auditor").get("/figures/lab").content.decode()
    assert "f-dispatch=2&u-dispatch=hours" in client.get(f"/figures/lab/{saved.pk}")["Location"]
    event = Event.objects.get(stream=f"lab:{saved.pk}")
    assert (event.step, event.actor_name, event.data["fields"]["figures"]) == (
        "save_trial",
        "coordinator",
        saved.figures,
    )
    assert "保存试算" in desk("auditor").get("/audit").content.decode()
    desk("manager").post(f"/figures/lab/{saved.pk}/remove")
    assert Scenario.objects.exists()
    client.post(f"/figures/lab/{saved.pk}/remove")
    client.post(f"/figures/lab/{saved.pk}/remove")
    assert not Scenario.objects.exists()
    assert list(Event.objects.filter(stream=event.stream).order_by("seq").values_list("step", flat=True)) == [
        "save_trial", "drop_trial",
    ]  # fmt: skip
    assert verify() is None


def test_without_a_name_nothing_is_saved(desk: Desk) -> None:
    desk("coordinator").post("/figures/lab", {"f-dispatch": "2", "u-dispatch": "hours"})
    desk("coordinator").post("/figures/lab", {"name": "什么也没变"})
    assert not Scenario.objects.exists()


def test_all_differences_are_a_file_on_record(desk: Desk, case: str) -> None:
    answer = desk("auditor").get("/figures/lab.csv?f-response_3=1&u-response_3=minutes")
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert "试算时限" in text.splitlines()[0]
    assert Event.objects.get(stream="exports").step == "export_lab"
