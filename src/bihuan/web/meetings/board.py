"""One meeting as its page shows it: who is there, the agenda item by item, what was decided."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from bihuan.people.models import User
from bihuan.problems.models import CorrectiveAction, Meeting, Month, Problem
from bihuan.problems.queries.case import Choice, names_of, people_of, people_to_choose
from bihuan.process.guards.meeting import AGENDA, TOPIC
from bihuan.process.terms import NON_MEMBER_ROLES
from bihuan.web.meetings.known import Known, known_of

CLOSING = {
    "emergency": "decide_plan",
    "joint": "decide_plan",
    "review": "hold_review",
    "special": "hold_special_meeting",
    "monthly": "hold_monthly_meeting",
}
"""The step that ends each kind of meeting."""
TAKERS = frozenset({"lead", "coordinator"})


@dataclass
class Item:
    """One item of the minutes. `typed` is what came back with a refusal, `errors` why; `text` is what is stored."""

    key: str
    label: str
    text: str = ""
    topic: str = ""
    version: int = 0
    by: str = ""
    at: datetime | None = None
    typed: str | None = None
    errors: list[str] = field(default_factory=list)

    @property
    def is_own(self) -> bool:
        """Whether the meeting itself put it on the agenda."""
        return self.key.startswith(TOPIC)


@dataclass
class Board:
    """A meeting, its reader, the moment; what was typed into a refused form stays."""

    subject: Problem | Month
    meeting: Meeting
    user: User
    now: datetime
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, list[str]] = field(default_factory=dict)
    refused: str = ""

    @property
    def held(self) -> Meeting:
        """Where the minutes stand: the other case's meeting if this one only shares its review."""
        return self.meeting.source

    @property
    def is_on_case(self) -> bool:
        """On a case, else on a month."""
        return isinstance(self.subject, Problem)

    @property
    def may_write(self) -> bool:
        """Coordinator and leads, while nobody has signed, where the meeting was held."""
        is_here = self.held is self.meeting
        return is_here and self.meeting.signed_at is None and bool(self.user.roles & TAKERS)

    @cached_property
    def items(self) -> list[Item]:
        """The agenda of this kind of meeting, then its own topics, then room for a further one."""
        stored = self.held.items
        own = sorted((key for key in stored if key.startswith(TOPIC)), key=lambda key: int(key[len(TOPIC) :]))
        found = [self._item(key, _(label)) for key, label in AGENDA[self.held.kind].items()]
        found += [self._item(key, stored[key]["topic"]) for key in own]
        if self.may_write:
            following = int(own[-1][len(TOPIC) :]) + 1 if own else 1
            found.append(self._item(f"{TOPIC}{following}", _("A further topic")))
        return found

    def _item(self, key: str, label: str) -> Item:
        was = self.held.items.get(key, {})
        item = Item(
            key, label, was.get("text", ""), was.get("topic", ""), was.get("version", 0),
            self.names.get(was.get("by", ""), was.get("by", "")), parse_datetime(was["at"]) if was else None,
        )  # fmt: skip
        if key == self.refused:
            item.typed, item.topic = self.typed.get("text", ""), self.typed.get("topic", "") or item.topic
            item.errors = [text for texts in self.errors.values() for text in texts]
        return item

    @cached_property
    def names(self) -> dict[str, str]:
        """Names by username of everybody on record. One query."""
        held = self.held
        wanted = {*held.attendees, *(member["username"] for member in held.members)}
        return names_of(wanted | {item["by"] for item in held.items.values()})

    @property
    def members(self) -> list[tuple[str, dict[str, Any]]]:
        """Who was called, those of the affected systems first."""
        found = [(self.names.get(m["username"], m["username"]), m) for m in self.held.members]
        return sorted(found, key=lambda pair: not pair[1].get("affected"))

    @cached_property
    def people(self) -> dict[int, Any]:
        """Chair, writer and signer. One query."""
        held = self.held
        return people_of({held.chair_id, held.recorder_id or 0, held.signed_by_id or 0} - {0})

    def name(self, pk: int | None) -> str:
        """A person's name."""
        found = self.people.get(pk or 0)
        return found.name if found else "–"

    @cached_property
    def actions(self) -> list[CorrectiveAction]:
        """What this meeting decided. One query."""
        rows = CorrectiveAction.objects.filter(meeting=self.held.pk).order_by("id")
        return list(rows.select_related("owner", "problem"))

    @cached_property
    def further_cases(self) -> list[Problem]:
        """The further cases of this meeting. One query."""
        rows = Problem.objects.filter(
            pk__in=Meeting.objects.filter(number=self.meeting.number).values("problem")
        )
        return list(rows.exclude(pk=self.meeting.problem_id or 0).order_by("number"))

    @cached_property
    def known(self) -> Known | None:
        """What the product knows about the three questions of a review."""
        is_review = self.meeting.kind == "review" and isinstance(self.subject, Problem)
        return known_of(self.subject, self.user) if is_review and self.may_write else None  # type: ignore[arg-type]

    @cached_property
    def choices(self) -> list[Choice]:
        """Who can own a decision. One query."""
        return [choice for choice, codes in people_to_choose() if set(codes) - NON_MEMBER_ROLES]

    # ---- addresses --------------------------------------------------------------------------------
    @property
    def home(self) -> str:
        """The page of the case or of the month."""
        if isinstance(self.subject, Problem):
            return reverse("case", args=[self.subject.number]) + "?tab=meetings#tab"
        return reverse("month", args=[self.subject.month])

    def address(self, name: str) -> str:
        """An address below this meeting: `meeting`, `meeting_item`, `meeting_invitation`."""
        if isinstance(self.subject, Problem):
            return reverse(name, args=[self.subject.number, self.meeting.number])
        return reverse(f"month_{name}", args=[self.subject.month, self.meeting.number])

    @property
    def closing(self) -> str:
        """Where the meeting is brought to its end; empty once it was."""
        if self.meeting.held_at or not self.may_write:
            return ""
        step = CLOSING[self.meeting.kind]
        if isinstance(self.subject, Problem):
            return f"{reverse('case', args=[self.subject.number])}?step={step}#next"
        return f"{reverse('month', args=[self.subject.month])}?step={step}#next"

    @property
    def paper(self) -> str:
        """The minutes as PDF."""
        if not isinstance(self.subject, Problem):
            return reverse("month_paper", args=[self.subject.month, self.meeting.number, "pdf"])
        return reverse("paper", args=[self.subject.number, "minutes", self.meeting.number, "pdf"])
