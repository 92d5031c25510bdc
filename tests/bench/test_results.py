"""Which targets are judged, and by what."""

from dataclasses import replace

from bench.results import FULL, Run, table, targets
from bench.workloads import Measured

NAMES = ("bare", "hello", "list HTML", "list HTML, alone", "list JSON", "case HTML", "search HTML, alone",
         "common word, alone", "inner word, alone", "similar JSON, alone", "report", "step", "alarm",
         "alarms of 100")  # fmt: skip


def run_of(size: int, engine: str = "postgresql", **rates: float) -> Run:
    """A run in which everything is answered 200 times a second, but for what `rates` says."""
    measured = {}
    for name in NAMES:
        rate, clients = rates.get(name.replace(" ", "_"), 200.0), 1 if "alone" in name else 8
        measured[name] = Measured(name, rate, 5.0, 9.0, 4.0, 8, clients, size)
    sweep = {
        "open": FULL,
        "due": 1000,
        "idle": [1.0, 2.0, 3.0],
        "busy": [900.0],
        "idle_queries": 2,
        "busy_queries": 9,
    }
    return Run(engine, size, measured, sweep, 5000.0)


def judged(*runs: Run) -> dict[str, bool | None]:
    return {target.text: target.is_met for target in targets(list(runs))}


def test_absolute_figures_are_judged_at_full_size_alone() -> None:
    small, full = judged(run_of(10_000)), judged(run_of(FULL, report=99.0))
    assert small["report ≥ 100/s, at 10000 cases"] is None
    assert full[f"report ≥ 100/s, at {FULL} cases"] is False
    assert full[f"alarm ≥ 300 alarms/s, at {FULL} cases"] is False
    assert full[f"alarms of 100 ≥ 5000 alarms/s, at {FULL} cases"] is True
    assert full[f"list HTML ≥ 150/s, at {FULL} cases"] is True
    assert small["list HTML at least 1/20 of hello, at 10000 cases"] is True
    assert judged(run_of(10_000, hello=4001.0))["list HTML at least 1/20 of hello, at 10000 cases"] is False


def test_too_many_queries_are_a_miss_at_every_size() -> None:
    run = run_of(10_000)
    run.measured["step"] = replace(run.measured["step"], queries=26)
    assert judged(run)["step: at most 25 queries"] is False


def test_growth_is_judged_against_hello() -> None:
    kept = judged(run_of(10_000), run_of(FULL, hello=100.0, report=80.0))
    line = f"report: at {FULL} cases within 1.3 of 10000, both against hello"
    assert kept[line] is True  # the machine was half as fast, and so was the rest
    assert judged(run_of(10_000), run_of(FULL, report=150.0))[line] is False


def test_sqlite_is_measured_and_not_judged() -> None:
    run = run_of(10_000, "sqlite", hello=100_000.0)
    assert not judged(run)
    lines = list(table([run]))
    assert len({len(line.rstrip()) for line in lines}) > 1
    assert any(line.startswith("sweep, 1000 due") for line in lines)
    assert "sqlite" in lines[1]
