"""Who is on duty (D3, D67): read from the shifts, with the deputy when the person is gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from bihuan.people.models import DutyShift, User
from bihuan.people.permissions import require
from bihuan.people.prepared import Prepared
from bihuan.people.record import record_change
from bihuan.process.reachable import HOLDERS, Rung, Shift, roster_faults, unfit, unreachable
from bihuan.process.verdict import Reason

NEVER = datetime(9999, 12, 31, tzinfo=UTC)
SHIFT_ROLES = tuple(HOLDERS)
"""The duties that the roster fills."""
LONGEST_ROTATION = timedelta(days=366)

_IDS = Prepared(
    lambda: (
        DutyShift.objects.standing()
        .filter(ends_at__gt=NEVER)
        .filter(role="")
        .filter(starts_at__lte=NEVER)
        .order_by("-starts_at", "-id")
        .values_list("person_id", "person__is_active", "deputy_id", "deputy__is_active")[:1]
    ),
    places=3,
)


def shift_at(role: str, at: datetime) -> DutyShift | None:
    """The shift of `role` that covers `at`; of several, the one that began last. One query."""
    return (
        DutyShift.objects.standing()
        .filter(role=role, starts_at__lte=at, ends_at__gt=at)
        .select_related("person__department", "deputy__department")
        .order_by("-starts_at", "-id")
        .first()
    )


def on_duty(role: str, at: datetime) -> User | None:
    """The person on duty, the deputy if that account is disabled, else nobody."""
    shift = shift_at(role, at)
    if shift is None:
        return None
    if shift.person.is_active:
        return shift.person
    return _active(shift.deputy)


def id_on_duty(role: str, at: datetime) -> int | None:
    """The id of who is on duty, as `on_duty` finds the person; for steps, which need no more of him."""
    found = _IDS.rows(at, role, at)
    if not found:
        return None
    person, is_active, deputy, deputy_is_active = found[0]
    if is_active:
        return int(person)
    return deputy if deputy_is_active else None


def ids_on_shift(role: str, at: datetime) -> frozenset[int]:
    """The ids of the person and the deputy of the shift, as far as their accounts are in use. One query."""
    found = _IDS.rows(at, role, at)
    if not found:
        return frozenset()
    person, is_active, deputy, deputy_is_active = found[0]
    return frozenset(pk for pk, is_used in ((person, is_active), (deputy, deputy_is_active)) if is_used)


def deputy_on_duty(role: str, at: datetime) -> User | None:
    """The deputy of the shift, if there is one and the account is in use."""
    shift = shift_at(role, at)
    return _active(shift.deputy) if shift else None


@transaction.atomic
def enter_shift(
    role: str,
    person: User,
    starts_at: datetime,
    ends_at: datetime,
    *,
    by: User | None,
    at: datetime,
    deputy: User | None = None,
) -> DutyShift:
    """Put a shift on the roster and record it; ValueError for a role without roster or an empty time.

    CannotWork if the person or the deputy holds no role for it or has a closed account.
    """
    require(by, "edit_roster")
    if role not in SHIFT_ROLES or ends_at <= starts_at:
        raise ValueError(f"no such shift: {role} {starts_at} {ends_at}")
    refuse_unfit(role, person, deputy)
    shift = DutyShift.objects.create(
        role=role, person=person, deputy=deputy, starts_at=starts_at, ends_at=ends_at
    )
    record_change("shift", f"shift:{shift.pk}", {}, as_record(shift), by=by, at=at)
    return shift


class CannotWork(ValueError):
    """A roster or chain that would leave somebody unreached; `reasons` says why, all of it."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        super().__init__("; ".join(reason.text for reason in reasons))
        self.reasons = tuple(reasons)


def refuse(reasons: Sequence[Reason]) -> None:
    """Raise CannotWork if there is any reason."""
    if reasons:
        raise CannotWork(reasons)


def refuse_unfit(role: str, *people: User | None) -> None:
    """Raise CannotWork if one of them holds no role for such a shift, or has a closed account."""
    found: list[Reason] = []
    for user in people:
        if user is not None and not user.is_active:
            found += unreachable(rung_of(user))
        elif user is not None:
            found += unfit([Shift(rung_of(user), None, NEVER, NEVER, role)])
    refuse(found)


def holders(*roles: str) -> QuerySet[User]:
    """Who can be on duty in one of these duties of the roster, by username: active, with a role that holds it."""
    return User.objects.holding(*{code for role in roles for code in HOLDERS[role]})


def rung_of(user: User) -> Rung:
    """A person as the check of reachability sees him; the administrator keeps numbers, which count as verified."""
    return Rung(user.username, user.phone, is_active=user.is_active, roles=user.roles)


def roster_of(role: str, at: datetime) -> list[Shift]:
    """The shifts of `role` that end after `at`, as the check sees them. One query."""
    return rosters((role,), at)[role]


def rosters(roles: Sequence[str], at: datetime) -> dict[str, list[Shift]]:
    """The same of several roles; still one query."""
    rows = DutyShift.objects.standing().filter(role__in=roles, ends_at__gt=at)
    found: dict[str, list[Shift]] = {role: [] for role in roles}
    for row in rows.select_related("person", "deputy").order_by("starts_at", "id"):
        deputy = rung_of(row.deputy) if row.deputy else None
        found[row.role].append(Shift(rung_of(row.person), deputy, row.starts_at, row.ends_at, row.role))
    return found


@transaction.atomic
def enter_rotation(
    role: str,
    pairs: Sequence[tuple[User, User | None]],
    starts_at: datetime,
    length: timedelta,
    until: datetime,
    *,
    by: User | None,
    at: datetime,
) -> list[DutyShift]:
    """Fill the roster with person and deputy in turn, shift after shift, until `until`.

    CannotWork, and nothing stored, unless the roster then reaches everybody and has no hole in the next 30 days.
    """
    require(by, "edit_roster")
    if not pairs or length < timedelta(hours=1) or not starts_at < until <= starts_at + LONGEST_ROTATION:
        raise ValueError("a rotation has people, shifts of an hour or more, and at most a year")
    made: list[DutyShift] = []
    begins = starts_at
    while begins < until:
        person, deputy = pairs[len(made) % len(pairs)]
        ends = min(begins + length, until)
        made.append(enter_shift(role, person, begins, ends, deputy=deputy, by=by, at=at))
        begins = ends
    refuse(roster_faults(roster_of(role, at), at))
    return made


def _active(user: User | None) -> User | None:
    return user if user is not None and user.is_active else None


def as_record(shift: DutyShift) -> dict[str, Any]:
    """The shift as it is recorded and exported."""
    return {
        "role": shift.role,
        "person": shift.person.username,
        "deputy": shift.deputy.username if shift.deputy else "",
        "starts_at": shift.starts_at.isoformat(),
        "ends_at": shift.ends_at.isoformat(),
    }
