"""A shift changes hands when one has asked and the other accepted; the roster keeps both rows."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from bihuan.people.models import DutyShift, ShiftSwap, User
from bihuan.people.permissions import NotYours
from bihuan.people.record import record_change
from bihuan.people.roster import as_record, holders, refuse, refuse_unfit, rung_of
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
    """Ask another one to take the shift; NotYours for a shift that is not one's own.

    ValueError for oneself, CannotWork if he holds no role for it or cannot be reached.
    """
    if shift.person_id != by.pk or shift.ends_at <= at or shift.removed_at is not None:
        raise NotYours("only one's own shift, before it has ended")
    if taker.pk == by.pk:
        raise ValueError("this person cannot take the shift")
    refuse_unfit(shift.role, taker)
    refuse(list(unreachable(rung_of(taker))))
    ShiftSwap.objects.filter(shift=shift, answered_at__isnull=True).update(answered_at=at)
    return ShiftSwap.objects.create(shift=shift, giver=by, taker=taker, asked_at=at)


@transaction.atomic
def answer_swap(swap: ShiftSwap, *, accepts: bool, by: User, at: datetime) -> DutyShift | None:
    """The one asked accepts or refuses. Accepted, the rest of the shift is his; who gave it stands in.

    NotYours for anybody else, or once it was answered; CannotWork, and nothing stored, if he holds no role for the
    shift any more. Who gave it stands in only while he could hold it himself. Of two shifts that
    cover a moment the later row holds.
    """
    standing = ShiftSwap.objects.filter(shift__removed_at__isnull=True)
    open_swap = standing.filter(pk=swap.pk, taker=by, answered_at__isnull=True)
    if not open_swap.update(answered_at=at, is_accepted=accepts):
        raise NotYours("this swap does not await your answer")
    if not accepts:
        return None
    old = swap.shift
    refuse_unfit(old.role, by)
    able = {user.pk for user in holders(old.role)}
    deputy = next(
        (user for user in (old.deputy, swap.giver) if user and user != by and user.pk in able), None
    )
    new = DutyShift.objects.create(
        role=old.role, person=by, deputy=deputy, starts_at=max(old.starts_at, at), ends_at=old.ends_at
    )
    record_change("shift", f"shift:{old.pk}", as_record(old), as_record(new), by=by, at=at)
    return new
