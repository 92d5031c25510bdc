"""What stands behind “the alarm is cleared” (F5.3): the monitoring itself, or a person's word."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

VERIFIED, ATTESTED = "verified", "attested"


@dataclass(frozen=True, slots=True)
class AlarmFact:
    """An alarm of the monitoring that is linked to the case. `since` is when it fired or cleared, as it says itself."""

    id: int
    number: str
    name: str
    fires: bool
    since: datetime
    released: bool = False

    @property
    def is_heard(self) -> bool:
        """It fires, and nobody has taken it off the case."""
        return self.fires and not self.released


@dataclass(frozen=True, slots=True)
class Evidence:
    """`basis` is a code of `terms.EVIDENCE`; `since` is when the last alarm fell silent, by the monitoring."""

    basis: str
    since: datetime | None = None


def evidence_of(
    criteria: Mapping[str, Any], alarms: Iterable[AlarmFact], policy: Mapping[str, Any], at: datetime
) -> Evidence | None:
    """What the criterion "alarm cleared" rests on at `at` (aware); None where it is not met or nothing is answered.

    Verified only if every alarm on the case was reported clear by the monitoring and stayed so for the time of the
    policy; else it is the word of whoever answered the order.
    """
    if criteria.get("alarm_cleared") != "met":
        return None
    linked = [alarm for alarm in alarms if not alarm.released]
    if not linked or any(alarm.fires for alarm in linked):
        return Evidence(ATTESTED)
    since = max(alarm.since for alarm in linked)
    is_long_enough = at - since >= policy["alarm_clear_for"]
    return Evidence(VERIFIED if is_long_enough else ATTESTED, since)
