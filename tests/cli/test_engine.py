"""Whoever watches from outside is called after each whole sweep, and nothing waits for him."""

import threading
import time

import pytest

from bihuan.cli import engine
from bihuan.cli.engine import Beacon, run_engine
from bihuan.environment import Unusable, heartbeat_url
from bihuan.problems.models import Heartbeat
from tests.notices.sinks import free_port, http_sink


def test_the_address_is_called() -> None:
    with http_sink() as watch:
        beacon = Beacon(f"{watch.url}/ping/secret")
        assert beacon.light()
        beacon.wait()
        assert [(request.method, request.path) for request in watch.requests] == [("GET", "/ping/secret")]


def test_a_slow_one_is_not_waited_for_and_not_called_twice() -> None:
    with http_sink() as watch:
        watch.delay = 0.5
        beacon, began = Beacon(watch.url), time.monotonic()
        assert beacon.light()
        assert not beacon.light()
        assert time.monotonic() - began < 0.3
        beacon.wait()
        assert len(watch.requests) == 1
        assert beacon.light()
        beacon.wait()


def test_a_dead_or_refusing_one_harms_nobody(caplog: pytest.LogCaptureFixture) -> None:
    beacon = Beacon(f"http://127.0.0.1:{free_port()}/secret")
    assert beacon.light()
    beacon.wait()
    with http_sink() as watch:
        watch.default = (500, "")
        refusing = Beacon(f"{watch.url}/secret")
        refusing.light()
        refusing.wait()
    assert "secret" not in caplog.text


def test_without_an_address_nothing_is_called() -> None:
    assert not Beacon("").light()


def test_an_address_that_is_none_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIHUAN_HEARTBEAT_URL", " https://watch.example/ping/1 ")
    assert heartbeat_url() == "https://watch.example/ping/1"
    for bad in ("watch.example", "ftp://watch.example", "https://"):
        monkeypatch.setenv("BIHUAN_HEARTBEAT_URL", bad)
        with pytest.raises(Unusable, match="BIHUAN_HEARTBEAT_URL"):
            heartbeat_url()


@pytest.mark.django_db(transaction=True)
def test_only_a_whole_sweep_counts(
    monkeypatch: pytest.MonkeyPatch, settings: object, caplog: pytest.LogCaptureFixture
) -> None:
    stopped = threading.Event()
    with http_sink() as watch:
        settings.HEARTBEAT_URL = watch.url  # type: ignore[attr-defined]

        def broken(at: object) -> None:
            stopped.set()
            raise RuntimeError("no database")

        kept = engine.sweep_once
        monkeypatch.setattr(engine, "sweep_once", broken)
        run_engine(stopped, 1)
        assert not Heartbeat.objects.exists()
        assert not watch.requests

        def whole(at: object) -> object:
            stopped.set()
            return kept(at)  # type: ignore[arg-type]

        stopped.clear()
        monkeypatch.setattr(engine, "sweep_once", whole)
        run_engine(stopped, 1)
        assert Heartbeat.objects.count() == 1
        for _turn in range(50):
            if watch.requests:
                break
            time.sleep(0.05)
        assert len(watch.requests) == 1
