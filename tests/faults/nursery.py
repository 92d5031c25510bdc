"""A program: it has learnt the whole product by heart and forks workers from itself, so that a new one costs no start.

Reads one order a line, {"offset": seconds, "every": seconds}, and answers with the process number of the new worker,
which is `bihuan worker` as it is. All of them die with it.
"""

import ctypes
import json
import os
import signal
import sys
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import django

KILLED_WITH_PARENT = 1


def main() -> None:
    django.setup()
    learn()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those who are killed
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            work(order)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


def learn() -> None:
    """Import what a worker needs, and open nothing."""
    from django.db import connections

    from bihuan.cli import engine, serving
    from bihuan.intake import settling
    from bihuan.notices import deliver
    from bihuan.notices.channels import adapter_of, kinds
    from bihuan.problems import selfcheck, sweep

    assert all((engine, serving, settling, deliver, selfcheck, sweep))
    for kind in kinds():
        adapter_of(kind)
    for package in ("api", "intake", "notices", "people", "problems", "web"):
        for path in sorted(Path(engine.__file__).parents[1].glob(f"{package}/migrations/0*.py")):
            import_module(f"bihuan.{package}.migrations.{path.stem}")
    connections.close_all()


def work(order: dict[str, int]) -> None:
    """Be a worker until killed."""
    from bihuan import clock
    from bihuan.cli.serving import worker

    ctypes.CDLL(None).prctl(KILLED_WITH_PARENT, signal.SIGKILL)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    clock.OFFSET = timedelta(seconds=order["offset"])
    try:
        worker.main(["--every", str(order["every"])], standalone_mode=False)
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
