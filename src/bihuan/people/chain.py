"""The ordered chain of leaders who are phoned at levels 1/2 until one is reached (F1.3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from bihuan.people.models import ChainRung, User
from bihuan.people.permissions import require
from bihuan.people.record import record_change


def rungs() -> list[ChainRung]:
    """The chain from its first rung up, disabled accounts left out, with users and departments. One query."""
    return list(
        ChainRung.objects.filter(user__is_active=True).select_related("user__department").order_by("position")
    )


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
