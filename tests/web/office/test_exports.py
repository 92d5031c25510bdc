"""The register leaves the house as a file: asked for, followed, taken; by those who may, each for himself."""

import io
import re

import openpyxl
import pytest
import time_machine

from bihuan.problems.models import Event
from bihuan.reports.exports import write_next
from tests.stories.desk import Desk
from tests.web.office.conftest import Open


@pytest.fixture
def then(story: Desk) -> object:
    story.archived(level=3)
    story.pass_time(minutes=5)
    with time_machine.travel(story.at, tick=False):
        yield


def test_a_file_is_asked_for_followed_and_taken(then: None, opens: Open, story: Desk) -> None:
    client = opens("coordinator")
    page = client.get("/register?month=2026-11&level=3&col=number&col=level").content.decode()
    names = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page)
    fields: dict[str, list[str]] = {}
    for name, value in names:
        fields.setdefault(name, []).append(value)
    answer = client.post("/register/exports", fields)
    assert answer.status_code == 302
    where = answer["Location"]
    waiting = client.get(where).content.decode()
    assert "<progress" in waiting
    assert "http-equiv" in waiting  # goes on without JavaScript
    assert write_next(lambda: story.at)
    fragment = client.get(where, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert "共 1 行" in fragment
    taken = client.get(f"{where}/file")
    book = openpyxl.load_workbook(io.BytesIO(b"".join(taken)))  # type: ignore[arg-type]
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[0][:2] == ("问题编号", "级别")
    assert rows[1][:2] == (story.case.number, 3)
    fields_of_event = Event.objects.get(stream="exports").data["fields"]
    assert (fields_of_event["level"], fields_of_event["form"]) == ("3", "xlsx")


def test_nobody_takes_the_file_of_another(then: None, opens: Open, story: Desk) -> None:
    where = opens("coordinator").post("/register/exports", {"month": "2026-11"})["Location"]
    assert write_next(lambda: story.at)
    assert opens("manager").get(where).status_code == 404
    assert opens("manager").get(f"{where}/file").status_code == 404
    assert opens("handler").get(where).status_code == 403


def test_the_register_of_a_handler_has_no_export(then: None, opens: Open) -> None:
    page = opens("handler").get("/register?month=2026-11").content.decode()
    assert "register.csv" not in page
    assert "/register/exports" not in page


def test_taking_the_list_of_cases_is_on_record_too(then: None, opens: Open) -> None:
    assert opens("handler").get("/problems.csv?state=open").status_code == 200
    event = Event.objects.get(stream="exports")
    assert (event.step, event.actor_name, event.data["fields"]["query"]) == (
        "export_cases", "handler", "state=open",
    )  # fmt: skip
