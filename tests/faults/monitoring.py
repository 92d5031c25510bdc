"""A real Prometheus with a real Alertmanager, and what stands between them and the desk: one gauge, one relay."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.faults.served import free_port

RULES = """
groups:
  - name: billing
    interval: 1s
    rules:
      - alert: DatabaseDown
        expr: billing_db_up == 0
        labels: {severity: critical, service: billing}
        annotations: {summary: "计费主库连接失败"}
"""
SCRAPE = """
global: {{scrape_interval: 1s, evaluation_interval: 1s}}
rule_files: [{folder}/rules.yml]
alerting: {{alertmanagers: [{{static_configs: [{{targets: ["127.0.0.1:{alertmanager}"]}}]}}]}}
scrape_configs: [{{job_name: billing, static_configs: [{{targets: ["127.0.0.1:{gauge}"]}}]}}]
"""
ROUTE = """
route: {{receiver: bihuan, group_by: [alertname], group_wait: 1s, group_interval: 2s, repeat_interval: 1h}}
receivers:
  - name: bihuan
    webhook_configs:
      - url: http://127.0.0.1:{relay}/api/v1/intake/alertmanager
        send_resolved: true
        http_config: {{authorization: {{credentials: {token}}}}}
"""


@dataclass
class Relay:
    """Passes requests on to the desk and notes the status of each; 502 while the desk does not listen."""

    target: int
    statuses: list[int] = field(default_factory=list)
    port: int = 0

    def count(self, status: int) -> int:
        return self.statuses.count(status)

    def send(self, path: str, body: bytes, token: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.target, timeout=30)
        try:
            headers = {"Content-Type": "application/json", "Authorization": token}
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            answer.read()
            status = answer.status
        except OSError:
            status = 502
        finally:
            connection.close()
        self.statuses.append(status)
        return status


@contextmanager
def relay_to(port: int) -> Iterator[Relay]:
    """A relay for the length of the block."""
    relay = Relay(port)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            status = relay.send(self.path, body, self.headers.get("Authorization", ""))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    with _listening(Handler) as relay.port:
        yield relay


@dataclass
class Gauge:
    """Is the database of the billing up? What Prometheus scrapes."""

    is_up: bool = True
    port: int = 0


@contextmanager
def _listening(handler: type[BaseHTTPRequestHandler]) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def prometheus(folder: Path, relay: int, token: str) -> Iterator[Gauge]:
    """Prometheus and Alertmanager on ports of their own, sending to the relay; the gauge is the test's."""
    gauge = Gauge()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = f"billing_db_up {int(gauge.is_up)}\n".encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; version=0.0.4")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:
            pass

    ports = {"alertmanager": free_port(), "prometheus": free_port()}
    with _listening(Handler) as gauge.port:
        (folder / "rules.yml").write_text(RULES, encoding="utf-8")
        settings = SCRAPE.format(folder=folder, alertmanager=ports["alertmanager"], gauge=gauge.port)
        (folder / "prometheus.yml").write_text(settings, encoding="utf-8")
        (folder / "alertmanager.yml").write_text(ROUTE.format(relay=relay, token=token), encoding="utf-8")
        programs = [_run(folder, "alertmanager", ports), _run(folder, "prometheus", ports)]
        try:
            yield gauge
        finally:
            for program in programs:
                program.kill()
                program.wait()


def _run(folder: Path, name: str, ports: dict[str, int]) -> subprocess.Popen[bytes]:
    """One of the two programs of the Debian packages, on loopback."""
    program = {"alertmanager": "prometheus-alertmanager", "prometheus": "prometheus"}[name]
    found = shutil.which(program)
    assert found, f"{program} is missing: scripts/system-packages faults"
    storage = "--storage.tsdb.path" if name == "prometheus" else "--storage.path"
    command = [found, f"--config.file={folder}/{name}.yml", f"{storage}={folder}/{name}-data",
               f"--web.listen-address=127.0.0.1:{ports[name]}"]  # fmt: skip
    if name == "alertmanager":
        command.append("--cluster.listen-address=")
    with (folder / f"{name}.log").open("wb") as log:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=dict(os.environ)
        )


class Repeater:
    """A monitoring that sends one payload until it is taken, as the webhook script of Zabbix is tried again."""

    def __init__(self, relay: Relay, path: str, token: str, payload: dict[str, Any]) -> None:
        self.relay, self.path, self.token, self.body = (
            relay,
            path,
            f"Bearer {token}",
            json.dumps(payload).encode(),
        )
        self.thread = threading.Thread(target=self._send)
        self.thread.start()

    def _send(self) -> None:
        for _try in range(600):
            if self.relay.send(self.path, self.body, self.token) == 200:
                return
            time.sleep(0.2)
