"""A program: eight processes report cases at once on one SQLite file. Called by test_writers.

Prints the number of cases and what each writer failed with; the file lies in BIHUAN_HOME.
"""

import json
import os
import sys
from datetime import UTC, datetime, timedelta

import django

WRITERS = 8


def report(writer: int, count: int) -> None:
    """Report `count` cases through the door."""
    from bihuan.people.models import User
    from bihuan.problems.gate import take_step

    actor = User.objects.get(username="reporter")
    for place in range(count):
        at = datetime.now(UTC)
        form = {
            "discovered_at": (at - timedelta(minutes=5)).isoformat(), "source": "patrol", "category": "host",
            "level": 4, "symptom": f"第 {writer} 台主机第 {place} 次巡检发现磁盘空间不足",
        }  # fmt: skip
        take_step("report", actor=actor, at=at, data=form)


def write_at_once(count: int) -> list[str]:
    """Let all writers loose and wait for them; returns how each one failed."""
    from django.db import connections

    connections.close_all()
    writers = {}
    for writer in range(WRITERS):
        reader, pipe = os.pipe()
        child = os.fork()
        if child == 0:
            fault = ""
            try:
                report(writer, count)
            except Exception as error:
                fault = f"{type(error).__name__}: {error}"
            os.write(pipe, fault.encode())
            os._exit(bool(fault))
        os.close(pipe)
        writers[child] = reader
    faults = []
    for child, reader in writers.items():
        with os.fdopen(reader, "rb") as stream:
            fault = stream.read().decode()
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        if code:
            faults.append(fault or f"exit code {code}")
    return faults


def main(count: int) -> None:
    django.setup()
    from django.core.management import call_command

    from bihuan.people.accounts import add_user
    from bihuan.problems.audit import verify
    from bihuan.problems.models import Problem

    call_command("migrate", verbosity=0)
    for name in ("reporter", "coordinator"):
        add_user(name, name, by=None, at=datetime.now(UTC), roles=[name])
    faults = write_at_once(count)
    numbers = set(Problem.objects.values_list("number", flat=True))
    print(json.dumps({"faults": faults, "cases": len(numbers), "broken": str(verify() or "")}))  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]))
