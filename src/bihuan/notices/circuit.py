"""Whether a channel is well: after three failures in a row one probe at a time asks, until one gets through.

The state is on the channel's row, so all workers on all machines share it. A probe is a delivery like any other.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from bihuan.notices.models import Channel, Delivery
from bihuan.notices.models.delivery import QUEUED

FAILURES = 3
PROBE_LEASE = timedelta(seconds=45)
"""After this long another worker may probe: the one before was killed."""
_RESTS = (5, 10, 15, 20)


def may_take(channel: Channel, at: datetime, free: int) -> int:
    """How many deliveries may be claimed now. The caller holds the channel's row and stores a begun probe."""
    if channel.open_until is None:
        return free
    return min(free, 1) if channel.open_until <= at else 0


def begin_probe(channel: Channel, at: datetime) -> None:
    """Keep others away from a failing channel while one delivery asks how it is."""
    if channel.open_until is not None:
        channel.open_until = at + PROBE_LEASE
        channel.save(update_fields=["open_until"])


def note_failure(code: str, at: datetime, error: str, after: float) -> None:
    """Count a failure; `after` seconds of rest if the provider asked for them. Runs in a transaction."""
    channel = Channel.objects.select_for_update().get(code=code)
    channel.failures += 1
    channel.last_error = error[:300]
    channel.failing_since = channel.failing_since or at
    if after:
        channel.open_until = at + timedelta(seconds=after)
    elif channel.failures >= FAILURES:
        rest = _RESTS[min(channel.failures - FAILURES, len(_RESTS) - 1)]
        channel.open_until = at + timedelta(seconds=rest)
    channel.save(update_fields=["failures", "last_error", "failing_since", "open_until"])


def note_success(code: str, at: datetime) -> None:
    """The channel works: if it was failing, everything that waits for another attempt goes now."""
    failing = Channel.objects.filter(code=code, failures__gt=0)
    if failing.update(failures=0, open_until=None, failing_since=None, last_ok_at=at):
        Delivery.objects.filter(channel=code, status=QUEUED, attempts__gt=0, next_at__gt=at).update(
            next_at=at
        )
