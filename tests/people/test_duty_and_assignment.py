"""The roster, the chain, the systems and who is suggested as handler."""

from datetime import datetime, timedelta

import pytest

from bihuan.people.accounts import disable_user
from bihuan.people.assignment import suggest_handlers
from bihuan.people.chain import rungs, set_chain
from bihuan.people.models import AssignmentRule, DutyShift, PeopleChange, System, User
from bihuan.people.organisation import add_rule, is_demo, mark_demo, remove_rule, save_department, save_system
from bihuan.people.permissions import NotYours
from bihuan.people.roster import CannotWork, deputy_on_duty, enter_shift, holders, id_on_duty, on_duty
from tests.people.conftest import MakeUser

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
DAY = timedelta(days=1)


def test_the_shift_covers_its_start_but_not_its_end(make: MakeUser, at: datetime) -> None:
    person, deputy = make("early", "coordinator"), make("deputy", "coordinator")
    enter_shift("coordinator", person, at, at + DAY, deputy=deputy, by=None, at=at)
    assert on_duty("coordinator", at - timedelta(seconds=1)) is None
    assert on_duty("coordinator", at) == person
    assert id_on_duty("coordinator", at) == person.pk
    assert deputy_on_duty("coordinator", at) == deputy
    assert on_duty("coordinator", at + DAY) is None
    assert on_duty("duty_officer", at) is None


def test_the_later_shift_wins_where_two_overlap(make: MakeUser, at: datetime) -> None:
    first, second = make("first", "coordinator"), make("second", "coordinator")
    enter_shift("coordinator", first, at, at + DAY, by=None, at=at)
    enter_shift("coordinator", second, at + timedelta(hours=1), at + DAY, by=None, at=at)
    assert on_duty("coordinator", at + timedelta(minutes=59)) == first
    assert on_duty("coordinator", at + timedelta(hours=1)) == second
    assert deputy_on_duty("coordinator", at) is None


def test_the_deputy_stands_in_for_a_disabled_account(make: MakeUser, at: datetime) -> None:
    person, deputy = make("gone", "coordinator"), make("deputy", "coordinator")
    enter_shift("coordinator", person, at, at + DAY, deputy=deputy, by=None, at=at)
    disable_user(person, by=None, at=at)
    assert on_duty("coordinator", at) == deputy
    assert id_on_duty("coordinator", at) == deputy.pk
    disable_user(deputy, by=None, at=at)
    assert on_duty("coordinator", at) is None
    assert id_on_duty("coordinator", at) is None
    assert deputy_on_duty("coordinator", at) is None


@pytest.mark.parametrize(
    ("duty", "holds", "fits"),
    [
        ("coordinator", "coordinator", True),
        ("coordinator", "reporter", False),
        ("coordinator", "leader", False),
        ("coordinator", "", False),
        ("duty_officer", "reporter", True),
        ("duty_officer", "handler", True),
        ("duty_officer", "coordinator", True),
        ("duty_officer", "marketing", False),
        ("duty_officer", "admin", False),
        ("duty_officer", "", False),
    ],
)
def test_a_shift_takes_who_holds_its_role(
    make: MakeUser, at: datetime, duty: str, holds: str, fits: bool
) -> None:
    able = make("able", "coordinator")
    other = make("other", *([holds] if holds else []))
    assert (other in holders(duty)) is fits
    for person, deputy in ((other, able), (able, other)):
        if fits:
            enter_shift(duty, person, at, at + DAY, deputy=deputy, by=None, at=at)
            continue
        with pytest.raises(CannotWork) as refused:
            enter_shift(duty, person, at, at + DAY, deputy=deputy, by=None, at=at)
        assert [reason.args["name"] for reason in refused.value.reasons] == ["other"]
    assert DutyShift.objects.exists() is fits


def test_a_closed_account_takes_no_shift(make: MakeUser, at: datetime) -> None:
    gone = make("gone", "coordinator")
    disable_user(gone, by=None, at=at)
    with pytest.raises(CannotWork, match="closed"):
        enter_shift("coordinator", gone, at, at + DAY, by=None, at=at)
    assert gone not in holders("coordinator")


@pytest.mark.parametrize(
    ("role", "length"), [("manager", DAY), ("coordinator", timedelta(0)), ("coordinator", -DAY)]
)
def test_no_such_shift(make: MakeUser, at: datetime, role: str, length: timedelta) -> None:
    with pytest.raises(ValueError, match="no such shift"):
        enter_shift(role, make("someone"), at, at + length, by=None, at=at)


def test_the_chain_keeps_its_order_and_skips_the_disabled(make: MakeUser, at: datetime) -> None:
    people = [make(name, "leader") for name in ("group", "director", "vice")]
    set_chain(people, by=make("keeper", "coordinator"), at=at)
    assert [rung.user.username for rung in rungs()] == ["group", "director", "vice"]
    disable_user(people[1], by=None, at=at)
    assert [(rung.position, rung.user.username) for rung in rungs()] == [(1, "group"), (3, "vice")]
    set_chain(people[::-1], by=None, at=at)
    assert [rung.position for rung in rungs()] == [1, 3]


def test_the_nearest_rule_comes_first_and_nobody_twice(make: MakeUser, at: datetime) -> None:
    general, second, near = (make(name, "handler") for name in ("general", "second", "near"))
    system = save_system("recharge", "充值缴费", by=None, at=at)
    add_rule("database", general, by=None, at=at, priority=1)
    add_rule("database", second, by=None, at=at, priority=5)
    add_rule("database", near, by=None, at=at, system=system, priority=9)
    add_rule("database", general, by=None, at=at, system=system, priority=10)
    assert suggest_handlers("database", system) == [near, general, second]
    assert suggest_handlers("database", None) == [general, second]
    disable_user(general, by=None, at=at)
    assert suggest_handlers("database", None) == [second]
    assert suggest_handlers("host", system) == []


def test_a_rule_entered_again_only_moves_its_priority(make: MakeUser, at: datetime) -> None:
    handler = make("same", "handler")
    add_rule("host", handler, by=None, at=at, priority=3)
    add_rule("host", handler, by=None, at=at, priority=3)
    rule = add_rule("host", handler, by=None, at=at, priority=4)
    assert AssignmentRule.objects.count() == 1
    assert PeopleChange.objects.filter(kind="rule").count() == 2
    remove_rule(rule, by=None, at=at)
    assert not AssignmentRule.objects.exists()


def test_a_system_knows_its_departments_and_says_what_changed(make: MakeUser, at: datetime) -> None:
    told = [save_department(code, name=code, by=None, at=at) for code in ("marketing", "it")]
    save_system("rating", "批价", owner=make("owner", "lead"), departments=told, by=None, at=at)
    save_system("rating", "批价", owner=User.objects.get(username="owner"), departments=told, by=None, at=at)
    system = save_system("rating", "批价", departments=told[:1], is_key_business=True, by=None, at=at)
    assert [department.code for department in system.departments.all()] == ["marketing"]
    first, second = PeopleChange.objects.filter(kind="system")
    assert first.after["departments"] == ["it", "marketing"]
    assert (second.before["owner"], second.after["owner"]) == ("owner", "")
    assert System.objects.count() == 1


@pytest.mark.parametrize("role", ["admin", "security", "auditor", "manager", "handler"])
def test_roster_chain_and_systems_belong_to_the_coordinator(make: MakeUser, at: datetime, role: str) -> None:
    other, rule = make("other", role), add_rule("host", make("h", "handler"), by=None, at=at)
    for attempt in (
        lambda: enter_shift("coordinator", other, at, at + DAY, by=other, at=at),
        lambda: set_chain([other], by=other, at=at),
        lambda: save_system("x", "x", by=other, at=at),
        lambda: save_department("x", name="x", by=other, at=at),
        lambda: add_rule("host", other, by=other, at=at),
        lambda: remove_rule(rule, by=other, at=at),
    ):
        with pytest.raises(NotYours):
            attempt()


def test_a_database_is_marked_as_demo_once(at: datetime) -> None:
    assert not is_demo()
    mark_demo(at)
    mark_demo(at)
    assert is_demo()
