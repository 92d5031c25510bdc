"""A call as the rules see it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CallFact:
    caller: int
    callee: int
    outcome: str
    purpose: str
    at: datetime
