"""Shifts are changed and taken off with a reason, never so that nobody is on duty; the calendar shows the holes."""

import itertools
from datetime import datetime, timedelta

import pytest
from django.test import Client

from bihuan.clock import SHANGHAI
from bihuan.people.chain import call_order, rungs, rungs_for
from bihuan.people.models import DutyShift, PeopleChange, System, User
from bihuan.people.roster import on_duty
from bihuan.people.watch import stretches
from bihuan.problems.escalation import chain_of
from tests.stories.desk import Desk
from tests.web.case.conftest import SignIn, text_of, typed

DAY = timedelta(days=1)


def shifts(story: Desk) -> list[DutyShift]:
    rows = DutyShift.objects.standing().filter(role="coordinator", ends_at__gt=story.at)
    return list(rows.order_by("starts_at"))


def form(shift: DutyShift, **changes: object) -> dict[str, object]:
    return {
        "person": shift.person.username,
        "deputy": shift.deputy.username if shift.deputy else "",
        "starts_at": typed(shift.starts_at),
        "ends_at": typed(shift.ends_at),
        "reason": "请假",
    } | changes


def test_only_the_coordinator_changes_the_roster(story: Desk, sign_in: SignIn) -> None:
    path = f"/roster/shifts/{shifts(story)[0].pk}"
    for username in ("reporter", "manager", "admin", "auditor", "outsider", "marketing"):
        assert sign_in(username).get(path).status_code == 403
        assert sign_in(username).post(path).status_code == 403
        assert sign_in(username).post(f"{path}/remove").status_code == 403
    assert sign_in("coordinator").get(path).status_code == 200
    assert sign_in("coordinator").get("/roster/shifts/999999").status_code == 404
    assert Client().get(path).status_code == 302


def test_another_person_takes_a_shift_to_come_and_it_is_on_record(story: Desk, sign_in: SignIn) -> None:
    row = shifts(story)[1]
    fields = form(row, person="coordinator2", deputy="coordinator")
    assert sign_in("coordinator").post(f"/roster/shifts/{row.pk}", fields).status_code == 302
    assert on_duty("coordinator", row.starts_at) == story.people["coordinator2"]
    change = PeopleChange.objects.filter(subject=f"shift:{row.pk}").latest("id")
    assert (change.before["person"], change.after["person"], change.after["reason"]) == (
        "coordinator",
        "coordinator2",
        "请假",
    )


def test_of_a_running_shift_the_past_stays(story: Desk, sign_in: SignIn) -> None:
    row = shifts(story)[0]
    before = row.starts_at
    fields = form(row, person="coordinator2", deputy="")
    assert sign_in("coordinator").post(f"/roster/shifts/{row.pk}", fields).status_code == 302
    assert on_duty("coordinator", before) == story.people["coordinator"]
    assert on_duty("coordinator", row.ends_at - timedelta(minutes=1)) == story.people["coordinator2"]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_hole_is_refused_with_its_hours(story: Desk, sign_in: SignIn, language: str) -> None:
    row = shifts(story)[1]
    client = sign_in("coordinator", language)
    answer = client.post(f"/roster/shifts/{row.pk}/remove", {"reason": "不需要"})
    assert answer.status_code == 409
    assert typed(row.starts_at).replace("T", " ") in text_of(answer)
    shorter = form(row, ends_at=typed(row.ends_at - DAY))
    assert client.post(f"/roster/shifts/{row.pk}", shorter).status_code == 409
    assert [shift.pk for shift in shifts(story)].count(row.pk) == 1
    assert DutyShift.objects.get(pk=row.pk).ends_at == row.ends_at


def test_neither_the_past_nor_without_a_reason(story: Desk, sign_in: SignIn) -> None:
    old = DutyShift.objects.filter(role="coordinator", ends_at__lt=story.at)[0]
    client = sign_in("coordinator")
    assert client.post(f"/roster/shifts/{old.pk}/remove", {"reason": "x"}).status_code == 409
    assert client.post(f"/roster/shifts/{old.pk}", form(old)).status_code == 409
    assert "已结束" in text_of(client.get(f"/roster/shifts/{old.pk}"))
    row = shifts(story)[1]
    assert client.post(f"/roster/shifts/{row.pk}", form(row, reason="")).status_code == 422
    assert client.post(f"/roster/shifts/{row.pk}/remove", {"reason": " "}).status_code == 409
    assert client.post(f"/roster/shifts/{row.pk}", form(row, ends_at=typed(row.starts_at))).status_code == 422


def test_a_shift_that_covers_another_comes_off(story: Desk, sign_in: SignIn) -> None:
    row = shifts(story)[1]
    extra = {
        "role": "coordinator", "person": "coordinator2", "deputy": "",
        "starts_at": typed(row.starts_at + DAY), "ends_at": typed(row.starts_at + 2 * DAY),
    }  # fmt: skip
    client = sign_in("coordinator")
    assert client.post("/roster/shifts", extra).status_code == 302
    made = DutyShift.objects.latest("id")
    assert [span.shift for span in stretches("coordinator", row.starts_at, row.ends_at)] == [row, made, row]
    assert client.post(f"/roster/shifts/{made.pk}/remove", {"reason": "取消"}).status_code == 302
    assert [span.shift for span in stretches("coordinator", row.starts_at, row.ends_at)] == [row]
    assert client.get(f"/roster/shifts/{made.pk}").status_code == 404


def test_somebody_out_of_reach_is_not_put_on_the_roster(story: Desk, sign_in: SignIn) -> None:
    User.objects.filter(username="coordinator2").update(phone="")
    DutyShift.objects.filter(deputy__username="coordinator2").update(deputy=None)
    row = shifts(story)[1]
    answer = sign_in("coordinator").post(f"/roster/shifts/{row.pk}", form(row, person="coordinator2"))
    assert answer.status_code == 409 and "既无电话号码" in text_of(answer)


@pytest.mark.parametrize(
    ("language", "said", "unknown"),
    [
        ("zh-hans", "没有该班次所需的角色，应具有以下角色之一：问题管理协调员", "该人员没有该班次所需的角色"),
        (
            "en",
            "holds no role for this shift; it takes one of: ",
            "This person holds no role for this shift.",
        ),
    ],
)
def test_nobody_is_on_duty_in_a_role_he_does_not_hold(
    story: Desk, sign_in: SignIn, language: str, said: str, unknown: str
) -> None:
    row, client, count = shifts(story)[1], sign_in("coordinator", language), DutyShift.objects.count()
    add = form(row) | {"role": "coordinator"}
    for place in ("person", "deputy"):
        fields = add | {"person": "coordinator", "deputy": "coordinator2", place: "reporter"}
        answer = client.post("/roster/shifts", fields)
        assert answer.status_code == 409 and said in text_of(answer)
        for username in ("outsider", "marketing", "admin"):
            answer = client.post("/roster/shifts", fields | {place: username})
            assert answer.status_code == 422 and unknown in text_of(answer)
        answer = client.post(f"/roster/shifts/{row.pk}", form(row, **{place: "reporter"}))
        assert answer.status_code == 422 and unknown in text_of(answer)
    turn = {
        "role": "coordinator", "people_0": "coordinator", "people_1": "reporter", "hours": 24,
        "starts_at": typed(story.at), "until": typed(story.at + 31 * DAY),
    }  # fmt: skip
    answer = client.post("/roster/rotation", turn)
    assert answer.status_code == 409 and said in text_of(answer)
    assert DutyShift.objects.count() == count


def test_the_choices_name_only_who_can_hold_the_shift(story: Desk, sign_in: SignIn) -> None:
    client = sign_in("coordinator")
    page = text_of(client.get("/roster"))
    assert all(f'value="{name}"' in page for name in ("coordinator", "reporter", "handler"))
    assert not any(f'value="{name}"' in page for name in ("outsider", "marketing", "clerk", "leader1"))
    page = text_of(client.get(f"/roster/shifts/{shifts(story)[1].pk}"))
    assert 'value="coordinator2"' in page and 'value="reporter"' not in page


def test_a_role_that_is_taken_away_is_said_on_the_desk(story: Desk, sign_in: SignIn) -> None:
    words = "没有该班次所需的角色"
    assert words not in text_of(sign_in("coordinator").get("/"))
    User.objects.filter(username="coordinator2").update(role_codes=["handler"])
    page = text_of(sign_in("coordinator").get("/"))
    assert f"{story.people['coordinator2'].name}{words}" in page


@pytest.mark.parametrize("view", ["month", "week"])
@pytest.mark.parametrize(("language", "nobody"), [("zh-hans", "无人值班"), ("en", "Nobody")])
def test_the_calendar_shows_people_and_holes(
    story: Desk, sign_in: SignIn, view: str, language: str, nobody: str
) -> None:
    client = sign_in("coordinator", language)
    day = (story.at + 3 * DAY).astimezone(SHANGHAI).date().isoformat()
    page = text_of(client.get(f"/roster/calendar?view={view}&day={day}"))
    assert story.people["coordinator"].name in page
    DutyShift.objects.all().delete()
    assert nobody in text_of(client.get(f"/roster/calendar?view={view}&day={day}"))
    assert client.get("/roster/calendar?day=2026-02-31").status_code == 400
    assert client.get("/roster/calendar?day=9999-12-31").status_code == 400


def test_a_hole_within_30_days_is_said_on_the_desk(story: Desk, sign_in: SignIn) -> None:
    words = "未来30天的值班表或联系链需要补全"
    assert words not in text_of(sign_in("coordinator").get("/"))
    DutyShift.objects.filter(role="duty_officer", ends_at__gt=story.at + 8 * DAY).delete()
    for username, is_told in (("coordinator", True), ("admin", True), ("handler", False)):
        page = text_of(sign_in(username).get("/"))
        assert (words in page) is is_told, username
    assert "值班人员" in text_of(sign_in("coordinator").get("/roster"))


def test_a_system_is_called_by_its_own_chain(story: Desk, sign_in: SignIn) -> None:
    system = System.objects.order_by("code")[0]
    general = [rung.user.username for rung in rungs()]
    client = sign_in("coordinator")
    client.post("/roster/chain", {"system": system.code, "rung": ["leader2", "manager"]})
    assert [rung.user.username for rung in rungs_for(system.pk)] == ["leader2", "manager"]
    assert [rung.user.username for rung in rungs()] == general
    story.report(level=1, system=system.code)
    row = chain_of(story.fresh())
    assert row is not None
    assert [rung["username"] for rung in row.rungs] == ["coordinator", "coordinator2", "leader2", "manager"]
    client.post("/roster/chain", {"system": system.code, "rung": [""]})  # the general one holds again
    assert [rung.user.username for rung in rungs_for(system.pk)] == general
    assert [rung["username"] for rung in chain_of(story.fresh()).rungs][-1] == "manager"  # type: ignore[union-attr]
    assert len(call_order(story.at, system.pk)) == 2 + len(general)


def test_a_chain_of_a_system_that_cannot_work_is_refused(story: Desk, sign_in: SignIn) -> None:
    system = System.objects.order_by("code")[0]
    User.objects.filter(username="leader1").update(phone="")
    answer = sign_in("coordinator").post(
        "/roster/chain", {"system": system.code, "rung": ["leader1"]}, follow=True
    )
    assert "既无电话号码" in text_of(answer) and not rungs(system)
    assert sign_in("coordinator").post("/roster/chain", {"system": "nothing", "rung": []}).status_code == 404


def test_a_chain_that_works_no_more_is_said_on_the_desk(story: Desk, sign_in: SignIn) -> None:
    system = System.objects.order_by("code")[0]
    sign_in("coordinator").post("/roster/chain", {"system": system.code, "rung": ["leader2", "manager"]})
    words = "值班表或联系链需要补全"
    assert words not in text_of(sign_in("coordinator").get("/"))
    User.objects.filter(username="leader2").update(phone="")
    page = text_of(sign_in("coordinator").get("/"))
    assert words in page and f"{system.name}联系链：" in page and "既无电话号码" in page
    User.objects.filter(username="leader2").update(phone="8008", is_active=False)
    assert "已停用" in text_of(sign_in("admin").get("/"))
    assert words not in text_of(sign_in("handler").get("/"))


def test_stretches_leave_no_gap(story: Desk) -> None:
    start: datetime = story.at
    spans = stretches("coordinator", start, start + 60 * DAY)
    assert spans[0].starts_at == start and spans[-1].ends_at == start + 60 * DAY
    assert spans[-1].shift is None  # the roster ends before that
    assert all(one.ends_at == two.starts_at for one, two in itertools.pairwise(spans))
