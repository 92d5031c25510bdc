"""The table of what was measured, and which targets it meets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median, quantiles
from typing import Any

from bench.workloads import Measured

FULL = 100_000
"""The size that absolute targets are set for; at other sizes they are shown and not judged."""
GROWTH = 1.3


@dataclass
class Run:
    """One engine at one size."""

    engine: str
    size: int
    measured: dict[str, Measured] = field(default_factory=dict)
    sweep: dict[str, Any] = field(default_factory=dict)
    commits: float = 0.0
    reporting: dict[str, Any] = field(default_factory=dict)

    def rate(self, name: str) -> float:
        """Requests a second of a workload."""
        return self.measured[name].rate


def table(runs: list[Run]) -> Iterator[str]:
    """The lines of the table."""
    names = (
        "workload",
        "engine",
        "cases",
        "clients",
        "req/s",
        "p50 ms",
        "p95 ms",
        "cpu ms",
        "queries",
        "of hello",
    )
    yield "{:<22}{:<12}{:>9}{:>8}{:>9}{:>9}{:>9}{:>9}{:>9}{:>10}".format(*names)
    for run in runs:
        for found in run.measured.values():
            share = f"1/{run.rate('hello') / found.rate:.1f}" if found.clients == 8 else ""
            queries = found.queries if found.queries >= 0 else ""
            yield (
                f"{found.name:<22}{run.engine:<12}{run.size:>9}{found.clients:>8}{found.rate:>9.0f}"
                f"{found.p50:>9.1f}{found.p95:>9.1f}{found.cpu:>9.2f}{queries:>9}{share:>10}"
            )
        for name in ("idle", "busy"):
            times = run.sweep[name]
            label = "sweep, nothing due" if name == "idle" else f"sweep, {run.sweep['due']} due"
            yield (
                f"{label:<22}{run.engine:<12}{run.size:>9}{1:>8}{1000 / median(times):>9.1f}{median(times):>9.1f}"
                f"{_p95(times):>9.1f}{'':>9}{run.sweep[name + '_queries']:>9}"
            )
        yield from _reports(run)
        yield f"{'one-row commits':<22}{run.engine:<12}{run.size:>9}{8:>8}{run.commits:>9.0f}"


def _reports(run: Run) -> Iterator[str]:
    """The report of a month and the register, which are made once and not by the second."""
    found = run.reporting
    for name in ("page", "frozen", "dashboard", "pdf", "package") if found else ():
        times = [1000 * seconds for seconds in found[name]]
        queries = found["queries"] if name == "page" else ""
        label = {
            "page": "month HTML", "frozen": "frozen month HTML", "dashboard": "dashboard HTML", "pdf": "month PDF",
            "package": "archive package",
        }[name]  # fmt: skip
        yield (
            f"{label:<22}{run.engine:<12}{run.size:>9}{1:>8}{1000 / median(times):>9.1f}{median(times):>9.0f}"
            f"{_p95(times):>9.0f}{'':>9}{queries:>9}"
        )
    if found:
        excel = found["excel"]
        yield f"{'register XLSX':<22}{run.engine:<12}{excel['rows']:>9}{1:>8}{'':>9}{1000 * excel['seconds']:>9.0f}"


def _p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1] if len(times) > 1 else times[0]


@dataclass(frozen=True)
class Target:
    """One thing that must hold; `is_met` None: not to be judged in this run."""

    text: str
    found: str
    is_met: bool | None

    def __str__(self) -> str:
        mark = {True: "pass", False: "FAIL", None: "  – "}[self.is_met]
        return f"{mark}  {self.text}: {self.found}"


def targets(runs: list[Run]) -> Iterator[Target]:
    """The targets, judged by the runs on PostgreSQL; ratios at every size, absolute figures at 100,000 cases."""
    for run in (run for run in runs if run.engine == "postgresql"):
        yield from _of_run(run)
    by_size = {run.size: run for run in runs if run.engine == "postgresql"}
    if 10_000 in by_size and FULL in by_size:
        yield from _growth(by_size[10_000], by_size[FULL])


def _of_run(run: Run) -> Iterator[Target]:
    is_full = run.size >= FULL
    where = f"at {run.size} cases"
    for name in ("list HTML", "list JSON"):
        share = run.rate(name) / run.rate("hello")
        yield Target(f"{name} at least 1/20 of hello, {where}", f"1/{1 / share:.1f}", share >= 1 / 20)
    for name, least in (("list HTML", 150), ("report", 100), ("case HTML", 80)):
        rate = run.rate(name)
        yield Target(f"{name} ≥ {least}/s, {where}", f"{rate:.0f}/s", rate >= least if is_full else None)
    for name, size, least in (("alarm", 1, 300), ("alarms of 100", 100, 5000)):
        rate = run.rate(name) * size
        yield Target(
            f"{name} ≥ {least} alarms/s, {where}", f"{rate:.0f}/s", rate >= least if is_full else None
        )
    for name, most in (
        ("list HTML, alone", 40), ("search HTML, alone", 100), ("common word, alone", 100), ("inner word, alone", 100),
        ("similar JSON, alone", 50),
    ):  # fmt: skip
        p95 = run.measured[name].p95
        yield Target(f"{name}: p95 ≤ {most} ms, {where}", f"{p95:.1f} ms", p95 <= most if is_full else None)
    for name, most in (("list HTML", 12), ("list JSON", 12), ("report", 25), ("step", 25)):
        queries = run.measured[name].queries
        yield Target(f"{name}: at most {most} queries", str(queries), 0 <= queries <= most)
    yield from _of_reports(run)
    idle = median(run.sweep["idle"])
    yield Target(f"idle sweep over {run.sweep['open']} open duties ≤ 20 ms", f"{idle:.1f} ms", idle <= 20)


def _of_reports(run: Run) -> Iterator[Target]:
    """F6.4 at full size: the page within 3 s, the PDF within 15 s, the Excel file within 200 MB."""
    if not run.reporting:
        return
    is_full, where = run.size >= FULL, f"at {run.size} cases"
    for name, label, most in (("page", "month HTML", 3), ("pdf", "month PDF", 15)):
        seconds = median(run.reporting[name])
        yield Target(f"{label} ≤ {most} s, {where}", f"{seconds:.2f} s", seconds <= most if is_full else None)
    excel = run.reporting["excel"]
    text = f"register XLSX of {excel['rows']} rows ≤ 200 MB"
    yield Target(text, f"{excel['mb']} MB, {excel['seconds']:.0f} s", excel["mb"] <= 200 if is_full else None)


def _growth(small: Run, full: Run) -> Iterator[Target]:
    for name, found in small.measured.items():
        if name in ("bare", "hello"):
            continue
        factor = (found.rate / small.rate("hello")) / (full.rate(name) / full.rate("hello"))
        text = f"{name}: at {full.size} cases within {GROWTH} of {small.size}, both against hello"
        yield Target(text, f"{factor:.2f}", factor <= GROWTH)
