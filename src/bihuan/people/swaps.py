"""A shift changes hands when one has asked and the other accepted; the roster keeps both rows."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from bihuan.people.models import DutyShift, ShiftSwap, User
from bihuan.people.permissions import NotYours
from bihuan.people.record import record_change
from bihuan.people.roster import as_record, refuse, rung_of
from bihuan.process.reachable import unreachable


def shifts_of(user: User, at: datetime, limit: int = 100) -> list[DutyShift]:
    """The shifts of a person, as primary or deputy, that end after `at`, in order."""
    mine = DutyShift.objects.standing().filter(Q(person=user) | Q(deputy=user), ends_at__gt=at)
    return list(mine.select_related("person", "deputy").order_by("starts_at", "id")[:limit])


def swaps_for(user: User) -> list[ShiftSwap]:
    """Questions that wait for this person's answer or that he has asked."""
    found = ShiftSwap.objects.filter(Q(taker=user) | Q(giver=user), answered_at__isnull=True)
    return list(found.select_related("shift", "giver", "taker"))


@transaction.atomic
def ask_swap(shift: DutyShift, taker: User, *, by: User, at: datetime) -> ShiftSwap:
    """Ask another holder of the same role to take the shift; NotYours for a shift that is not one's own.

    ValueError if the other one cannot take it, CannotWork if he cannot be reached.
    """
    if shift.person_id != by.pk or shift.ends_at <= at or shift.removed_at is not None:
        raise NotYours("only one's own shift, before it has ended")
    role = shift.role if shift.role == "coordinator" else ""
    if taker.pk == by.pk or not taker.is_active or not taker.is_member or (role and role not in taker.roles):
        raise ValueError("this person cannot take the shift")
    refuse(list(unreachable(rung_of(taker))))
    ShiftSwap.objects.filter(shift=shift, answered_at__isnull=True).update(answered_at=at)
    return ShiftSwap.objects.create(shift=shift, giver=by, taker=taker, asked_at=at)


@transaction.atomic
def answer_swap(swap: ShiftSwap, *, accepts: bool, by: User, at: datetime) -> DutyShift | None:
    """The one asked accepts or refuses. Accepted, the rest of the shift is his; who gave it stands in.

    NotYours for anybody else, or once it was answered. Of two shifts that cover a moment the later row holds.
    """
    standing = ShiftSwap.objects.filter(shift__removed_at__isnull=True)
    open_swap = standing.filter(pk=swap.pk, taker=by, answered_at__isnull=True)
    if not open_swap.update(answered_at=at, is_accepted=accepts):
        raise NotYours("this swap does not await your answer")
    if not accepts:
        return None
    old = swap.shift
    deputy = old.deputy if old.deputy is not None and old.deputy != by else swap.giver
    new = DutyShift.objects.create(
        role=old.role, person=by, deputy=deputy, starts_at=max(old.starts_at, at), ends_at=old.ends_at
    )
    record_change("shift", f"shift:{old.pk}", as_record(old), as_record(new), by=by, at=at)
    return new
