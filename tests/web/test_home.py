"""The desk itself and the inbox: what one owes, what one was told."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bihuan.notices.models import Notice
from bihuan.people.models import User
from bihuan.people.roster import enter_shift
from bihuan.problems.gate import take_step
from tests.web.conftest import LANGUAGES, Report

QUERIES_OF_HOME = 13
"""Session, person, strip, notices, two kinds of duties, orders, two shifts, own reports, roster, chains, figures."""


def test_a_duty_of_the_role_stands_on_the_desk(desk: Callable[..., Client], report: Report) -> None:
    case = report(level=3)
    page = desk("coordinator").get("/").content.decode()
    assert f"/problems/{case.number}?step=respond#next" in page
    assert case.number not in desk("clerk").get("/").content.decode()


def test_duties_stand_in_groups_by_light(desk: Callable[..., Client], report: Report) -> None:
    report(level=3, ago=timedelta(minutes=31))
    report(level=4, ago=timedelta(minutes=50))
    page = desk("coordinator").get("/").content.decode()
    assert page.index("edge-overdue") < page.index("edge-due_soon") < page.index("edge-normal")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_order_in_hand_is_owed(
    desk: Callable[..., Client], people: dict[str, User], report: Report, now: datetime, language: str
) -> None:
    case = report(level=3, ago=timedelta(minutes=20))
    data = {"handler": "handler", "task": "清理归档", "level": 3, "judgement": "空间不足"}
    case = take_step("dispatch", actor=people["coordinator"], at=now, problem=case, data=data)  # type: ignore[assignment]
    page = desk("handler", language).get("/").content.decode()
    assert f"/problems/{case.number}?step=accept_order#next" in page
    take_step("accept_order", actor=people["handler"], at=now, problem=case, data={})
    assert f"/problems/{case.number}?step=resolve#next" in desk("handler", language).get("/").content.decode()


def test_who_is_on_duty_stands_with_his_number(
    desk: Callable[..., Client], people: dict[str, User], now: datetime
) -> None:
    User.objects.filter(username="coordinator").update(phone="6110")
    hours = timedelta(hours=8)
    enter_shift("coordinator", people["coordinator"], now - hours, now + hours, by=None, at=now)
    assert "6110" in desk("reporter").get("/").content.decode()
    assert "6110" not in desk("outsider").get("/").content.decode()


def test_nothing_owed_is_said(desk: Callable[..., Client]) -> None:
    for username in ("clerk", "outsider", "admin", "marketing"):
        assert "目前没有待办" in desk(username).get("/").content.decode()


def test_the_desk_costs_the_same_whatever_is_owed(desk: Callable[..., Client], report: Report) -> None:
    client = desk("coordinator")
    report()
    client.get("/")
    for _more in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get("/")
        assert len(queries) == QUERIES_OF_HOME, [query["sql"] for query in queries]
        report()


@pytest.fixture
def told(people: dict[str, User], now: datetime) -> list[Notice]:
    """Sixty notices of the manager, the oldest first."""
    return [
        Notice.objects.create(
            to=people["manager"], stream=f"WT-20261122-{place:03}", kind="briefed", key=str(place), level=3,
            args={"by": "协小调", "content": f"第{place}次汇报", "title": "批价"}, created_at=now,
        )
        for place in range(60)
    ]  # fmt: skip


def test_the_inbox_is_read_page_by_page(desk: Callable[..., Client], told: list[Notice]) -> None:
    client = desk("manager")
    first = client.get("/inbox").content.decode()
    assert "协小调上报：第59次汇报" in first
    assert "第9次汇报" not in first
    second = client.get(f"/inbox?before={told[10].pk}").content.decode()
    assert "第9次汇报" in second
    assert "第59次汇报" in client.get(f"/inbox?after={told[9].pk}").content.decode()


def test_opening_a_notice_marks_it_read(desk: Callable[..., Client], told: list[Notice]) -> None:
    client = desk("manager")
    response = client.get(f"/inbox/{told[3].pk}")
    assert response["Location"] == "/problems/WT-20261122-003?tab=timeline"
    told[3].refresh_from_db()
    assert told[3].read_at is not None
    assert "第3次汇报" not in client.get(f"/inbox?new=1&before={told[10].pk}").content.decode()


def test_a_notice_of_another_is_not_there(desk: Callable[..., Client], told: list[Notice]) -> None:
    assert desk("coordinator").get(f"/inbox/{told[3].pk}").status_code == 404
    told[3].refresh_from_db()
    assert told[3].read_at is None


def test_all_are_marked_read_at_once(desk: Callable[..., Client], told: list[Notice]) -> None:
    client = desk("manager")
    client.post("/inbox/read")
    assert not Notice.objects.filter(read_at=None).exists()
    assert "已将 60 条消息标为已读" in client.get("/inbox").content.decode()


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "1e3", "²"])
def test_a_broken_place_in_the_inbox_is_no_fault(
    desk: Callable[..., Client], told: list[Notice], before: str
) -> None:
    assert desk("manager").get("/inbox", {"before": before}).status_code == 200
