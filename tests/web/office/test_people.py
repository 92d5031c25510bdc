"""用户与角色, 部门与系统, 值班表: each kept by its keeper, each change on record."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bihuan.people.accounts import add_user
from bihuan.people.chain import rungs
from bihuan.people.models import AssignmentRule, Department, DutyShift, PeopleChange, System, User
from bihuan.people.roster import on_duty
from bihuan.web.timewords import stamp
from tests.web.conftest import LANGUAGES

QUERIES = 6
"""Session, person, strip, notices, people, departments."""
NEW = {"username": "zhang.san", "name": "张三", "department": "", "language": ""}


def test_a_new_account_has_a_one_time_password_that_is_shown_once(desk: Callable[..., Client]) -> None:
    client = desk("admin")
    response = client.post("/people/add", NEW | {"department": "marketing", "phone": "内线 1"})
    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    password = re.search(r'class="one-time"[^>]*>([^<]+)<', response.content.decode())
    assert password
    user = User.objects.get(username="zhang.san")
    assert user.check_password(password[1])
    assert (user.must_change_password, user.role_codes, user.department.code) == (True, [], "marketing")
    assert password[1] not in client.get("/people/of/zhang.san").content.decode()
    assert password[1] not in str(list(PeopleChange.objects.values_list("before", "after")))


@pytest.mark.parametrize(
    ("fields", "text"),
    [({"username": "admin"}, "已存在"), ({"username": "a b"}, ""), ({"name": ""}, ""), ({"email": "x"}, "")],
)
def test_a_bad_account_is_refused_with_what_was_typed(
    desk: Callable[..., Client], fields: dict[str, str], text: str
) -> None:
    before = User.objects.count()
    response = desk("admin").post("/people/add", NEW | fields)
    assert response.status_code == 422
    assert text in response.content.decode()
    assert User.objects.count() == before


def test_roles_are_set_taken_away_and_never_by_oneself(desk: Callable[..., Client]) -> None:
    client = desk("security")
    assert client.post("/people/of/handler/roles", {"roles": ["handler", "lead"]}).status_code == 302
    assert User.objects.get(username="handler").role_codes == ["handler", "lead"]
    response = client.post("/people/of/handler/roles", {"roles": ["handler", "admin"]})
    assert response.status_code == 422
    assert "管理员" in response.content.decode()
    assert client.post("/people/of/handler/roles", {}).status_code == 302
    assert User.objects.get(username="handler").role_codes == []
    assert client.post("/people/of/security/roles", {"roles": ["admin"]}).status_code == 403


def test_a_closed_account_ends_its_session_and_keeps_its_name(desk: Callable[..., Client]) -> None:
    handler, admin = desk("handler"), desk("admin")
    assert admin.post("/people/of/handler/close").status_code == 302
    assert handler.get("/people").status_code == 302
    assert not User.objects.get(username="handler").is_active
    assert "测handler" in admin.get("/people?active=off").content.decode()
    assert admin.post("/people/of/admin/close").status_code == 403
    assert admin.post("/people/of/handler/reopen").status_code == 302
    assert User.objects.get(username="handler").is_active


def test_a_new_password_ends_the_old_one(desk: Callable[..., Client]) -> None:
    page = desk("admin").post("/people/of/handler/password").content.decode()
    password = re.search(r'class="one-time"[^>]*>([^<]+)<', page)
    assert password
    assert User.objects.get(username="handler").check_password(password[1])


def test_details_are_changed_and_the_change_is_told_to_keepers_alone(desk: Callable[..., Client]) -> None:
    fields = {"name": "李四", "department": "", "title": "值班长", "phone": "", "email": "", "language": "en"}
    assert desk("admin").post("/people/of/handler/edit", fields).status_code == 302
    assert User.objects.get(username="handler").title == "值班长"
    for username, sees in (("admin", True), ("auditor", True), ("security", True), ("reporter", False)):
        page = desk(username).get("/people/of/handler").content.decode()
        assert ("修改账号" in page and "值班长" in page.split("变更记录")[-1]) is sees, username


def test_the_list_is_filtered_and_paged_at_the_same_cost(
    desk: Callable[..., Client], people: dict[str, User], now: Any
) -> None:
    for number in range(60):
        add_user(f"u{number:03}", f"值班员{number}", roles=["reporter"], by=None, at=now)
    client = desk("reporter")
    client.get("/people")
    with CaptureQueriesContext(connection) as found:
        page = client.get("/people").content.decode()
    assert len(found) <= QUERIES
    assert page.count("<tr data-row") == 50
    following = re.search(r'rel="next" href="([^"]+)"', page)
    assert following
    assert (
        client.get(f"/people{following[1].replace('&amp;', '&')}").content.decode().count("<tr data-row")
        == 22
    )
    assert client.get("/people?role=lead").content.decode().count("<tr data-row") == 1
    assert client.get("/people?role=-").content.decode().count("<tr data-row") == 1
    assert client.get("/people?q=u01").content.decode().count("<tr data-row") == 10
    assert client.get("/people?q=%00&role=x&after=%ff").status_code == 200


# ---- departments, systems, rules ------------------------------------------------------------------


def test_departments_and_systems_are_made_and_changed(desk: Callable[..., Client]) -> None:
    client = desk("coordinator")
    fields = {
        "code": "network",
        "name": "网络部",
        "kind": "external",
        "contact": "",
        "phone": "",
        "email": "",
    }
    assert client.post("/organisation/departments/add", fields).status_code == 302
    assert client.post("/organisation/departments/add", fields).status_code == 422  # the code is taken
    changed = fields | {"code": "other", "name": "网络运维部"}
    assert client.post("/organisation/departments/network", changed).status_code == 302
    assert Department.objects.get(code="network").name == "网络运维部"
    assert not Department.objects.filter(code="other").exists()
    system = {
        "code": "crm",
        "name": "客服系统",
        "owner": "lead",
        "is_key_business": "on",
        "departments": ["network"],
    }
    assert client.post("/organisation/systems/add", system).status_code == 302
    made = System.objects.get(code="crm")
    assert (made.owner.username, made.is_key_business) == ("lead", True)
    page = desk("reporter").get("/organisation?tab=systems").content.decode()
    assert "客服系统" in page
    assert "网络运维部" in page
    assert "新增系统" not in page


def test_rules_suggest_until_they_are_taken_away(desk: Callable[..., Client]) -> None:
    client = desk("coordinator")
    fields = {"category": "database", "system": "", "handler": "handler", "priority": "1"}
    assert client.post("/organisation/rules", fields).status_code == 302
    (rule,) = AssignmentRule.objects.all()
    assert "测handler" in desk("reporter").get("/organisation?tab=rules").content.decode()
    assert client.post("/organisation/rules", fields | {"priority": "0"}).status_code == 422
    assert client.post(f"/organisation/rules/{rule.pk}/remove").status_code == 302
    assert not AssignmentRule.objects.exists()
    assert PeopleChange.objects.filter(kind="rule").count() == 2


# ---- roster and chain -----------------------------------------------------------------------------


def shift(now: Any, **fields: str) -> dict[str, str]:
    start, end = (stamp(now + timedelta(hours=hours)).replace(" ", "T") for hours in (-1, 11))
    data = {
        "role": "duty_officer",
        "person": "coordinator",
        "deputy": "handler",
        "starts_at": start,
        "ends_at": end,
    }
    return data | fields


def test_a_shift_on_the_roster_puts_somebody_on_duty(desk: Callable[..., Client], now: Any) -> None:
    client = desk("coordinator")
    assert client.post("/roster/shifts", shift(now)).status_code == 409  # nobody has a number
    User.objects.update(phone="139 0000 0001")
    assert client.post("/roster/shifts", shift(now)).status_code == 302
    found = on_duty("duty_officer", now)
    assert found is not None
    assert found.username == "coordinator"
    page = desk("handler").get("/roster").content.decode()
    assert "当前" in page
    assert "新增班次" not in page


@pytest.mark.parametrize(
    "fields", [{"deputy": "coordinator"}, {"ends_at": "2020-01-01T00:00"}, {"role": "king"}, {"person": ""}]
)
def test_a_bad_shift_is_refused(desk: Callable[..., Client], now: Any, fields: dict[str, str]) -> None:
    assert desk("coordinator").post("/roster/shifts", shift(now, **fields)).status_code == 422
    assert not DutyShift.objects.exists()


def test_the_chain_is_kept_in_its_order(desk: Callable[..., Client]) -> None:
    client = desk("coordinator")
    answer = client.post("/roster/chain", {"rung": ["lead", "manager"]}, follow=True)
    assert "既无电话号码" in answer.content.decode() and rungs() == []
    User.objects.exclude(username="clerk").update(phone="139 0000 0001")
    client.post("/roster/chain", {"rung": ["lead", "", "manager"]})
    assert [rung.user.username for rung in rungs()] == ["lead", "manager"]
    for bad in (["lead", "lead"], ["outsider"], ["nobody"], [""], ["lead", "clerk"]):
        client.post("/roster/chain", {"rung": bad})
        assert [rung.user.username for rung in rungs()] == ["lead", "manager"]
    page = desk("clerk").get("/roster?tab=chain").content.decode()
    assert page.index("测lead") < page.index("测manager")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "path",
    ["/people", "/people/of/handler", "/organisation", "/organisation?tab=systems", "/organisation?tab=rules",
     "/roster", "/roster?tab=chain"],
)  # fmt: skip
def test_every_page_in_both_languages_and_empty(
    desk: Callable[..., Client], path: str, language: str
) -> None:
    assert desk("coordinator", language).get(path).status_code == 200
