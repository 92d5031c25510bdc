"""Times the sweep: with nothing due, and with a thousand duties due. `python -m bench.sweeping` prints JSON."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import django

IDLE_RUNS, BUSY_RUNS = 30, 3
DUE = 1000
OPEN = 100_000


def measure() -> dict[str, Any]:
    """Milliseconds of every run, queries of one, and how many duties are open."""
    from django.db.models import F

    from bihuan.problems.models import OPEN_DUTY, Duty
    from bihuan.problems.sweep import sweep

    _open_many()
    quiet = Duty.objects.filter(OPEN_DUTY).order_by("wake_at").values_list("wake_at", flat=True)
    at = quiet[0] - timedelta(seconds=1)
    sweep(at)
    idle, idle_queries = _timed(lambda: sweep(at), IDLE_RUNS)
    now = datetime.now(UTC)
    repeats = Duty.objects.filter(
        OPEN_DUTY, problem__isnull=False, due_at__lt=now - timedelta(hours=2), stage__gt=3
    )
    busy, busy_queries = [], 0
    for _run in range(BUSY_RUNS):
        chosen = list(repeats.order_by("?").values_list("pk", flat=True)[:DUE])
        Duty.objects.filter(pk__in=chosen).update(wake_at=at, stage=F("stage") - 1)
        times, busy_queries = _timed(lambda: sweep(at), 1)
        busy += times
    return {
        "open": Duty.objects.filter(OPEN_DUTY).count(), "due": len(chosen), "idle": idle, "busy": busy,
        "idle_queries": idle_queries, "busy_queries": busy_queries,
    }  # fmt: skip


def _open_many() -> None:
    """Double the open duties until there are OPEN of them; who measures after this measures other cases."""
    from django.db import connection

    from bihuan.problems.models import OPEN_DUTY, Duty

    columns = ", ".join(column.column for column in Duty._meta.concrete_fields if not column.primary_key)
    while (count := Duty.objects.filter(OPEN_DUTY).count()) < OPEN:
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO problems_duty ({columns}) SELECT {columns} FROM problems_duty "
                "WHERE met_at IS NULL AND voided_at IS NULL LIMIT %s",
                [min(count, OPEN - count)],
            )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _timed(run: Any, times: int) -> tuple[list[float], int]:
    from django.db import connection

    count, found = 0, []

    def counted(execute: Any, *arguments: Any) -> Any:
        nonlocal count
        count += 1
        return execute(*arguments)

    with connection.execute_wrapper(counted):
        for _run in range(times):
            start = time.perf_counter()
            run()
            found.append((time.perf_counter() - start) * 1000)
    return found, count // times


if __name__ == "__main__":
    django.setup()
    print(json.dumps(measure()))
