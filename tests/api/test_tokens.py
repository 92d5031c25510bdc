"""Tokens: kept as a digest, scoped, ending, revocable, and of nobody whose account is closed."""

from datetime import timedelta

import pytest

from bihuan.people.accounts import disable_user
from bihuan.people.models import ApiToken, PeopleChange
from bihuan.people.permissions import NotYours
from bihuan.people.tokens import BadToken, bearer_of, issue_token, revoke_token
from tests.api.wire import Wire

pytestmark = pytest.mark.postgres


def asked(wire: Wire, secret: str, method: str = "GET", path: str = "/problems") -> int:
    return wire.call(method, path, Authorization=f"Bearer {secret}").status


def test_only_a_digest_is_kept(wire: Wire) -> None:
    secret = issue_token(wire.desk.people["handler"], by=None, at=wire.desk.at, name="监控")
    row = ApiToken.objects.get()
    assert secret.startswith("bh_") and len(secret) > 40
    assert secret not in str(ApiToken.objects.values_list()) and secret not in str(
        PeopleChange.objects.values_list()
    )
    assert (row.name, row.scopes, row.expires_at) == ("监控", ["intake", "read", "write"], None)
    assert PeopleChange.objects.filter(kind="issue_token", subject="handler").count() == 1


def test_wrong_ended_and_revoked_tokens_are_none(wire: Wire) -> None:
    handler = wire.desk.people["handler"]
    secret = issue_token(handler, by=handler, at=wire.desk.at, days=1)
    assert asked(wire, secret) == 200
    for wrong in (secret[:-1], secret + "x", "", "x" * 5000, "bh_ü", " "):
        assert asked(wire, wrong) == 401
    assert wire.call("GET", "/problems", Authorization=f"Basic {secret}").status == 401
    wire.passes(days=1)
    assert asked(wire, secret) == 401
    secret = issue_token(handler, by=handler, at=wire.desk.at)
    revoke_token(ApiToken.objects.get(revoked_at=None, expires_at=None), by=handler, at=wire.desk.at)
    assert asked(wire, secret) == 401


def test_a_closed_account_has_no_token(wire: Wire) -> None:
    assert asked(wire, wire.token("handler")) == 200
    disable_user(wire.desk.people["handler"], by=None, at=wire.desk.at)
    assert asked(wire, wire.token("handler")) == 401
    wire.desk.people["handler"].refresh_from_db()
    with pytest.raises(BadToken):
        issue_token(wire.desk.people["handler"], by=None, at=wire.desk.at)


def test_scopes_hold(wire: Wire) -> None:
    handler = wire.desk.people["reporter"]
    reads = issue_token(handler, by=None, at=wire.desk.at, scopes=["read"])
    writes = issue_token(handler, by=None, at=wire.desk.at, scopes=["write"])
    assert (asked(wire, reads), asked(wire, reads, "POST")) == (200, 403)
    assert (asked(wire, writes), asked(wire, writes, "POST")) == (403, 422)
    with pytest.raises(BadToken):
        issue_token(handler, by=None, at=wire.desk.at, scopes=["everything"])


def test_nobody_issues_or_revokes_for_another(wire: Wire) -> None:
    people = wire.desk.people
    with pytest.raises(NotYours):
        issue_token(people["handler"], by=people["admin"], at=wire.desk.at)
    wire.token("handler")
    row = ApiToken.objects.get()
    with pytest.raises(NotYours):
        revoke_token(row, by=people["lead"], at=wire.desk.at)
    revoke_token(row, by=people["admin"], at=wire.desk.at)
    revoke_token(row, by=people["admin"], at=wire.desk.at)
    assert PeopleChange.objects.filter(kind="revoke_token").count() == 1


def test_use_is_noted_once_a_minute(wire: Wire, django_assert_num_queries: object) -> None:
    secret, first = wire.token("handler"), wire.desk.at
    for seconds, noted in ((0, 0), (59, 0), (60, 60), (90, 60)):
        at = first + timedelta(seconds=seconds)
        assert bearer_of(secret, at)
        assert ApiToken.objects.get().last_used_at == first + timedelta(seconds=noted)
