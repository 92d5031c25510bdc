"""Accounts and tokens."""

import pytest

from bihuan.people.models import PeopleChange, User
from tests.cli.conftest import Call

pytestmark = pytest.mark.django_db


def test_a_new_account_gets_a_one_time_password(bihuan: Call) -> None:
    answer = bihuan("user", "add", "li", "--name", "李明", "--role", "handler", "--role", "lead")
    assert answer.code == 0
    person = User.objects.get(username="li")
    assert person.check_password(answer.out.strip())
    assert person.must_change_password
    assert (person.name, person.roles) == ("李明", {"handler", "lead"})
    assert PeopleChange.objects.filter(kind="add", subject="li", by=None).exists()


@pytest.mark.parametrize(
    "arguments",
    [("li", "--role", "nobody"), ("li", "--role", "admin", "--role", "handler"), ("a b",), ("x" * 65,)],
)
def test_a_refused_account_is_not_stored(arguments: tuple[str, ...], bihuan: Call) -> None:
    answer = bihuan("user", "add", *arguments)
    assert (answer.code, answer.out) == (1, "")
    assert len(answer.err.splitlines()) == 1
    assert not User.objects.exists()


def test_a_name_is_given_once(bihuan: Call) -> None:
    assert bihuan("user", "add", "li").code == 0
    assert bihuan("user", "add", "li").code == 1
    assert User.objects.count() == 1


def test_an_unknown_department_is_a_wrong_argument(bihuan: Call) -> None:
    assert bihuan("user", "add", "li", "--department", "nowhere").code == 2


def test_nobody_gets_a_token_for_nobody(bihuan: Call) -> None:
    answer = bihuan("token", "ghost")
    assert (answer.code, answer.out) == (1, "")
    assert answer.err == "bihuan: there is no active user ghost\n"
