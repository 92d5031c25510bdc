"""Server and worker start only where they may, serve, and end when asked."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from bihuan.environment import refusals
from tests.cli.conftest import Call


@pytest.mark.parametrize(
    ("bind", "environment", "number"),
    [
        ("127.0.0.1", {}, 0),
        ("127.0.0.1", {"BIHUAN_DEBUG": "1"}, 0),
        ("0.0.0.0", {}, 1),
        ("0.0.0.0", {"BIHUAN_DEBUG": "1"}, 2),
        ("0.0.0.0", {"BIHUAN_ALLOWED_HOSTS": "desk.example"}, 0),
        ("0.0.0.0", {"BIHUAN_ALLOWED_HOSTS": "*"}, 1),
        ("127.0.0.1", {"DATABASE_URL": "postgresql://x/y"}, 1),
        ("127.0.0.1", {"DATABASE_URL": "postgresql://x/y", "BIHUAN_ALLOWED_HOSTS": "desk.example"}, 0),
    ],
)
def test_who_may_be_served(
    bind: str, environment: dict[str, str], number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("BIHUAN_DEBUG")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert len(refusals(bind)) == number


def test_a_taken_port_is_one_line(bihuan: Call) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        answer = bihuan("serve", "--port", taken.getsockname()[1])
    assert answer.code == 1
    assert answer.err.startswith("bihuan: cannot listen on 127.0.0.1:")
    assert len(answer.err.splitlines()) == 1


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()
    except OSError:
        return 0, ""


def wait_for(url: str, status: int, seconds: float = 60) -> str:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        code, text = get(url)
        if code == status:
            return text
        time.sleep(0.2)
    raise AssertionError(f"{url} did not answer {status}: {get(url)}")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """`bihuan run` on an empty home, as `make run` calls it."""
    port = free_port()
    environment = {"PATH": os.environ["PATH"], "BIHUAN_HOME": str(tmp_path / "home")}
    with (tmp_path / "log").open("wb") as log:
        command = [sys.executable, "-m", "bihuan", "run", "--port", str(port), "--every", "1"]
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            yield f"http://127.0.0.1:{port}", process
        finally:
            process.kill()
            process.wait()


@pytest.mark.xdist_group("served")
def test_an_empty_home_becomes_a_served_desk(served: tuple[str, "subprocess.Popen[bytes]"]) -> None:
    url, process = served
    assert wait_for(f"{url}/healthz", 200) == "ok\n"
    assert '"ready": true' in wait_for(f"{url}/readyz", 200)
    assert "/static/" in wait_for(f"{url}/sign-in", 200)
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=30) == 0
    assert get(f"{url}/healthz") == (0, "")
