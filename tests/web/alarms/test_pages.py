"""The pages of the alarms: who sees them, a rule is tried before it is saved, a token is shown once."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from bihuan import clock
from bihuan.intake.models import Alarm, AlarmRule, RuleVersion, Sender
from bihuan.intake.receipt import receive
from bihuan.intake.rules import save_rule
from bihuan.intake.settling import settle_pending
from bihuan.intake.tidying import KEPT, purge
from bihuan.people.models import User
from bihuan.people.roster import enter_shift
from bihuan.problems.models import Problem
from bihuan.web.alarms import urls
from tests.intake.alarms import message
from tests.web.conftest import ROLES, Report

pytestmark = pytest.mark.postgres
Desk = Callable[..., Client]
READERS = ("reporter", "coordinator", "handler", "lead", "manager", "clerk", "executive", "auditor")
PAGES = [
    ("alarms", "/alarms", READERS),
    ("alarms", "/alarms?view=unmatched&q=x&cursor=1-2", READERS),
    ("alarm_rules", "/alarms/rules", READERS),
    ("alarm_rule_add", "/alarms/rules/add", ("coordinator",)),
    ("senders", "/senders", ("admin",)),
]
RULE = {
    "name": "主库告警", "order": "10", "matchers": "severity=critical", "action": "open", "category": "database",
    "level": "3", "system": "", "grouping": "alarm", "group_by": "", "is_active": "on", "reason": "试运行",
}  # fmt: skip


@pytest.fixture
def alarms(people: dict[str, User]) -> list[Alarm]:
    at = clock.now()
    receive("alertmanager", [message(at, f"a{n}") for n in range(3)], sender="p", at=at)
    return list(Alarm.objects.order_by("id"))


def ruled(people: dict[str, User], **values: object) -> AlarmRule:
    rule = AlarmRule(name="主库告警", matchers=[["severity", "=", "critical"]], category="database", level=3)
    for name, value in values.items():
        setattr(rule, name, value)
    return save_rule(rule, reason="试运行", by=people["coordinator"], at=clock.now())


@pytest.mark.parametrize(("name", "path", "who"), PAGES)
def test_a_page_is_shown_to_its_readers_alone(desk: Desk, name: str, path: str, who: tuple[str, ...]) -> None:
    for username in ROLES:
        assert desk(username).get(path).status_code == (200 if username in who else 403), username


def test_every_address_is_tried() -> None:
    tried = {name for name, _path, _who in PAGES} | {"alarm", "alarm_link", "alarm_rule", "sender_revoke"}
    assert {str(pattern.name) for pattern in urls.urlpatterns} == tried


def test_the_list_by_pages_and_views(
    desk: Desk, alarms: list[Alarm], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bihuan.web.alarms.listing.PAGE", 2)
    client = desk("handler")
    first = client.get("/alarms").content.decode()
    assert f"/alarms/{alarms[2].pk}" in first and f"/alarms/{alarms[0].pk}" not in first
    older = client.get(f"/alarms{page_link(first, 'next')}").content.decode()
    assert f"/alarms/{alarms[0].pk}" in older and f"/alarms/{alarms[2].pk}" not in older
    assert f"/alarms/{alarms[2].pk}" in client.get(f"/alarms{page_link(older, 'prev')}").content.decode()
    assert f"/alarms/{alarms[0].pk}" not in client.get("/alarms?view=linked").content.decode()
    assert f"/alarms/{alarms[2].pk}" in client.get("/alarms?view=unmatched&q=database").content.decode()
    assert client.get("/alarms?cursor=99999999999999999-1").status_code == 200


def page_link(page: str, rel: str) -> str:
    found = re.search(f'rel="{rel}" href="([^"]+)"', page)
    assert found is not None
    return html.unescape(found[1])


def test_a_filter_is_shown_and_taken_off_and_a_wrong_one_is_said(desk: Desk, alarms: list[Alarm]) -> None:
    client = desk("handler", "en")
    narrowed = client.get("/alarms?sender=p&view=firing").content.decode()
    assert f"/alarms/{alarms[0].pk}" in narrowed and "Handed in by p" in narrowed
    assert 'href="?view=firing"' in narrowed
    assert f"/alarms/{alarms[0].pk}" not in client.get("/alarms?sender=other").content.decode()
    assert "is not a choice" in client.get("/alarms?view=x&status=y").content.decode()


def test_an_alarm_leads_to_the_form_of_the_case_and_back(
    desk: Desk, alarms: list[Alarm], report: Report
) -> None:
    case = report()
    page = desk("reporter").get(f"/alarms/{alarms[0].pk}").content.decode()
    assert f'<option value="{case.number}">' in page
    assert "<option" not in desk("auditor").get(f"/alarms/{alarms[0].pk}").content.decode()
    there = desk("reporter").get(f"/alarms/{alarms[0].pk}/link?number={case.number}")
    assert there.headers["Location"] == f"/problems/{case.number}?step=link_alarm&alarm={alarms[0].pk}#next"
    form = desk("reporter").get(there.headers["Location"]).content.decode()
    assert f'<option value="{alarms[0].pk}" selected>' in form
    assert (
        desk("reporter")
        .post(f"/problems/{case.number}/steps/link_alarm", {"alarm": alarms[0].pk})
        .status_code
        == 302
    )
    tab = desk("coordinator").get(f"/problems/{case.number}?tab=alarms").content.decode()
    assert "step=release_alarm&amp;alarm=" in tab and "step=link_alarm" in tab
    assert "<option" not in desk("reporter").get(f"/alarms/{alarms[0].pk}").content.decode()
    linked = desk("handler").get("/alarms?view=linked").content.decode()
    assert f"/problems/{case.number}?tab=alarms#tab" in linked
    assert desk("reporter").get(f"/alarms/{alarms[0].pk}/link?number=WT-19990101-001").status_code == 404


def test_one_alarm(desk: Desk, alarms: list[Alarm]) -> None:
    path = f"/alarms/{alarms[0].pk}"
    for username in ROLES:
        assert desk(username).get(path).status_code == (200 if username in READERS else 403), username
    page = desk("handler").get(path).content.decode()
    assert "instance=billing-db-1" in page and "主库连接失败" in page
    assert desk("handler").get("/alarms/999").status_code == 404


def tried(desk: Desk, **change: str) -> str:
    page = desk("coordinator", "en").post("/alarms/rules/add", {**RULE, **change, "try": "1"})
    assert page.status_code == 200
    return page.content.decode()


def test_a_rule_is_tried_and_nothing_is_saved(desk: Desk, alarms: list[Alarm]) -> None:
    page = tried(desk)
    assert "Cases that they would make: 3" in page and f"/alarms/{alarms[0].pk}" in page
    assert "Cases that they would make: 1" in tried(desk, grouping="rule")
    assert "Of the last 3 alarms this rule would take 0." in tried(desk, matchers="severity=info")
    assert (Problem.objects.count(), AlarmRule.objects.count()) == (0, 0)


def test_a_rule_that_is_tried_says_whose_alarms_it_takes(
    desk: Desk, alarms: list[Alarm], people: dict[str, User]
) -> None:
    ruled(people, name="旧规则", order=50)
    assert "3 of them go to the rule “旧规则” today." in tried(desk)
    assert "this rule would take 0." in tried(desk, order="60")


def test_a_rule_is_saved_with_its_reason_and_every_version_kept(desk: Desk, people: dict[str, User]) -> None:
    assert desk("coordinator").post("/alarms/rules/add", {**RULE, "reason": ""}).status_code == 422
    assert desk("coordinator").post("/alarms/rules/add", RULE).status_code == 302
    rule = AlarmRule.objects.get()
    path = f"/alarms/rules/{rule.pk}"
    for username in ROLES:
        assert desk(username).get(path).status_code == (200 if username == "coordinator" else 403), username
    changed = {**RULE, "level": "4", "reason": "误报较多", "based_on": "1"}
    assert desk("coordinator").post(path, changed).status_code == 302
    assert desk("coordinator").post(path, changed).status_code == 422  # somebody was faster
    found = [(v.version, v.said["level"], v.reason) for v in RuleVersion.objects.order_by("version")]
    assert found == [(1, 3, "试运行"), (2, 4, "误报较多")]
    assert "误报较多" in desk("coordinator").get(path).content.decode()


def is_bad(page: str, field: str) -> bool:
    """Is the field marked, with a text beside it?"""
    return re.search(rf'field-bad">\s*<label for="id_{field}"', page) is not None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"level": "1", "action": "attach", "system": ""}, "action"),
        ({"action": "attach"}, "system"),
        ({"matchers": "severity"}, "matchers"),
        ({"matchers": ""}, "matchers"),
        ({"grouping": "labels"}, "group_by"),
        ({"category": "unclassified"}, "category"),
        ({"level": "7"}, "level"),
    ],
)
def test_a_bad_rule_is_refused_beside_its_field(desk: Desk, change: dict[str, str], field: str) -> None:
    for button in ({}, {"try": "1"}):
        page = desk("coordinator").post("/alarms/rules/add", {**RULE, **change, **button})
        assert page.status_code == 422 and is_bad(page.content.decode(), field)
    assert AlarmRule.objects.count() == 0


def test_two_rules_of_one_name_are_refused(desk: Desk, people: dict[str, User]) -> None:
    ruled(people)
    page = desk("coordinator").post("/alarms/rules/add", RULE)
    assert page.status_code == 422 and is_bad(page.content.decode(), "name")


def test_a_token_is_shown_once(desk: Desk) -> None:
    assert desk("coordinator").post("/senders", {"name": "x"}).status_code == 403
    assert desk("admin").post("/senders", {"name": ""}).status_code == 422
    page = desk("admin").post("/senders", {"name": "Prometheus 机房一"}).content.decode()
    assert "bhi_" in page and "bhi_" not in desk("admin").get("/senders").content.decode()
    row = Sender.objects.get()
    assert desk("handler").post(f"/senders/{row.pk}/revoke").status_code == 403
    assert desk("admin").post(f"/senders/{row.pk}/revoke").status_code == 302
    row.refresh_from_db()
    assert row.revoked_at is not None


def test_the_case_shows_its_alarms(desk: Desk, people: dict[str, User]) -> None:
    at = clock.now()
    ruled(people)
    receive("alertmanager", [message(at)], sender="p", at=at)
    settle_pending(at)
    case = Problem.objects.get()
    page = desk("handler").get(f"/problems/{case.number}?tab=alarms").content.decode()
    assert "DatabaseDown" in page and f"/alarms/{Alarm.objects.get().pk}" in page
    timeline = desk("handler").get(f"/problems/{case.number}?tab=timeline")
    assert timeline.status_code == 200 and "DatabaseDown" in timeline.content.decode()


def test_firings_are_kept_by_the_hundred(people: dict[str, User]) -> None:
    at = clock.now()
    batch = [message(at - timedelta(minutes=n), "a1") for n in range(KEPT + 30)]
    receive("alertmanager", batch, sender="p", at=at)
    assert purge(at) == 30 and purge(at) == 0
    found = Alarm.objects.get()
    assert found.kept_from == at - timedelta(minutes=KEPT - 1) and found.count == KEPT + 30
    receive("alertmanager", batch[-1:], sender="p", at=at)
    assert Alarm.objects.get().count == KEPT + 30


def test_who_is_on_duty_sees_on_the_desk_what_no_case_has(
    desk: Desk, people: dict[str, User], alarms: list[Alarm]
) -> None:
    said, at = "3 alarms fire without a case", clock.now()
    assert said not in desk("reporter", "en").get("/").content.decode()
    enter_shift("duty_officer", people["reporter"], at - timedelta(1), at + timedelta(1), by=None, at=at)
    assert said in desk("reporter", "en").get("/").content.decode()
    assert said not in desk("handler", "en").get("/").content.decode()
    Alarm.objects.update(fires=False)
    assert "fire without a case" not in desk("reporter", "en").get("/").content.decode()
