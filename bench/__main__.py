"""`python -m bench`: fill, check, serve, measure, and print one table. Results also go to build/bench.json."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from bench.results import Run, table, targets
from bench.serving import ROOT, server, surroundings
from bench.workloads import Unusable, measure, workloads
from scripts import cluster

POSTGRES = ("shared_buffers=512MB", "max_connections=60", "max_wal_size=4GB")
"""Durable like any installation; fsync stays on."""


def main() -> int:
    """Run what the arguments ask for; 1 if a target is missed."""
    given = _arguments()
    runs = []
    for engine in given.engines:
        for size in given.sizes:
            with tempfile.TemporaryDirectory(prefix="bihuan-bench-", dir="/tmp") as name:
                runs.append(_run(engine, size, Path(name), given.port, given.seconds))
    print("\n".join(["", *table(runs), ""]))
    judged = list(targets(runs))
    print("\n".join(map(str, judged)))
    results = ROOT / "build" / "bench.json"
    results.parent.mkdir(exist_ok=True)
    results.write_text(json.dumps([asdict(run) for run in runs], ensure_ascii=False, indent=1) + "\n")
    return int(any(target.is_met is False for target in judged))


def _arguments() -> argparse.Namespace:
    reader = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    reader.add_argument("--sizes", type=int, nargs="+", default=[10_000], help="cases in the database")
    reader.add_argument(
        "--engines", nargs="+", choices=("sqlite", "postgresql"), default=["sqlite", "postgresql"]
    )
    reader.add_argument("--port", type=int, default=8160)
    reader.add_argument("--seconds", type=int, default=4, help="length of each measurement")
    return reader.parse_args()


def _run(engine: str, size: int, folder: Path, port: int, seconds: int) -> Run:
    folder.chmod(0o711)
    with _database(engine, folder) as (url, database):
        environment = surroundings(folder / "home", url)
        _tell(f"{engine}, {size} cases: filling", lambda: _python(environment, "bench.fill", str(size)))
        _tell("checking", lambda: _python(environment, "bench.checking"))
        prepared = json.loads(_python(environment, "bench.prepare"))
        run = Run(engine, size, commits=prepared["commits"])
        with server(environment, port) as parent:
            for workload in workloads(prepared):
                try:
                    run.measured[workload.name] = measure(workload, port, seconds, size, [parent, *database])
                except Unusable as reason:
                    sys.exit(f"bench: {reason}")
        run.reporting = json.loads(_python(environment, "bench.reporting"))
        run.sweep = json.loads(_python(environment, "bench.sweeping"))
    return run


@contextmanager
def _database(engine: str, folder: Path) -> Iterator[tuple[str, list[int]]]:
    """The address of an empty database, empty for the SQLite file in the home folder; and its processes."""
    (folder / "home").mkdir()
    if engine == "sqlite":
        yield "", []
        return
    try:
        url = cluster.start(folder, POSTGRES)
        yield url, [int((folder / "data" / "postmaster.pid").read_text().split()[0])]
    finally:
        cluster.stop(folder)


def _python(environment: Mapping[str, str], *arguments: str) -> str:
    """Run a module in the environment of the product; its output, or the end of the bench with its last line."""
    command = [sys.executable, "-m", *arguments]
    done = subprocess.run(
        command, env=dict(environment), cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"bench: {arguments[0]} failed: {done.stdout[-500:]}")
    return done.stdout


def _tell(what: str, work: object) -> None:
    """Say what is done and how long it took, on stderr."""
    start = time.monotonic()
    print(f"bench: {what} …", end=" ", flush=True, file=sys.stderr)
    said = work()  # type: ignore[operator]
    print(f"{said.strip()} ({time.monotonic() - start:.0f} s)".strip(), file=sys.stderr)


if __name__ == "__main__":
    os.umask(0o022)
    sys.exit(main())
