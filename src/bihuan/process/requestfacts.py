"""A request to the manager as the rules see it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RequestFact:
    """What was asked of the manager (L7, L9, D76); once decided it is no longer open, and approved or not."""

    id: int
    number: str
    kind: str
    asked_by: int
    level: int | None = None
    until: datetime | None = None
    is_open: bool = True
    is_approved: bool = False
