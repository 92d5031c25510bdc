"""Sends what is due. Any number of workers on any number of machines; killed at any moment, nothing is lost.

A row is leased, sent outside of any transaction, and its outcome recorded; a lease that runs out is taken over under
the same key. At most four messages are in flight a worker, at most two of them in one channel, so a dead channel
costs its own messages time and nobody else's.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.db import connection, transaction

from bihuan.notices import senders
from bihuan.notices.channels import adapter_of
from bihuan.notices.channels.base import retry
from bihuan.notices.claiming import Claim, claim, due
from bihuan.notices.giveup import expire
from bihuan.notices.models import Channel
from bihuan.notices.outcomes import drop, pass_by, record

SLOTS = 4
IDLE = 1.0
TIDY_EVERY = timedelta(seconds=30)
LOG = structlog.get_logger(__name__)

Clock = Callable[[], datetime]


@dataclass
class DeliveryReport:
    """What a deliverer did."""

    sent: int = 0
    failed: int = 0
    dropped: int = 0
    expired: int = 0


class Deliverer:
    """The sending side of one process. `is_inline` sends in the calling thread, one message after the other."""

    def __init__(
        self, clock: Clock, *, worker: str = "", slots: int = SLOTS, is_inline: bool = False
    ) -> None:
        self.clock, self.slots, self.is_inline = clock, slots, is_inline
        self.token = f"{worker[:24]}:{uuid.uuid4().hex[:12]}".lstrip(":")
        self.report = DeliveryReport()
        self._pool = None if is_inline else ThreadPoolExecutor(slots, thread_name_prefix="deliver")
        self._running: dict[Future[None], str] = {}
        self._turn = 0
        self._tidied: datetime | None = None

    def run(self, is_stopped: Callable[[], bool]) -> None:
        """Until told to stop; then ends what is in flight. A fault of the database is outlived."""
        nap = threading.Event()
        while not is_stopped():
            try:
                if not self.step() and not self._running:
                    nap.wait(IDLE)
            except Exception as error:
                LOG.error("delivering failed", reason=f"{type(error).__name__}: {error}"[:300])
                connection.close()  # a new one is made when the database answers again
                nap.wait(IDLE)
        self.close()
        connection.close()

    def drain(self, limit: int | None = None) -> DeliveryReport:
        """Send until nothing is due, or `limit` messages were begun."""
        begun = 0
        while limit is None or begun < limit:
            count = self.step(None if limit is None else limit - begun)
            if not count and not self._running:
                break
            begun += count
        self.close()
        return self.report

    def close(self) -> None:
        """Wait for what is in flight."""
        if self._pool is not None:
            self._pool.shutdown(wait=True)
        self._reap()

    def step(self, limit: int | None = None) -> int:
        """Begin as many due messages as there are free places; waits shortly for one if there is none."""
        self._reap()
        self._tidy()
        free = self.slots - len(self._running)
        if free <= 0:
            wait(self._running, timeout=IDLE, return_when=FIRST_COMPLETED)
            return 0
        begun = self._begin(free if limit is None else min(free, limit))
        if not begun and self._running:
            wait(self._running, timeout=0.2, return_when=FIRST_COMPLETED)
        return begun

    def _begin(self, free: int) -> int:
        begun = 0
        channels = list(Channel.objects.filter(is_enabled=True).only("code", "kind", "open_until"))
        self._turn += 1
        at = self.clock()
        for place in range(len(channels)):
            channel = channels[(place + self._turn) % len(channels)]
            busy = sum(1 for code in self._running.values() if code == channel.code)
            room = min(free - begun, adapter_of(channel.kind).in_flight - busy)
            if room <= 0 or not due(channel.code, at).exists():
                continue
            if channel.open_until and channel.open_until > at:
                pass_by(channel.code, at)
                continue
            for taken in claim(channel.code, at, room, self.token):
                begun += 1
                self._start(taken)
        return begun

    def _start(self, taken: Claim) -> None:
        if self._pool is None:
            self._send(taken)
        else:
            self._running[self._pool.submit(self._send_in_thread, taken)] = taken.channel.code

    def _send_in_thread(self, taken: Claim) -> None:
        try:
            self._send(taken)
        except Exception as error:  # the lease runs out and the row is taken up again
            LOG.error(
                "outcome not recorded",
                channel=taken.channel.code,
                reason=f"{type(error).__name__}: {error}"[:300],
            )
        finally:
            connection.close()  # back to the pool: a thread that ended with one of its own would leave it open

    def _send(self, taken: Claim) -> None:
        unwanted = tuple(row for row in taken.deliveries if senders.reason_to_drop(row))
        for row in unwanted:
            drop((row,), self.clock(), senders.reason_to_drop(row))
        self.report.dropped += len(unwanted)
        wanted = tuple(row for row in taken.deliveries if row not in unwanted)
        if not wanted:
            return
        taken = Claim(taken.channel, wanted, taken.token)
        try:
            outcome = senders.send(taken, self.clock())
        except Exception as error:
            LOG.error(
                "adapter failed", channel=taken.channel.code, reason=type(error).__name__, exc_info=True
            )
            outcome = retry(f"internal fault: {type(error).__name__}")
        record(taken, outcome, self.clock())
        if outcome.is_success:
            self.report.sent += len(wanted)
        else:
            self.report.failed += len(wanted)

    def _reap(self) -> None:
        for done in [future for future in self._running if future.done()]:
            del self._running[done]

    def _tidy(self) -> None:
        at = self.clock()
        if self._tidied is None or at - self._tidied >= TIDY_EVERY:
            self._tidied = at
            with transaction.atomic():
                self.report.expired += expire(at)


def deliver(
    clock: Clock, *, limit: int | None = None, worker: str = "", is_inline: bool = False
) -> DeliveryReport:
    """Send what is due now, then return: what a cron job or a test calls."""
    return Deliverer(clock, worker=worker, is_inline=is_inline).drain(limit)
