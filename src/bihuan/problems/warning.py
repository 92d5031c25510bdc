"""Who hears of a rung of the ladder: gathered for a whole batch of duties, so that no duty costs a query."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cached_property

from bihuan.notices.models import Notice
from bihuan.notices.outbox import Message, draft, post
from bihuan.people.roster import deputy_on_duty
from bihuan.problems.keeping import keeping_stream
from bihuan.problems.models import Duty, Month, Problem, WorkOrder
from bihuan.problems.policy import current_number, figures_of
from bihuan.problems.told import holders, place_of
from bihuan.process.ladder import DEPUTY, MANAGER, OWNER, Clock, Rung, due_rungs

MISSED_BY = timedelta(minutes=2)
"""A rung that is announced so much later was missed: no sweep ran at its time."""


def is_due(duty: Duty, at: datetime) -> bool:
    """Is the next rung of this open duty reached?"""
    return duty.met_at is None and duty.voided_at is None and duty.wake_at <= at


def climb(duty: Duty, subject: Problem | Month, at: datetime) -> list[Rung]:
    """Move the duty up its ladder in memory; returns what is to be announced."""
    number, until = current_number() if isinstance(subject, Month) else subject.policy_version, None
    if isinstance(subject, Problem):
        until = subject.suspended_until
    rests = until is not None and at < until
    clock = Clock(duty.key, duty.level, duty.start_at, duty.due_at, rests)
    rungs, duty.stage, duty.wake_at = due_rungs(clock, duty.stage, at, figures_of(number))
    if until is not None and rests and duty.key == "resolution":
        duty.wake_at = min(duty.wake_at, until)
    return rungs


class Warner:
    """Drafts the notices of a batch. Holders of roles, the deputy and handlers are read once each."""

    def __init__(self, at: datetime, duties: Iterable[Duty]) -> None:
        self.at = at
        self.notices: list[Notice] = []
        self.missed: list[Notice] = []
        self._resolving = [duty.problem_id for duty in duties if duty.key == "resolution" and duty.problem_id]
        self._holders: dict[str, list[int]] = {}

    def announce(self, duty: Duty, subject: Problem | Month, rungs: list[Rung]) -> None:
        """One notice a person and rung, with the true time of the rung as its cause.

        What is told minutes after its time goes with the others that were missed meanwhile.
        """
        title = subject.title if isinstance(subject, Problem) else subject.month
        args = {"duty": duty.key, "due": duty.due_at.isoformat(), "title": title, **place_of(subject)}
        for rung in rungs:
            people = {person for party in rung.to for person in self._party(party, duty, subject)}
            into = self.missed if self.at - rung.at > MISSED_BY else self.notices
            into += draft(
                [Message(person, rung.kind) for person in people],
                stream=keeping_stream(subject),
                cause=f"duty:{duty.pk}:{rung.at.isoformat()}",
                at=self.at,
                level=duty.level,
                args={**args, "reached": rung.at.isoformat()},
                topic=f"duty:{duty.pk}",
            )

    def post(self) -> int:
        """Store what was announced; returns how many notices."""
        return post(self.notices + self.missed, is_missed=bool(self.missed))

    def _party(self, party: str, duty: Duty, subject: Problem | Month) -> list[int]:
        """Ids of one party: who owes the duty — for the resolution the handlers too (D25) —, deputy, manager."""
        if party == OWNER:
            people = [duty.owed_by_id] if duty.owed_by_id else self._holding(duty.owed_by_role)
            return people + (self._handlers.get(duty.problem_id or 0, []) if duty.key == "resolution" else [])
        if party == DEPUTY:
            return [self._deputy] if self._deputy else self._holding("coordinator")
        if party == MANAGER:
            return self._holding("manager")
        coordinator = subject.coordinator_id if isinstance(subject, Problem) else None
        return [coordinator] if coordinator else self._holding("coordinator")

    def _holding(self, role: str) -> list[int]:
        if role not in self._holders:
            self._holders[role] = holders(role)
        return self._holders[role]

    @cached_property
    def _deputy(self) -> int | None:
        deputy = deputy_on_duty("coordinator", self.at)
        return deputy.pk if deputy else None

    @cached_property
    def _handlers(self) -> dict[int, list[int]]:
        """Handlers of orders that are out, by case."""
        found: dict[int, list[int]] = {}
        out = WorkOrder.objects.filter(problem__in=self._resolving, status__in=("issued", "accepted"))
        for problem_id, handler_id in out.values_list("problem_id", "handler_id"):
            found.setdefault(problem_id, []).append(handler_id)
        return found
