"""The only reader of the clock.

Everything else is told the time: rules and steps take `at`, tests pass whatever they need. What leaves here
is aware and in UTC; what people see is Shanghai time.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)
