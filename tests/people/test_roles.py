"""Roles: read without a query, set in one place, the three administrators apart from everybody."""

from datetime import datetime

import pytest

from bihuan.people.models import PeopleChange, User
from bihuan.people.permissions import NotYours
from bihuan.people.roles import RoleConflict, check_roles, set_roles
from tests.people.conftest import MakeUser

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]


def test_roles_cost_no_query(make: MakeUser, django_assert_num_queries) -> None:
    make("duo", "lead", "handler")
    user = User.objects.get(username="duo")
    with django_assert_num_queries(0):
        assert user.roles == {"lead", "handler"}
        assert user.is_member
        assert user.reads_all_cases


@pytest.mark.parametrize(
    ("roles", "is_member", "reads"),
    [
        ((), False, False),
        (("marketing",), False, False),
        (("admin",), False, False),
        (("security",), False, False),
        (("auditor",), False, True),
        (("clerk",), True, True),
        (("marketing", "reporter"), True, True),
    ],
)
def test_who_is_a_member_and_who_reads(
    make: MakeUser, roles: tuple[str, ...], is_member: bool, reads: bool
) -> None:
    user = make("someone", *roles)
    assert (user.is_member, user.reads_all_cases) == (is_member, reads)


@pytest.mark.parametrize(
    "roles",
    [("admin", "security"), ("auditor", "handler"), ("admin", "marketing"), ("king",), ("admin", "auditor")],
)
def test_nobody_may_hold(roles: tuple[str, ...]) -> None:
    with pytest.raises(RoleConflict):
        check_roles(roles)


def test_a_refused_set_stores_nothing(make: MakeUser, at: datetime) -> None:
    user, security = make("worker", "handler"), make("guard", "security")
    count = PeopleChange.objects.count()
    with pytest.raises(RoleConflict):
        set_roles(user, ["handler", "auditor"], by=security, at=at)
    user.refresh_from_db()
    assert user.roles == {"handler"}
    assert PeopleChange.objects.count() == count


def test_setting_roles_is_recorded_with_before_and_after(make: MakeUser, at: datetime) -> None:
    user, security = make("worker", "handler"), make("guard", "security")
    change = set_roles(user, ["lead", "handler"], by=security, at=at)
    assert change == {
        "kind": "roles",
        "who": "worker",
        "before": {"roles": ["handler"]},
        "after": {"roles": ["handler", "lead"]},
    }
    row = PeopleChange.objects.order_by("-id")[0]
    assert (row.by, row.at, row.before, row.after) == (security, at, change["before"], change["after"])


@pytest.mark.parametrize("role", ["admin", "auditor", "coordinator", "manager"])
def test_only_the_security_administrator_sets_roles(make: MakeUser, at: datetime, role: str) -> None:
    with pytest.raises(NotYours):
        set_roles(make("worker"), ["lead"], by=make("asker", role), at=at)


def test_nobody_sets_his_own_roles(make: MakeUser, at: datetime) -> None:
    guard = make("guard", "security")
    with pytest.raises(NotYours):
        set_roles(guard, ["manager"], by=guard, at=at)


def test_holding_tells_lead_from_leader_and_leaves_out_the_disabled(make: MakeUser) -> None:
    make("a", "leader")
    lead = make("b", "lead")
    User.objects.filter(pk=make("c", "lead").pk).update(is_active=False)
    assert list(User.objects.holding("lead")) == [lead]
    assert [user.username for user in User.objects.holding("lead", "leader")] == ["a", "b"]
    assert not User.objects.holding()
