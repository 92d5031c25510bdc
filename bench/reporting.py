"""Times the report of a month, the register and the archive: page, PDF, Excel of all cases, packages; prints JSON."""

from __future__ import annotations

import json
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django

PAGES = 5
PACKAGES = 5


def measure() -> dict[str, Any]:
    """Seconds of each page and of one PDF, queries of a page; seconds, rows and peak memory in MB of the Excel file.

    The running month is drawn anew each time; the one before is frozen if its report was submitted.
    """
    from django.conf import settings
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from bihuan.people.models import User
    from bihuan.process.calendar import month_after, month_of

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.SECURE_SSL_REDIRECT = False
    month = month_of(datetime.now(UTC))
    frozen = month_after(month, -1)
    client = Client()
    client.force_login(User.objects.get(username="coordinator"), "bihuan.people.signin.PeopleBackend")
    found: dict[str, Any] = {"month": month, "excel": _excel(), "package": _packages()}
    for name, path, times in (
        ("page", f"/months/{month}", PAGES),
        ("frozen", f"/months/{frozen}", PAGES),
        ("dashboard", "/dashboard?span=days", PAGES),
        ("pdf", f"/months/{month}/report.pdf", 1),
    ):
        found[name] = [_timed(client, path) for _time in range(times)]
    from django.db import connection

    with CaptureQueriesContext(connection) as queries:
        client.get(f"/months/{month}")
    return {**found, "queries": len(queries)}


def _timed(client: Any, path: str) -> float:
    start = time.perf_counter()
    answer = client.get(path)
    if answer.status_code != 200:
        raise SystemExit(f"{path}: status {answer.status_code}")
    assert answer.content
    return time.perf_counter() - start


def _excel() -> dict[str, Any]:
    """Every case there is, by this process before it did anything else, so that its peak is that of the file."""
    from bihuan.people.models import User
    from bihuan.problems.models import Problem
    from bihuan.process.calendar import month_of
    from bihuan.reports.selection import Selection
    from bihuan.reports.sheet import write_register

    first = Problem.objects.order_by("reported_at").values_list("reported_at", flat=True)[0]
    chosen = Selection(month_of(first), until=month_of(datetime.now(UTC)))
    user = User.objects.get(username="coordinator")
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        rows = write_register(Path(folder) / "register.xlsx", chosen, user, datetime.now(UTC))
        seconds = time.perf_counter() - start
    status = Path("/proc/self/status").read_text()
    return {"rows": rows, "seconds": seconds, "mb": int(status.split("VmHWM:")[1].split()[0]) // 1024}


def _packages() -> list[float]:
    """Seconds to build the package of a few cases at levels 1 and 2, which have the most papers; nothing stays."""
    from django.conf import settings

    from bihuan.archive.building import build
    from bihuan.problems.models import ArchiveFile

    files = (
        ArchiveFile.objects.filter(problem__level__lte=2).select_related("problem__system").order_by("-pk")
    )
    taken = []
    with tempfile.TemporaryDirectory() as folder:
        settings.ARCHIVE_ROOT = Path(folder)
        for file in files[:PACKAGES]:
            start = time.perf_counter()
            build(file.problem, file)
            taken.append(time.perf_counter() - start)
    return taken


if __name__ == "__main__":
    django.setup()
    print(json.dumps(measure()))
