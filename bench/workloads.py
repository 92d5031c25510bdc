"""What is asked of the server, and the load that asks it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bench.processes import seconds_of
from bench.serving import fetch

SCRIPT = Path(__file__).resolve().parent / "lua" / "load.lua"
RARE, COMMON, INNER = "断纤", "主机", "请核查"
"""Words in about one case of a hundred and one of twelve; the last stands in letters alone, in six of a thousand."""


@dataclass(frozen=True)
class Workload:
    """One request, again and again; `paths` are taken in turn."""

    name: str
    paths: list[str]
    headers: dict[str, str] = field(default_factory=dict)
    method: str = "GET"
    body: str | None = None
    clients: int = 8


@dataclass(frozen=True)
class Measured:
    """Requests a second, milliseconds at the median and at 95 of 100, queries of one request (−1: none asked).

    `cpu` is the processor time in milliseconds that server and database took for one request.
    """

    name: str
    rate: float
    p50: float
    p95: float
    cpu: float
    queries: int
    clients: int
    size: int


class Unusable(RuntimeError):
    """A workload was not answered as it should be; a figure of it would say nothing."""


def workloads(found: dict[str, Any]) -> list[Workload]:
    """All of them, in the order in which they are run: reading first, since writing changes what is read."""
    page = {"Cookie": found["cookie"]}
    program = {"Authorization": f"Bearer {found['token']}", "Content-Type": "application/json"}
    open_html = ["/problems?state=open"]
    search = [f"/problems?q={quote(RARE)}"]
    return [
        Workload("bare", ["/bench/bare"]),
        Workload("hello", ["/bench/hello"]),
        Workload("list HTML", open_html, page),
        Workload("list HTML, alone", open_html, page, clients=1),
        Workload("list JSON", ["/api/v1/problems?state=open&limit=50"], program),
        Workload("case HTML", [f"/problems/{number}" for number in found["some"]], page),
        Workload("open case HTML", [f"/problems/{number}" for number in found["open"]], page),
        Workload("case JSON", [f"/api/v1/problems/{number}" for number in found["some"]], program),
        Workload("search HTML", search, page),
        Workload("search HTML, alone", search, page, clients=1),
        Workload("common word, alone", [f"/problems?q={quote(COMMON)}"], page, clients=1),
        Workload("inner word, alone", [f"/problems?q={quote(INNER)}"], page, clients=1),
        Workload("similar JSON", [f"/api/v1/problems/{n}/similar" for n in found["some"]], program),
        Workload("similar JSON, alone", [f"/api/v1/problems/{n}/similar" for n in found["some"]], program, clients=1),
        Workload("report", ["/api/v1/problems"], program, "POST", _report()),
        Workload("alarm", ["/api/v1/intake/alertmanager"], program, "POST", _alarms(1)),
        Workload("alarms of 100", ["/api/v1/intake/alertmanager"], program, "POST", _alarms(100)),
        Workload("step", [f"/api/v1/problems/{n}/steps/comment" for n in found["open"]], program, "POST",
                 json.dumps({"text": "已联系厂商，第 %d 次进展更新"}, ensure_ascii=False)),
    ]  # fmt: skip


def _report() -> str:
    """The body of a report at level 3; %d makes each one its own."""
    discovered = datetime.now(UTC) - timedelta(minutes=5)
    fields = {
        "discovered_at": discovered.isoformat(), "source": "patrol", "category": "database", "level": 3,
        "title": "融合计费平台表空间使用率达到 98% 第 %d 例",
        "symptom": "值班巡检发现：融合计费平台的表空间使用率达到 98%，批价结果需要重算，涉及 %d 户。",
        "impact": "夜间批处理窗口被占用", "business_affected": True, "users_affected": "none",
    }  # fmt: skip
    return json.dumps(fields, ensure_ascii=False)


def _alarms(count: int) -> str:
    """A notification of Alertmanager with alarms that nobody has seen before and no rule is for, by number and by %d.

    Alarms that raise a case are timed by the flood in tests/faults.
    """
    alerts = [
        {
            "status": "firing", "fingerprint": f"%d-{place}-bench", "startsAt": "2026-11-22T01:05:30.123456789Z",
            "endsAt": "0001-01-01T00:00:00Z", "generatorURL": "http://prometheus:9090/graph",
            "labels": {"alertname": "DiskLatencyHigh", "instance": f"db-{place}:9187", "job": "oracle",
                       "severity": "warning", "service": "billing"},
            "annotations": {"summary": "磁盘延迟升高，批价变慢"},
        }
        for place in range(count)
    ]  # fmt: skip
    note = {"version": "4", "groupKey": "{}", "status": "firing", "receiver": "bihuan", "alerts": alerts}
    return json.dumps(note, ensure_ascii=False)


def measure(workload: Workload, port: int, seconds: int, size: int, processes: list[int]) -> Measured:
    """Warm up, ask once how many queries it takes, then load for `seconds`. Raises Unusable.

    `processes` are those whose processor time counts, with all below them.
    """
    queries = _queries(workload, port)
    _load(workload, port, 1)
    used = seconds_of(processes)
    found = _load(workload, port, seconds)
    used = seconds_of(processes) - used
    if found["bad_status"] or found["broken"] or not found["requests"]:
        raise Unusable(f"{workload.name}: {found}")
    rate = found["requests"] / found["seconds"]
    cpu = 1000 * used / found["requests"]
    return Measured(workload.name, rate, found["p50"], found["p95"], cpu, queries, workload.clients, size)


def _queries(workload: Workload, port: int) -> int:
    headers = workload.headers | {"X-Count-Queries": "1"}
    body = workload.body.replace("%d", "0") if workload.body else None
    status, answer, content = fetch(port, workload.paths[0], headers, workload.method, body)
    if status not in (200, 201):
        raise Unusable(f"{workload.name}: status {status}: {content[:400].decode(errors='replace')}")
    return int(answer.get("X-Queries", -1))


def _load(workload: Workload, port: int, seconds: int) -> dict[str, Any]:
    wrk = shutil.which("wrk")
    if wrk is None:
        raise Unusable("wrk is not installed; scripts/setup bench installs it")
    with tempfile.NamedTemporaryFile("w", suffix=".paths", encoding="utf-8") as paths:
        paths.write("\n".join(workload.paths) + "\n")
        paths.flush()
        environment = {
            "PATH": os.environ["PATH"],
            "BENCH_METHOD": workload.method,
            "BENCH_PATHS": paths.name,
            "BENCH_HEADERS": "\n".join(f"{name}: {value}" for name, value in workload.headers.items()),
        }
        if workload.body:
            environment["BENCH_BODY"] = workload.body
        command = [wrk, "-t1", f"-c{workload.clients}", f"-d{seconds}s", "--timeout", "20s", "-s", str(SCRIPT),
                   f"http://127.0.0.1:{port}"]  # fmt: skip
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode or not lines:
        raise Unusable(f"{workload.name}: {done.stdout[-300:]} {done.stderr[-300:]}")
    answer: dict[str, Any] = json.loads(lines[-1])
    return answer
