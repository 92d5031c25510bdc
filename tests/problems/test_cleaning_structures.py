"""Input with a shape of its own: people, criteria, questionnaire, guests, corrective actions."""

from datetime import date
from json import dumps

import pytest

from tests.problems.test_cleaning import cleaned, wrong
from tests.stories.conftest import desk
from tests.stories.desk import Desk
from tests.stories.samples import SOLVED

__all__ = ["desk"]


@pytest.mark.django_db
def test_people_departments_and_systems_by_their_codes(desk: Desk) -> None:
    assert cleaned("user", "handler").username == "handler"
    assert [user.username for user in cleaned("users", "handler，lead、handler")] == ["handler", "lead"]
    assert [user.username for user in cleaned("users", ["lead2", "lead"])] == ["lead2", "lead"]
    for value in ("nobody", 5, ["handler", None], ["handler"] * 51, {"a": 1}):
        wrong("users", value)
    wrong("user", "outsider", role="member")
    assert cleaned("department", "network").code == "network"
    assert [row.code for row in cleaned("departments", "it, network")] == ["it", "network"]
    wrong("departments", ["nowhere"])
    assert cleaned("system", "rating").code == "rating"
    wrong("system", "nothing")
    assert cleaned("problem", desk.report().number).pk == desk.case.pk
    wrong("problem", "WT-1")


@pytest.mark.django_db
def test_a_disabled_account_is_nobody(desk: Desk) -> None:
    desk.people["handler"].is_active = False
    desk.people["handler"].save()
    wrong("user", "handler")


def test_criteria() -> None:
    assert cleaned("criteria", SOLVED) == SOLVED
    text = dumps({**SOLVED, "risk_removed": {"not_applicable": "无"}})
    assert cleaned("criteria", text)["risk_removed"] == {"not_applicable": "无"}
    for value in (
        {},
        {**SOLVED, "x": "met"},
        {**SOLVED, "risk_removed": {"not_applicable": ""}},
        "met",
        ["met"],
        5,
    ):
        wrong("criteria", value)


def test_the_questionnaire() -> None:
    given_ = {
        "key_business": "true",
        "business": "stopped",
        "users_affected": "some",
        "backup": False,
        "alarm": "",
    }
    assert cleaned("answers", given_) == {
        "key_business": True, "backup": False, "business": "stopped", "users_affected": "some",
    }  # fmt: skip
    for value in ({"weather": True}, {"business": "gone"}, {"alarm": 3}, [], "x"):
        wrong("answers", value)


def test_guests_one_a_line_or_as_a_list() -> None:
    wanted = [{"name": "甲工", "organisation": "厂商"}, {"name": "乙工", "organisation": ""}]
    assert cleaned("guests", "甲工，厂商\n\n乙工") == wanted
    assert cleaned("guests", wanted) == wanted
    for value in ([{"organisation": "厂商"}], ["甲工"], {"name": "甲工"}, 5, "[1]"):
        wrong("guests", value)


@pytest.mark.django_db
def test_actions(desk: Desk) -> None:
    row = {"owner": "handler", "text": "扩容", "due_on": "2026-12-01"}
    assert cleaned("actions", row)[0]["due_on"] == date(2026, 12, 1)
    assert len(cleaned("actions", [row, {**row, "owner": "lead"}])) == 2
    for value in ({**row, "owner": "nobody"}, {**row, "text": " "}, {"text": "x"}, "x", [row] * 51, [[row]]):
        wrong("actions", value)
