"""What stands behind the criterion "alarm cleared" of one case, for pages, papers and programs (F5.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bihuan.problems.facts import FACT_OF
from bihuan.problems.models import Problem, WorkOrder
from bihuan.problems.parts import Parts
from bihuan.problems.policy import limits_of
from bihuan.process.alarms import ATTESTED, evidence_of


@dataclass(frozen=True, slots=True)
class Standing:
    """`basis` is a code of `terms.EVIDENCE`; `by_id` is who attests it, `since` since when the monitoring is silent."""

    basis: str
    by_id: int | None
    said_at: datetime | None
    since: datetime | None


def standing_of(problem: Problem, parts: Parts, at: datetime) -> Standing | None:
    """How the alarm is known to be cleared at `at`; None where no alarm is said to be. No query of its own."""
    if problem.criteria.get("alarm_cleared") != "met":
        return None
    alarms = [FACT_OF["alarms"](row) for row in parts.alarms]
    found = evidence_of(problem.criteria, alarms, limits_of(problem.policy_version).policy, at)
    if found is None:
        return None
    answered = _answered(parts)
    said_at = answered.handled_at if answered else None
    return Standing(
        found.basis,
        answered.handler_id if answered and found.basis == ATTESTED else None,
        said_at,
        found.since,
    )


def _answered(parts: Parts) -> WorkOrder | None:
    """The last answer, which is the one that says so."""
    done = [order for order in parts.orders if order.status == "done" and order.handled_at]
    return max(done, key=lambda order: (order.handled_at, order.pk), default=None)
