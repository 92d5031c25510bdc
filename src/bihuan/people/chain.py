"""The ordered chain of leaders who are phoned at levels 1/2 until one is reached (F1.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from bihuan.people.models import ChainRung, User
from bihuan.people.permissions import require
from bihuan.people.record import record_change
from bihuan.people.roster import refuse, rung_of, shift_at
from bihuan.process.reachable import chain_faults


def rungs() -> list[ChainRung]:
    """The chain from its first rung up, disabled accounts left out, with users and departments. One query."""
    return list(
        ChainRung.objects.filter(user__is_active=True).select_related("user__department").order_by("position")
    )


@dataclass(frozen=True, slots=True)
class Called:
    """One person of the call order, and as what he is called: coordinator, deputy, leader."""

    user: User
    part: str


def call_order(at: datetime) -> list[Called]:
    """Whom to call at `at`, in order, each person once: coordinator on duty, deputy, then the chain (F1.2, F1.3).

    Without a roster every coordinator is called; without a chain whoever leads: leaders, manager, executives.
    """
    shift = shift_at("coordinator", at)
    found = [Called(shift.person, "coordinator")] if shift else []
    if shift and shift.deputy:
        found.append(Called(shift.deputy, "deputy"))
    if not shift:
        found = [Called(user, "coordinator") for user in User.objects.holding("coordinator")]
    leaders = [rung.user for rung in rungs()] or [
        user for role in ("leader", "manager", "executive") for user in User.objects.holding(role)
    ]
    found += [Called(user, "leader") for user in leaders]
    return list({called.user.pk: called for called in reversed(found) if called.user.is_active}.values())[
        ::-1
    ]


def save_chain(
    users: Sequence[User], policy: Mapping[str, Any], *, by: User | None, at: datetime
) -> list[ChainRung]:
    """Replace the chain if it can work; CannotWork with every reason if not, and nothing is stored.

    `policy` gives the pauses, the tries and the limits of the response at levels 1 and 2.
    """
    require(by, "edit_roster")
    before = 2 if shift_at("coordinator", at) else max(User.objects.holding("coordinator").count(), 1)
    refuse(chain_faults([rung_of(user) for user in users], policy, before=before))
    return set_chain(users, by=by, at=at)


@transaction.atomic
def set_chain(users: Sequence[User], *, by: User | None, at: datetime) -> list[ChainRung]:
    """Replace the chain by `users` in this order and record it."""
    require(by, "edit_roster")
    before = [rung.user.username for rung in ChainRung.objects.select_related("user")]
    ChainRung.objects.all().delete()
    ChainRung.objects.bulk_create(
        ChainRung(position=position, user=user) for position, user in enumerate(users, start=1)
    )
    after = [user.username for user in users]
    record_change("chain", "chain", {"chain": before}, {"chain": after}, by=by, at=at)
    return rungs()
