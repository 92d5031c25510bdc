"""What the rules know of what goes out of the centre: letters (X2–X4) and bulletins."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LetterFact:
    id: int
    number: str
    branch: int
    department: int
    status: str
    drafted_by: int
    reply_by: datetime | None = None
    verdict: str = ""
    round: int = 1
    is_answered: bool = False


@dataclass(frozen=True, slots=True)
class BulletinFact:
    id: int
    number: str
    kind: str
