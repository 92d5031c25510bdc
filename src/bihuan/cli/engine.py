"""The engine of the desk: sweeps again and again, says so to the outside, hears keys pressed in calls."""

import socket
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bihuan.cli.failures import sentence_of
from bihuan.clock import now

if TYPE_CHECKING:
    from bihuan.problems.sweep import SweepReport

TIDY_EVERY = timedelta(hours=1)
BEACON_SECONDS = 5.0


class Beacon:
    """Calls an outside address after each whole sweep, in a thread of its own: whoever misses the call raises alarm.

    Nothing waits for it; while one call is out, the next is left out. The address may hold a token and is never logged.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self._out: threading.Thread | None = None

    def light(self) -> bool:
        """Begin a call unless one is out; whether it was begun."""
        if not self.url or (self._out is not None and self._out.is_alive()):
            return False
        self._out = threading.Thread(target=self._call, name="beacon", daemon=True)
        self._out.start()
        return True

    def wait(self) -> None:
        """Until the call that is out has ended, which takes a few seconds at most."""
        if self._out is not None:
            self._out.join(BEACON_SECONDS * 2)

    def _call(self) -> None:
        import urllib3

        limit = urllib3.Timeout(total=BEACON_SECONDS)
        try:
            pool = urllib3.PoolManager(retries=False, timeout=limit)
            status = pool.request("GET", self.url, redirect=False).status
        except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
            _log().warning("outside heartbeat not called", reason=type(error).__name__)
            return
        if status >= 400:
            _log().warning("outside heartbeat refused", status=status)


def run_engine(stopped: threading.Event, every: int) -> None:
    """Sweep every `every` seconds until stopped; hear keys pressed in calls in between.

    Tidies up at once and then every hour, and looks whether the work of the night is due.
    """
    from django.conf import settings

    from bihuan.archive.tending import tend

    beacon, tidied = Beacon(settings.HEARTBEAT_URL), now() - 2 * TIDY_EVERY
    while not stopped.is_set():
        if safely(lambda: sweep_once(now())):
            beacon.light()
        safely(lambda: tend(now()))
        if now() - tidied > TIDY_EVERY:
            tidied = now()
            safely(lambda: tidy(now()))
            safely(lambda: nightly(now()))
        _hear_until(stopped, every)


def _hear_until(stopped: threading.Event, every: int) -> None:
    """Until the next sweep; whoever presses a key in a call ends the others within seconds."""
    from bihuan.problems.asking import hear_key_presses

    for _second in range(every):
        if stopped.wait(1):
            return
        safely(lambda: hear_key_presses(now()))


def sweep_once(at: datetime) -> "SweepReport":
    """Alarms that wait, one sweep under this machine's name, its self-check and sign of life; returns the report."""
    from bihuan.intake.settling import settle_pending
    from bihuan.problems.heartbeat import beat
    from bihuan.problems.selfcheck import mend
    from bihuan.problems.sweep import sweep

    settle_pending(at)
    report = sweep(at)
    found = mend(at)
    beat(socket.gethostname()[:80], now(), vars(report), [str(finding) for finding in found])
    return report


def tidy(at: datetime) -> int:
    """Do what the settings name under HOUSEKEEPING; returns how many rows went."""
    from django.conf import settings
    from django.utils.module_loading import import_string

    return sum(import_string(path)(at) for path in settings.HOUSEKEEPING)


def nightly(at: datetime) -> None:
    """Do what the settings name under NIGHTLY, each of which knows whether its night has come."""
    from django.conf import settings
    from django.utils.module_loading import import_string

    for path in settings.NIGHTLY:
        import_string(path)(at)


def safely(work: Callable[[], object]) -> bool:
    """Whether it went well: a worker outlives whatever one sweep met, the next one tries again."""
    from django.db import close_old_connections

    try:
        close_old_connections()
        work()
    except Exception as error:
        _log().error("sweep failed", reason=sentence_of(error), exc_info=True)
        return False
    finally:
        close_old_connections()
    return True


def _log() -> Any:
    import structlog

    return structlog.get_logger("bihuan.worker")
