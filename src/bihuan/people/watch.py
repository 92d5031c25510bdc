"""The roster as one looks ahead on it: who stands in each stretch of time, and where nobody does."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bihuan.people.models import DutyShift
from bihuan.people.roster import SHIFT_ROLES, rosters
from bihuan.process.reachable import roster_faults
from bihuan.process.verdict import Reason


@dataclass(frozen=True, slots=True)
class Stretch:
    """A span of time in which one shift holds, or none: then nobody is on duty."""

    starts_at: datetime
    ends_at: datetime
    shift: DutyShift | None


def faults_ahead(at: datetime) -> list[tuple[str, Reason]]:
    """Why a roster as it stands would leave somebody unreached in the next 30 days, by role. One query."""
    return [
        (role, reason)
        for role, shifts in rosters(SHIFT_ROLES, at).items()
        for reason in roster_faults(shifts, at)
    ]


def stretches(role: str, starts_at: datetime, ends_at: datetime) -> list[Stretch]:
    """The roster of `role` between two moments without gaps or overlaps: of two shifts the one that began last holds.

    One query.
    """
    rows = DutyShift.objects.standing().filter(role=role, starts_at__lt=ends_at, ends_at__gt=starts_at)
    return resolved(
        list(rows.select_related("person", "deputy").order_by("starts_at", "id")), starts_at, ends_at
    )


def resolved(shifts: Sequence[DutyShift], starts_at: datetime, ends_at: datetime) -> list[Stretch]:
    """The same of given shifts, which are in the order of their beginning."""
    edges = {starts_at, ends_at}
    edges |= {
        moment for row in shifts for moment in (row.starts_at, row.ends_at) if starts_at < moment < ends_at
    }
    marks = sorted(edges)
    found: list[Stretch] = []
    for begins, ends in itertools.pairwise(marks):
        holding = [row for row in shifts if row.starts_at <= begins < row.ends_at]
        shift = holding[-1] if holding else None
        if found and found[-1].shift == shift:
            found[-1] = Stretch(found[-1].starts_at, ends, shift)
        else:
            found.append(Stretch(begins, ends, shift))
    return found
