"""Health for machines: up, and ready."""

import pytest
from django.test import Client

from bihuan import clock
from bihuan.cli import checks
from bihuan.problems.sweep import sweep


def test_healthz_needs_no_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.postgres
@pytest.mark.django_db
def test_readyz_names_what_is_missing(engine: str, client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["worker"].startswith("no worker")
    sweep(clock.now(), worker="here")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)


@pytest.mark.django_db
def test_what_needs_a_missing_thing_is_not_asked(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(checks.READY, "database", lambda: "gone")
    assert client.get("/readyz").json() == {"ready": False, "checks": {"database": "gone"}}
