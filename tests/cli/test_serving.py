"""Server and worker start only where they may, serve, and end when asked."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

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


def wait_for(url: str, status: int, seconds: float = 120) -> str:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        code, text = get(url)
        if code == status:
            return text
        time.sleep(0.2)
    raise AssertionError(f"{url} did not answer {status}: {get(url)}")


Served = tuple[str, "subprocess.Popen[bytes]"]


@contextmanager
def started(home: Path, *arguments: str) -> Iterator[Served]:
    """A `bihuan` that serves from `home`, in a group of its own as a terminal would start it."""
    port = free_port()
    environment = {"PATH": os.environ["PATH"], "BIHUAN_HOME": str(home)}
    command = [sys.executable, "-m", "bihuan", *arguments, "--port", str(port)]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            yield f"http://127.0.0.1:{port}", process
        finally:
            process.kill()
            process.wait()


def children_of(process: "subprocess.Popen[bytes]") -> list[int]:
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="ascii")
    return [int(number) for number in listed.split()]


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def wait_until_gone(pids: list[int], seconds: float = 15) -> list[int]:
    end = time.monotonic() + seconds
    while time.monotonic() < end and any(map(is_running, pids)):
        time.sleep(0.1)
    return [pid for pid in pids if is_running(pid)]


@pytest.mark.xdist_group("served")
def test_an_empty_home_becomes_a_served_desk(tmp_path: Path) -> None:
    with started(tmp_path, "run", "--every", "1") as (url, process):
        assert wait_for(f"{url}/healthz", 200) == "ok\n"
        assert '"ready": true' in wait_for(f"{url}/readyz", 200)
        assert "/static/" in wait_for(f"{url}/sign-in", 200)
        children = children_of(process)
        begun = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)  # what Ctrl-C does
        assert process.wait(timeout=30) == 0
        assert time.monotonic() - begun < 15
        assert wait_until_gone(children) == []
        assert get(f"{url}/healthz") == (0, "")


@pytest.mark.xdist_group("served")
def test_nothing_serves_on_when_the_server_was_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bihuan", "migrate"]
    subprocess.run(command, env={"BIHUAN_HOME": str(tmp_path)}, capture_output=True, check=True, timeout=120)
    with started(tmp_path, "serve") as (url, process):
        wait_for(f"{url}/healthz", 200)
        children = children_of(process)
        assert len(children) >= 2
        process.kill()
        process.wait()
        assert wait_until_gone(children) == []


@pytest.mark.django_db
def test_a_worker_forgets_answers_that_are_kept_no_longer(django_user_model: Any) -> None:
    from datetime import UTC, datetime, timedelta

    from bihuan.api.models import KeptAnswer
    from bihuan.cli.engine import tidy

    at = datetime(2026, 11, 22, 3, tzinfo=UTC)
    user = django_user_model.objects.create(username="somebody", name="某人")
    for key, age in (("old", 25), ("young", 23)):
        KeptAnswer.objects.create(user=user, key=key, digest="-", begun_at=at - timedelta(hours=age))
    assert tidy(at) == 1
    assert list(KeptAnswer.objects.values_list("key", flat=True)) == ["young"]
