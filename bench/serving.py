"""The server under measurement: `bihuan serve` with two processes, as a user would start it."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = "bench.settings"


def surroundings(home: Path, url: str) -> dict[str, str]:
    """The environment of the product's processes: this home, this database, nothing of the caller's."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "LC_ALL") if name in os.environ}
    more = {"BIHUAN_HOME": str(home), "BIHUAN_ALLOWED_HOSTS": "127.0.0.1", "DJANGO_SETTINGS_MODULE": SETTINGS,
            "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}"}  # fmt: skip
    return kept | more | ({"DATABASE_URL": url} if url else {})


@contextmanager
def server(environment: Mapping[str, str], port: int) -> Iterator[int]:
    """Two processes of four threads on `port`, ready to answer, by the id of their parent; stopped at the end."""
    command = [
        sys.executable,
        "-m",
        "bihuan",
        "serve",
        "--port",
        str(port),
        "--workers",
        "2",
        "--threads",
        "4",
    ]
    log = Path(environment["BIHUAN_HOME"]) / "server.log"
    with log.open("w") as stream:
        process = subprocess.Popen(command, env=dict(environment), cwd=ROOT, stdout=stream, stderr=stream)
        try:
            _wait_for(process, port, log)
            yield process.pid
        finally:
            process.terminate()
            process.wait(timeout=30)


def _wait_for(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    for _try in range(300):
        if process.poll() is not None:
            break
        try:
            if fetch(port, "/healthz")[0] == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"the server does not answer: {log.read_text()[-800:]}")


def fetch(
    port: int,
    path: str,
    headers: Mapping[str, str] | None = None,
    method: str = "GET",
    body: str | None = None,
) -> tuple[int, http.client.HTTPMessage, bytes]:
    """One request: status, headers, content."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body.encode() if body else None, dict(headers or {}))
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()
