"""What must be true of an installation: asked by `bihuan doctor`, before a command starts, and by /readyz.

Each check returns None when all is well, else a sentence that says what is wrong and what to do.
"""

import os
import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bihuan.cli.words import N_, _
from bihuan.clock import SHANGHAI, now

PACKAGE = Path(__file__).resolve().parent.parent
OLDEST_SQLITE = (3, 37, 0)
OLDEST_POSTGRESQL = 150000

_is_migrated = False


def database() -> str | None:
    """The database answers a query."""
    from django.db import DatabaseError, connection

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, OSError) as error:
        from bihuan.cli.failures import sentence_of

        return sentence_of(error)
    return None


def migrations() -> str | None:
    """Every migration is applied; once true this stays true for the life of the process."""
    global _is_migrated
    if _is_migrated:
        return None
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return _("the database is not prepared; run: bihuan migrate")
    _is_migrated = True
    return None


def worker() -> str | None:
    """Some worker finished a sweep not long ago, in the database that is running now."""
    return _last_sweep_within(heartbeat_silent())


def engine_now() -> str | None:
    """A whole sweep ended within half a minute, so that everything that is due is done in time."""
    from bihuan.problems.heartbeat import FRESH

    return _last_sweep_within(FRESH)


def heartbeat_silent() -> timedelta:
    """After how long without a sweep something is wrong."""
    from bihuan.problems.heartbeat import SILENT

    return SILENT


def sweep_words() -> str:
    """When the last whole sweep ended."""
    from bihuan.problems.heartbeat import last_sweep

    last = last_sweep(now())
    return _("last sweep {time}").format(time=_local(last)) if last else ""


def _local(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")


def _last_sweep_within(span: timedelta) -> str | None:
    from bihuan.problems.heartbeat import last_sweep

    at = now()
    last = last_sweep(at)
    if last is None:
        return _("no worker has run yet; run: bihuan worker")
    if at - last > span:
        return _("no worker has finished a sweep since {time}; run: bihuan worker").format(time=_local(last))
    return None


def escalations() -> str | None:
    """Whatever is open will be asked about again."""
    from bihuan.problems.selfcheck import look

    found = [str(finding) for finding in look(now())]
    if not found:
        return None
    return _("{count} open escalations have no future step: {which}").format(
        count=len(found), which="; ".join(found[:5])
    )


def sqlite() -> str | None:
    """The SQLite that Python was built with is new enough; setup has seen to Python itself."""
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        return _("SQLite {version} is too old").format(version=sqlite3.sqlite_version)
    return None


def engine() -> str | None:
    """A PostgreSQL server is of a version that is tested."""
    from django.db import connection

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version_num")
            if int(cursor.fetchone()[0]) < OLDEST_POSTGRESQL:
                return _("PostgreSQL 15 or newer is needed")
    return None


def home() -> str | None:
    """The home folder takes a file, and has room."""
    from django.conf import settings

    probe = Path(settings.HOME) / f"probe-{os.getpid()}"
    try:
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as error:
        return _("{folder} is not writable: {reason}").format(folder=settings.HOME, reason=error.strerror)
    if shutil.disk_usage(settings.HOME).free < 200 * 1024 * 1024:
        return _("less than 200 MB are free in {folder}").format(folder=settings.HOME)
    return None


def static_files() -> str | None:
    """The front-end files were installed."""
    if not (PACKAGE / "web/static/vendor/tabler.min.css").exists():
        return _("the front-end files are missing; run: scripts/setup")
    return None


def texts() -> str | None:
    """Each catalogue was compiled after its last change."""
    for source in PACKAGE.glob("*/locale/*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            return _("texts are not compiled; run: scripts/compile-messages")
    return None


def fonts() -> str | None:
    """A font with Chinese characters is there for printed papers: asked as papers themselves ask."""
    from bihuan.papers.fonts import NoChineseFont, chinese_fonts

    try:
        chinese_fonts()
    except NoChineseFont:
        return _("no Chinese font is installed; install fonts-noto-cjk or fonts-wqy-microhei")
    return None


def standby() -> str | None:
    """Each machine that keeps papers for a dead network wrote them last night; none has to."""
    from bihuan.papers.standby import copies, is_missed

    for row in copies():
        if row.failure:
            return _("{folder} was not written: {reason}").format(folder=row.folder, reason=row.failure)
        if is_missed(row, now()):
            return _("{folder} was not written last night; is a worker running?").format(folder=row.folder)
    return None


def standby_words() -> str:
    """Where the papers lie, and since when."""
    from bihuan.papers.standby import copies

    return ", ".join(f"{row.folder} {_local(row.written_at)}" for row in copies() if row.written_at)


def clock() -> str | None:
    """The clock is not obviously wrong, and the database's clock agrees with it."""
    from django.db import connection

    if now() < datetime(2026, 1, 1, tzinfo=UTC):
        return _("the clock of this machine is wrong")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            if abs(cursor.fetchone()[0] - now()) > timedelta(seconds=30):
                return _("the clocks of this machine and of the database differ by more than 30 seconds")
    return None


READY: dict[str, Callable[[], str | None]] = {
    "database": database,
    "migrations": migrations,
    "worker": worker,
}
"""What must hold before an installation can be used, in the order in which one check needs the one before."""


def archive() -> str | None:
    """Archived cases are sealed in the database, and every package holds."""
    from bihuan.archive.lists import damaged
    from bihuan.problems.sealing import missing

    if missing():
        return _("the database does not seal archived cases; run “bihuan migrate”")
    if found := damaged(1):
        return _("the package of {number} is damaged or not built; see the page Fixity").format(
            number=found[0].file.number
        )
    return None


ALL: dict[str, tuple[str, Callable[[], str | None]]] = {
    "sqlite": (N_("SQLite"), sqlite),
    "home": (N_("home folder"), home),
    "database": (N_("database"), database),
    "engine": (N_("version of the database"), engine),
    "migrations": (N_("migrations"), migrations),
    "worker": (N_("worker"), worker),
    "escalations": (N_("escalations"), escalations),
    "static": (N_("front-end files"), static_files),
    "texts": (N_("texts"), texts),
    "fonts": (N_("fonts"), fonts),
    "clock": (N_("clock"), clock),
    "standby": (N_("papers for a dead network"), standby),
    "archive": (N_("archive"), archive),
}
"""Every check of the doctor with its name; those that need a database come after it."""

NOTES: dict[str, Callable[[], str]] = {"worker": sweep_words, "standby": standby_words}
"""What is said of a check that went well."""

NEED_DATABASE = frozenset({"engine", "migrations", "worker", "escalations", "clock", "standby", "archive"})
NEED_TABLES = frozenset({"worker", "escalations", "standby", "archive"})
