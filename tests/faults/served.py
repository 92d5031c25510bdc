"""The desk as a real server on the database of the test: two processes, stopped and started as the test wants."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings

from tests.faults.town import database_url


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """`bihuan serve` with two processes of four threads on one port."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        environment = os.environ | {
            "DATABASE_URL": database_url(), "BIHUAN_HOME": str(settings.HOME), "BIHUAN_ALLOWED_HOSTS": "127.0.0.1",
            "BIHUAN_HTTPS": "0", "PYTHONWARNINGS": "ignore",
        }  # fmt: skip
        environment.pop("BIHUAN_DEBUG", None)
        command = [sys.executable, "-m", "bihuan", "serve", "--port", str(self.port)]
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        self._wait()

    def _wait(self) -> None:
        end = time.monotonic() + 180
        while time.monotonic() < end:
            assert self.process is not None and self.process.poll() is None, self.log()
            try:
                if self.ask("GET", "/healthz")[0] == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise AssertionError(f"the server does not answer: {self.log()}")

    def log(self) -> str:
        return (self.folder / "server.log").read_text(errors="replace")[-3000:]

    def stop(self) -> None:
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None

    def ask(self, method: str, path: str, body: Any = None, token: str = "") -> tuple[int, bytes]:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            headers = (
                {"Authorization": f"Bearer {token}", "Content-Type": "application/json"} if token else {}
            )
            raw = body if isinstance(body, bytes) else json.dumps(body).encode() if body is not None else None
            connection.request(method, path, raw, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()


@contextmanager
def served(folder: Path) -> Iterator[Server]:
    """A server for the length of the block."""
    found = Server(folder)
    try:
        found.start()
        yield found
    finally:
        found.stop()
