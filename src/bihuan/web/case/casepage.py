"""What the page of a case shows to one person at one moment; each part is read once, when asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from markupsafe import Markup

from bihuan.people.models import User
from bihuan.problems.facts import facts_of
from bihuan.problems.models import Problem
from bihuan.problems.offers import Offer, offered_steps
from bihuan.problems.parts import KINDS, Parts
from bihuan.problems.policy import figures_of
from bihuan.problems.queries.case import CasePerson, Choice, Happening, course_of, people_in, people_of
from bihuan.problems.queries.repeats import Standing, standing_of
from bihuan.problems.queries.told import ToldTime, told_time
from bihuan.process.answers import step_of
from bihuan.process.facts import Facts
from bihuan.process.lifecycle import STEPS
from bihuan.web import marks
from bihuan.web.case import clocks, lifeline, refusals
from bihuan.web.case.known import KnownErrors
from bihuan.web.case.stepforms import StepForm

JOINED = ("system",)
"""What the page needs read along with the case: people come by one query for all parts."""
NOBODY = CasePerson(0, "", "–", "", "")
#: Steps that end a case without a solution or turn it back: never proposed as the next one.
TURNS = frozenset({
    "void", "merge", "withdraw", "reopen", "give_up", "cancel_order", "suspend", "extend", "ask_improvement",
    "change_level",
})  # fmt: skip
#: Steps that have a page of their own, reached from the tab of their part.
ON_PAGES = frozenset({"take_minutes"})


class StepLink(NamedTuple):
    """A step as a button."""

    key: str
    label: str
    href: str
    is_here: bool


class Waiting(NamedTuple):
    """Who is to act while it is not the reader's turn."""

    what: str
    who: str
    due_at: datetime
    soon_at: datetime
    is_mine: bool


@dataclass
class CasePage:
    """One case, one reader, one moment. `wanted` is the step whose form is asked for, `named` the alarm or known error
    that it is about, `refused` a form sent back."""

    problem: Problem
    user: User
    now: datetime
    wanted: str = ""
    named: str = ""
    refused: StepForm | None = None
    suggested: list[User] = field(default_factory=list)
    shareable: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    roll: list[tuple[Choice, list[str]]] | None = None

    @cached_property
    def parts(self) -> Parts:
        """The parts of the case, each read when asked for."""
        return Parts(self.problem)

    @cached_property
    def facts(self) -> Facts:
        """The case as the rules see it."""
        return facts_of(self.problem, self.parts)

    @cached_property
    def course(self) -> list[Happening]:
        """All events, without their data."""
        return course_of(self.problem)

    @cached_property
    def people(self) -> dict[int, CasePerson]:
        """Everybody whom the parts read so far name. One query."""
        wanted = {self.facts.reporter} | people_in(
            [self.problem]
        )  # the facts read every part that rules know
        for name in KINDS:
            if name in self.parts.__dict__:
                wanted |= people_in(getattr(self.parts, name))
        return people_of(wanted | {event.actor or 0 for event in self.course})

    def person_of(self, pk: int | None) -> CasePerson:
        """A person by id."""
        return self.people.get(pk or 0, NOBODY)

    def name(self, pk: int | None) -> str:
        """The name of a person by id, a dash for nobody."""
        return self.person_of(pk).name

    @cached_property
    def offers(self) -> list[Offer]:
        """The steps of the present state, allowed or not."""
        return offered_steps(self.problem, self.user, self.now, self.parts)

    @cached_property
    def allowed(self) -> dict[str, Offer]:
        """The steps that the reader can take."""
        return {offer.step.key: offer for offer in self.offers if offer.allowed}

    @cached_property
    def known(self) -> KnownErrors:
        """Known errors of the case."""
        return KnownErrors(self.problem, self.parts, self.user)

    @cached_property
    def phases(self) -> list[lifeline.Phase]:
        """The bar of the life cycle."""
        return lifeline.phases_of(self.course, self.problem.state)

    @cached_property
    def clocks(self) -> list[clocks.Clock]:
        """The open duties."""
        parts = self.parts
        return clocks.clocks_of(self.problem, self.facts, parts.duties, self.course, self.now, parts.changes)

    def holder(self, owner: int, role: str) -> str:
        """Who owes a duty: a person, or everybody of a role."""
        return self.name(owner) if owner else clocks.holder_words(role)

    @cached_property
    def form(self) -> StepForm | None:
        """The form in the next-step card: the one sent back, the one asked for, else the one that is due."""
        if self.refused:
            return self.refused
        key = self.wanted if self.wanted in self.allowed else self._due_step()
        return StepForm(self.allowed[key].step, self) if key else None

    def _due_step(self) -> str:
        """The step that the reader is expected to take next; empty if it is not his turn."""
        for duty in sorted(
            (d for d in self.parts.duties if d.met_at is None and d.voided_at is None), key=lambda d: d.due_at
        ):
            is_mine = (
                duty.owed_by_id == self.user.pk if duty.owed_by_id else duty.owed_by_role in self.user.roles
            )
            step = step_of(duty.key)
            if is_mine and step in self.allowed:
                return step
        for order in self.parts.orders:
            if order.handler_id == self.user.pk and order.status in ("issued", "accepted"):
                wanted = (
                    "accept_order" if order.status == "issued" else "resolve" if order.plan else "plan_order"
                )
                if wanted in self.allowed:
                    return wanted
        forward = (key for key, offer in self.allowed.items() if offer.step.target and key not in TURNS)
        return next(forward, "") if not self.parts.orders else ""

    @cached_property
    def waiting(self) -> Waiting | None:
        """What the case waits for when nothing is the reader's: the most urgent duty that one step meets."""
        clock = next((clock for clock in self.clocks if clock.step), self.clocks[0] if self.clocks else None)
        if clock is None:
            return None
        holder, is_mine = self.holder(clock.owner, clock.role), clock.owner == self.user.pk
        return Waiting(clock.label, holder, clock.due_at, clock.soon_at, is_mine)

    def links(self, *, main: bool) -> list[StepLink]:
        """Buttons of the steps that can be taken: those that carry the case, or the remarks beside it."""
        here = self.form.step.key if self.form else ""
        base = reverse("case", args=[self.problem.number])
        return [
            StepLink(key, _(offer.step.label), f"{base}?step={key}#next", key == here)
            for key, offer in self.allowed.items()
            if offer.step.main is main and key not in ON_PAGES
        ]

    @cached_property
    def missed(self) -> Markup | None:
        """Why the step that was asked for cannot be taken, if it belongs to the present state."""
        if not self.wanted or self.wanted in self.allowed or self.refused:
            return None
        offer = next((offer for offer in self.offers if offer.step.key == self.wanted), None)
        return refusals.line(offer) if offer else refusals.passed(self.wanted)

    @cached_property
    def refusals(self) -> list[Markup]:
        """Steps that cannot be taken, ready to print: the reader's own first, then those of others."""
        refused = [offer for offer in self.offers if not offer.allowed]
        return [refusals.line(offer) for offer in sorted(refused, key=lambda offer: not offer.is_yours)]

    @cached_property
    def team(self) -> list[tuple[str, CasePerson]]:
        """Who is on the case, in words of their part in it; each person and part once."""
        problem = self.problem
        found = [(_("Reporter"), problem.reporter_id), (_("Problem coordinator"), problem.coordinator_id)]
        for order in self.parts.orders:
            if order.status != "cancelled":
                found.append(
                    (marks.word("work_forms", "lead" if order.is_lead else "assisting"), order.handler_id)
                )
        found += [(_("Executor of the change"), change.executor_id) for change in self.parts.changes]
        return [(part, self.person_of(pk)) for part, pk in dict.fromkeys(found) if pk]

    @property
    def shows_phones(self) -> bool:
        """Telephone numbers of staff stay inside the centre."""
        return self.user.is_member

    @cached_property
    def answered(self) -> tuple[int, int]:
        """How many duties are met, and how many of them late."""
        met = [duty for duty in self.parts.duties if duty.met_at and duty.voided_at is None]
        return len(met), sum(1 for duty in met if duty.met_at and duty.met_at > duty.due_at)

    @cached_property
    def repeat(self) -> Standing | None:
        """Its place among repeats (D72); reads nothing before a cause is known or a link is there."""
        is_known = self.problem.cause_class or any(link.kind == "repeat" for link in self.parts.links)
        return standing_of(self.problem) if is_known else None

    @cached_property
    def told_time(self) -> ToldTime | None:
        """From "fixed" to "everyone told"; reads nothing where nobody was told."""
        return told_time(self.problem, self.parts.tellings) if self.problem.resolved_at else None

    @property
    def megabytes(self) -> int:
        """How large a document of this case may be."""
        return int(figures_of(self.problem.policy_version)["attachment_limit_mb"])


def is_step(key: str) -> bool:
    """Is there a step of this name that a person takes on a case?"""
    step = STEPS.get(key)
    return step is not None and not step.automatic and "case" in step.subjects and not step.creates
