"""What the rules know of a file in the archive (F7.2): its term, a hold on it, what is proposed for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

#: What becomes of a file: nothing yet, an open proposal, approved for destruction, destroyed.
KEPT, PROPOSED, APPROVED, DESTROYED = "", "proposed", "approved", "destroyed"


@dataclass(frozen=True, slots=True)
class FileFact:
    """`retain_until` is the first day on which the file may be appraised, in Asia/Shanghai."""

    id: int
    number: str
    retain_until: date
    is_held: bool = False
    disposal: str = KEPT
    verdict: str = ""
    proposed_by: int = 0
    is_sealed: bool = False
    is_expired: bool = False


def retention_figure(level: int, *, has_letters: bool) -> str:
    """F7.2: the figure that says how many years a file is kept; letters are kept as long as a file of level 1 or 2."""
    return "retention_years_serious" if level in (1, 2) or has_letters else "retention_years"


def retention_of(policy: Mapping[str, Any], level: int, *, has_letters: bool) -> int:
    """How many years, by the figures in force for the case (D74)."""
    return int(policy[retention_figure(level, has_letters=has_letters)])
