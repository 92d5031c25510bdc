"""The ordered chains of leaders who are phoned at levels 1/2 until one is reached (F1.3): for all, or of a system."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from bihuan.people.models import ChainRung, System, User
from bihuan.people.permissions import require
from bihuan.people.record import record_change
from bihuan.people.roster import refuse, rung_of, shift_at
from bihuan.process.reachable import Rung, chain_faults
from bihuan.process.verdict import Reason


def rungs(system: System | int | None = None) -> list[ChainRung]:
    """A chain from its first rung up, disabled accounts left out, with users and departments. One query."""
    active = ChainRung.objects.filter(user__is_active=True, system=system)
    return list(active.select_related("user__department").order_by("position"))


def rungs_for(system_id: int | None) -> list[ChainRung]:
    """The chain that is called for a case of this system: its own, else the general one. One query."""
    wanted = Q(system__isnull=True) | Q(system=system_id) if system_id else Q(system__isnull=True)
    active = ChainRung.objects.filter(wanted, user__is_active=True).select_related("user__department")
    found = list(active.order_by("position"))
    own = [rung for rung in found if rung.system_id is not None]
    return own or found


def systems_with_chain() -> list[System]:
    """The systems that have a chain of their own, by code."""
    return list(System.objects.filter(chain_rungs__isnull=False).distinct().order_by("code"))


@dataclass(frozen=True, slots=True)
class Called:
    """One person of the call order, and as what he is called: coordinator, deputy, leader."""

    user: User
    part: str


def call_order(at: datetime, system_id: int | None = None) -> list[Called]:
    """Whom to call at `at`, in order, each person once: coordinator on duty, deputy, then the chain (F1.2, F1.3).

    Without a roster every coordinator is called; without a chain whoever leads: leaders, manager, executives.
    """
    shift = shift_at("coordinator", at)
    found = [Called(shift.person, "coordinator")] if shift else []
    if shift and shift.deputy:
        found.append(Called(shift.deputy, "deputy"))
    if not shift:
        found = [Called(user, "coordinator") for user in User.objects.holding("coordinator")]
    leaders = [rung.user for rung in rungs_for(system_id)] or [
        user for role in ("leader", "manager", "executive") for user in User.objects.holding(role)
    ]
    found += [Called(user, "leader") for user in leaders]
    return list({called.user.pk: called for called in reversed(found) if called.user.is_active}.values())[
        ::-1
    ]


def save_chain(
    users: Sequence[User],
    policy: Mapping[str, Any],
    *,
    by: User | None,
    at: datetime,
    system: System | None = None,
) -> list[ChainRung]:
    """Replace a chain if it can work; CannotWork with every reason if not, and nothing is stored.

    `policy` gives the pauses, the tries and the limits of the response at levels 1 and 2. An empty chain of a system
    takes it back: the general chain holds for that system again.
    """
    require(by, "edit_roster")
    if users or system is None:
        before = 2 if shift_at("coordinator", at) else max(User.objects.holding("coordinator").count(), 1)
        refuse(chain_faults([rung_of(user) for user in users], policy, before=before))
    return set_chain(users, by=by, at=at, system=system)


def faults_of_chains(policy: Mapping[str, Any]) -> list[tuple[System | None, Reason]]:
    """Why a chain as it stands works no more, by system, None for the general one. One query.

    An account was closed since, a number taken away, a pause made longer: nothing of it saves a chain anew.
    """
    chains: dict[System | None, list[Rung]] = {None: []}
    for row in ChainRung.objects.select_related("user", "system").order_by("system", "position"):
        chains.setdefault(row.system, []).append(rung_of(row.user))
    return [(system, reason) for system, people in chains.items() for reason in chain_faults(people, policy)]


@transaction.atomic
def set_chain(
    users: Sequence[User], *, by: User | None, at: datetime, system: System | None = None
) -> list[ChainRung]:
    """Replace a chain by `users` in this order and record it; running cases keep the one they began with."""
    require(by, "edit_roster")
    old = ChainRung.objects.filter(system=system)
    before = [rung.user.username for rung in old.select_related("user")]
    old.delete()
    ChainRung.objects.bulk_create(
        ChainRung(system=system, position=position, user=user) for position, user in enumerate(users, start=1)
    )
    after = [user.username for user in users]
    subject = f"chain:{system.code}" if system else "chain"
    record_change("chain", subject, {"chain": before}, {"chain": after}, by=by, at=at)
    return rungs(system)
