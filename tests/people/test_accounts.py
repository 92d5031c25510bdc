"""Accounts and passwords: made, reset, changed and disabled by the right person, and always on record."""

from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from bihuan.people.accounts import (
    add_user,
    change_password,
    choose_language,
    disable_user,
    edit_user,
    enable_user,
    reset_password,
)
from bihuan.people.models import Department, PasswordHistory, PeopleChange, User
from bihuan.people.passwords import faults_of, is_expired, must_change, one_time_password
from bihuan.people.permissions import NotYours
from bihuan.people.roles import RoleConflict
from tests.people.conftest import MakeUser

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
GOOD = "Jifei-2026"


def test_an_account_without_password_lets_nobody_in(make: MakeUser, at: datetime) -> None:
    user = make("quiet", "reporter")
    assert not user.has_usable_password()
    assert not must_change(user, at)
    assert not is_expired(user, at + timedelta(days=900))


def test_a_one_time_password_must_be_changed(make: MakeUser, at: datetime) -> None:
    user = make("new", "reporter")
    raw = reset_password(user, by=make("boss", "admin"), at=at)
    user.refresh_from_db()
    assert user.check_password(raw)
    assert must_change(user, at)
    change_password(user, GOOD, by=user, at=at)
    assert not must_change(user, at)


def test_a_password_expires_after_ninety_days(make: MakeUser, at: datetime) -> None:
    user = make("old", "reporter")
    change_password(user, GOOD, by=user, at=at)
    assert not must_change(user, at + timedelta(days=90) - timedelta(seconds=1))
    assert must_change(user, at + timedelta(days=90))


@pytest.mark.parametrize("raw", ["Ab1-", "alllowercase", "lower12345", "Reporter-1", "xREPORTERx9"])
def test_a_weak_password_is_refused(make: MakeUser, at: datetime, raw: str) -> None:
    user = make("reporter", "reporter")
    with pytest.raises(ValidationError):
        change_password(user, raw, by=user, at=at)
    user.refresh_from_db()
    assert not user.has_usable_password()


def test_the_last_five_passwords_do_not_come_back(make: MakeUser, at: datetime) -> None:
    user = make("mover", "reporter")
    for number in range(6):
        change_password(user, f"{GOOD}-{number}", by=user, at=at + timedelta(days=number))
    for number in range(1, 6):
        assert faults_of(f"{GOOD}-{number}", user)
    assert not faults_of(f"{GOOD}-0", user)
    assert PasswordHistory.objects.filter(user=user).count() == 5


def test_one_time_passwords_differ_and_keep_the_rules() -> None:
    made = {one_time_password() for _ in range(50)}
    assert len(made) == 50
    assert not any(faults_of(raw, User(username="reporter")) for raw in made)


def test_nobody_chooses_anothers_password(make: MakeUser, at: datetime) -> None:
    with pytest.raises(NotYours):
        change_password(make("victim"), GOOD, by=make("boss", "admin"), at=at)


@pytest.mark.parametrize("role", ["security", "auditor", "coordinator", "manager", "reporter"])
def test_accounts_belong_to_the_system_administrator(make: MakeUser, at: datetime, role: str) -> None:
    other, user = make("other", role), make("user")
    for attempt in (
        lambda: add_user("third", "丙", by=other, at=at),
        lambda: disable_user(user, by=other, at=at),
        lambda: enable_user(user, by=other, at=at),
        lambda: reset_password(user, by=other, at=at),
        lambda: edit_user(user, by=other, at=at, department=None),
    ):
        with pytest.raises(NotYours):
            attempt()
    assert not User.objects.filter(username="third").exists()


def test_an_administrator_cannot_give_roles_with_the_account(make: MakeUser, at: datetime) -> None:
    with pytest.raises(NotYours):
        add_user("helper", "帮手", roles=["manager"], by=make("boss", "admin"), at=at)
    assert not User.objects.filter(username="helper").exists()


def test_a_conflict_of_roles_makes_no_account(at: datetime) -> None:
    with pytest.raises(RoleConflict):
        add_user("both", "两面", roles=["admin", "handler"], by=None, at=at)
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("username", "details"),
    [("", {}), ("has space", {}), ("x" * 65, {}), ("fine", {"email": "no"}), ("fine", {"language": "fr"})],
)
def test_bad_details_are_refused_by_field(at: datetime, username: str, details: dict[str, str]) -> None:
    with pytest.raises(ValidationError) as refusal:
        add_user(username, "名", by=None, at=at, **details)
    assert refusal.value.message_dict
    assert not User.objects.exists()


def test_disabled_and_enabled_but_never_gone(make: MakeUser, at: datetime) -> None:
    user, boss = make("leaver", "handler"), make("boss", "admin")
    disable_user(user, by=boss, at=at)
    user.refresh_from_db()
    assert (user.is_active, user.disabled_at) == (False, at)
    assert user not in User.objects.holding("handler")
    enable_user(user, by=boss, at=at)
    assert user in User.objects.holding("handler")
    kinds = PeopleChange.objects.filter(subject="leaver").values_list("kind", flat=True)
    assert list(kinds) == ["add", "roles", "disable", "enable"]


def test_an_edit_records_what_was_there(make: MakeUser, at: datetime) -> None:
    user = make("mover", "handler")
    department = Department.objects.create(code="it", name="信息技术部")
    change = edit_user(user, by=make("boss", "admin"), at=at, department=department, name="新名", phone="1")
    assert change["before"]["name"] == "测试mover"
    assert change["after"] == {
        "name": "新名",
        "title": "",
        "phone": "1",
        "email": "",
        "language": "",
        "department": "it",
    }


def test_an_unknown_language_means_as_the_browser_asks(make: MakeUser) -> None:
    user = make("reader")
    choose_language(user, "en")
    assert user.language == "en"
    choose_language(user, "xx")
    assert user.language == ""


def test_no_password_stands_in_the_record(make: MakeUser, at: datetime) -> None:
    user = make("secret")
    raw = reset_password(user, by=None, at=at)
    change_password(user, GOOD, by=user, at=at)
    told = str(list(PeopleChange.objects.values()))
    assert raw not in told
    assert GOOD not in told
    assert user.password not in told


@pytest.mark.parametrize("attack", ["update", "delete"])
def test_the_record_cannot_be_rewritten(make: MakeUser, attack: str) -> None:
    make("somebody")
    rows = PeopleChange.objects.all()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(kind="nothing") if attack == "update" else rows.delete()
    assert rows.filter(kind="add", subject="somebody").exists()
