"""Health for machines: up, and ready."""

from datetime import timedelta

import pytest
from django.test import Client

from bihuan import clock
from bihuan.cli import checks
from bihuan.cli.engine import sweep_once
from bihuan.problems.heartbeat import FRESH, beat, forget


def test_healthz_needs_no_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.postgres
@pytest.mark.django_db
def test_readyz_names_what_is_missing(engine: str, client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["worker"].startswith("no worker")
    sweep_once(clock.now())
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)


@pytest.mark.django_db
def test_what_needs_a_missing_thing_is_not_asked(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(checks.READY, "database", lambda: "gone")
    assert client.get("/readyz").json() == {"ready": False, "checks": {"database": "gone"}}


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_engine_is_well_only_while_whole_sweeps_end(engine: str, client: Client) -> None:
    answer = client.get("/healthz/engine")
    assert (answer.status_code, answer.json()["sweeping"]) == (503, False)
    assert answer.json()["wrong"].startswith("no worker")
    beat("here", clock.now() - FRESH - timedelta(seconds=1), {})
    answer = client.get("/healthz/engine")
    assert answer.status_code == 503
    assert "since" in answer.json()["wrong"]
    sweep_once(clock.now())
    answer = client.get("/healthz/engine")
    assert (answer.status_code, answer.json()["wrong"]) == (200, None)
    assert answer.json()["last_sweep"]
    forget()
    assert client.get("/healthz/engine").status_code == 503


@pytest.mark.django_db
def test_the_engine_of_a_dead_database_is_named(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "database", lambda: "gone")
    answer = client.get("/healthz/engine")
    assert (answer.status_code, answer.json()["wrong"]) == (503, "gone")
