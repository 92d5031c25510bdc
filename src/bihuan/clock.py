"""The only reader of the clock.

Everything else is told the time: rules and steps take `at`, tests pass whatever they need. What leaves here
is aware and in UTC; what people see is Shanghai time. Tests may start a program in another time by
BIHUAN_CLOCK_OFFSET, in seconds; without BIHUAN_DEBUG a program with such a clock does not start.
"""

import os
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bihuan.environment import Unusable, flag

SHANGHAI = ZoneInfo("Asia/Shanghai")


def _offset() -> timedelta:
    given = os.environ.get("BIHUAN_CLOCK_OFFSET", "").strip()
    if given and not flag("BIHUAN_DEBUG"):
        raise Unusable("BIHUAN_CLOCK_OFFSET is for tests only and needs BIHUAN_DEBUG")
    return timedelta(seconds=float(given or 0))


OFFSET = _offset()


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC) + OFFSET
