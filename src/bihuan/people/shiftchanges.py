"""A shift that stands on the roster is changed or taken off: with a reason, on record, never what has passed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from bihuan.people.models import DutyShift, ShiftSwap, User
from bihuan.people.permissions import require
from bihuan.people.record import record_change
from bihuan.people.roster import as_record, enter_shift, refuse, refuse_unfit, roster_of
from bihuan.process.reachable import Shift, new_faults
from bihuan.process.verdict import Reason
from bihuan.process.words import N_


@transaction.atomic
def add_shift(
    role: str,
    person: User,
    starts_at: datetime,
    ends_at: datetime,
    *,
    by: User | None,
    at: datetime,
    deputy: User | None = None,
) -> DutyShift:
    """Put a shift on the roster; CannotWork, and nothing stored, if that leaves somebody out of reach."""
    before = roster_of(role, at)
    made = enter_shift(role, person, starts_at, ends_at, by=by, at=at, deputy=deputy)
    _prove(role, before, at)
    return made


@transaction.atomic
def change_shift(
    shift: DutyShift,
    person: User,
    starts_at: datetime,
    ends_at: datetime,
    *,
    reason: str,
    by: User | None,
    at: datetime,
    deputy: User | None = None,
) -> DutyShift:
    """Another person, deputy or time. Of a shift that runs, what has passed stays as it was.

    Returns the shift as it stands. CannotWork, and nothing stored, for a shift that has ended, without a reason, or
    if the roster would have a hole or somebody out of reach that it had not before; ValueError for an empty time.
    """
    require(by, "edit_roster")
    _refuse_past(shift, reason, at)
    old, before = as_record(shift), roster_of(shift.role, at)
    if shift.starts_at < at:
        DutyShift.objects.filter(pk=shift.pk).update(ends_at=at)
        new = enter_shift(shift.role, person, at, ends_at, by=by, at=at, deputy=deputy)
    else:
        if ends_at <= starts_at or ends_at <= at:
            raise ValueError(f"no such shift: {starts_at} {ends_at}")
        refuse_unfit(shift.role, person, deputy)
        shift.person, shift.deputy, shift.starts_at, shift.ends_at = person, deputy, starts_at, ends_at
        shift.save()
        new = shift
    _close_swaps(shift, at)
    _prove(shift.role, before, at)
    record_change("shift", f"shift:{shift.pk}", old, as_record(new) | {"reason": reason}, by=by, at=at)
    return new


@transaction.atomic
def remove_shift(shift: DutyShift, *, reason: str, by: User | None, at: datetime) -> None:
    """Take a shift off the roster; one that runs ends now. CannotWork as `change_shift`, and nothing is stored."""
    require(by, "edit_roster")
    _refuse_past(shift, reason, at)
    old, before = as_record(shift), roster_of(shift.role, at)
    rows = DutyShift.objects.filter(pk=shift.pk)
    if shift.starts_at < at:
        rows.update(ends_at=at)
    else:
        rows.update(removed_at=at)
    _close_swaps(shift, at)
    _prove(shift.role, before, at)
    record_change(
        "shift", f"shift:{shift.pk}", old, {"removed": at.isoformat(), "reason": reason}, by=by, at=at
    )


def _refuse_past(shift: DutyShift, reason: str, at: datetime) -> None:
    found = []
    if shift.ends_at <= at or shift.removed_at is not None:
        found.append(Reason("D75", N_("This shift has ended; the roster of the past stays as it was.")))
    if not reason.strip():
        found.append(Reason("D75", N_("Say why the roster is changed.")))
    refuse(found)


def _prove(role: str, before: Sequence[Shift], at: datetime) -> None:
    """Refuse what the change made worse; a roster that is still being built may keep the holes it had."""
    refuse(new_faults(before, roster_of(role, at), at))


def _close_swaps(shift: DutyShift, at: datetime) -> None:
    ShiftSwap.objects.filter(shift=shift, answered_at__isnull=True).update(answered_at=at)
