"""Is somebody watching the deadlines? What a worker leaves after each whole sweep, and who may believe it.

A sign of life says in which running database it was written. One that came back with a backup, or was copied into
another database, carries a foreign mark and is not believed, however young it looks.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from bihuan.notices.inbox import COUNT_UNREAD, UNREAD_SHOWN
from bihuan.people.models import User
from bihuan.people.prepared import reading_cursor
from bihuan.problems.models import Heartbeat

FRESH = timedelta(seconds=30)
"""A whole sweep ended within this time, or the engine does not run."""
SILENT = timedelta(minutes=2)
"""After this long without one, every page says so."""
REMEMBERED = timedelta(minutes=15)
"""How long pages speak of what the self-check has found."""
AHEAD = timedelta(seconds=5)
"""A sign of life from further in the future was not made by this clock."""

_STARTED = "EXTRACT(EPOCH FROM pg_postmaster_start_time())"
_POSTGRESQL = f"SELECT {_STARTED}::text || ':' || 'problems_heartbeat'::regclass::oid"
_LATEST = "SELECT MAX({column}) FROM problems_heartbeat WHERE running_in = ({mark}) AND {column} <= %s"


@dataclass(frozen=True, slots=True)
class Pulse:
    """What the frame of a page shows: unread notices, the end of the last sweep, the last finding. Times in UTC."""

    unread: int
    swept_at: datetime | None
    found_at: datetime | None

    def is_silent(self, at: datetime) -> bool:
        """Nobody has watched for two minutes."""
        return self.swept_at is None or at - self.swept_at > SILENT

    def has_findings(self, at: datetime) -> bool:
        """The self-check has found something not long ago."""
        return self.found_at is not None and at - self.found_at < REMEMBERED


def beat(worker: str, at: datetime, report: dict[str, Any], findings: Sequence[str] = ()) -> None:
    """Worker `worker` has finished a whole sweep at `at`; `findings` is what its self-check met."""
    values: dict[str, Any] = {"swept_at": at, "report": report, "running_in": database_mark()}
    if findings:
        values |= {"findings": list(findings), "found_at": at}
    Heartbeat.objects.update_or_create(worker=worker, defaults=values)


def last_sweep(at: datetime) -> datetime | None:
    """When a whole sweep last ended in this running database."""
    beats = Heartbeat.objects.filter(running_in=database_mark(), swept_at__lte=at + AHEAD)
    return beats.order_by("-swept_at").values_list("swept_at", flat=True).first()


def pulse_of(user: User, at: datetime) -> Pulse:
    """All that every page asks of notices and engine: one statement."""
    mark, known = _mark()
    columns = ", ".join(
        f"({_LATEST.format(column=column, mark=mark)})" for column in ("swept_at", "found_at")
    )
    latest = connection.ops.adapt_datetimefield_value(at + AHEAD)
    with reading_cursor() as cursor:
        cursor.execute(
            f"SELECT ({COUNT_UNREAD}), {columns}",
            [user.pk, UNREAD_SHOWN, *known, latest, *known, latest],
        )
        unread, swept_at, found_at = cursor.fetchone()
    return Pulse(int(unread), _instant(swept_at), _instant(found_at))


def forget() -> None:
    """No sign of life counts any more: the database was brought back from a backup."""
    Heartbeat.objects.all().delete()


def database_mark() -> str:
    """Names the running database: its table and the start of its server, or the file and where it lies."""
    mark, known = _mark()
    if known:
        return known[0]
    with connection.cursor() as cursor:
        cursor.execute(mark)
        return str(cursor.fetchone()[0])


def _mark() -> tuple[str, list[str]]:
    """The mark as an expression with its parameters; a file's is known without asking the database."""
    if connection.vendor == "postgresql":
        return _POSTGRESQL, []
    try:
        found = os.stat(connection.settings_dict["NAME"])
    except OSError:
        return "%s", ["memory"]
    return "%s", [f"{found.st_dev}:{found.st_ino}"]


def _instant(value: Any) -> datetime | None:
    """An instant as the driver gives it; SQLite gives text, and keeps no zone."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if value is None:
        return None
    found: datetime = value if value.tzinfo else value.replace(tzinfo=UTC)
    return found
