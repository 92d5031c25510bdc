"""工作台: what do I owe, and by when?"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_safe

from bihuan import clock
from bihuan.intake.queries import loose_alarms
from bihuan.people.models import DutyShift, User
from bihuan.people.roster import SHIFT_ROLES, shift_at
from bihuan.problems.byphone import CallToMake, calls_to_make
from bihuan.problems.queries.home import OwedDuty, ReportedCase, open_duties_of, reported_by
from bihuan.process.lifecycle import STEPS
from bihuan.web import marks, timewords
from bihuan.web.navigation import has_route
from bihuan.web.office.roster import fault_lines

GROUPS = (("overdue", N_("Overdue")), ("due_soon", N_("Due soon")), ("normal", N_("Later")))


class DutyLine(NamedTuple):
    """A duty as the desk shows it: what, of which case, by when, and the verb that leads there."""

    label: str
    verb: str
    clause: str
    number: str
    title: str
    level: int | None
    due_at: datetime
    soon_at: datetime
    light: str
    href: str


class OnDuty(NamedTuple):
    """Who holds a duty of the roster now, and who stands in."""

    role: str
    name: str
    phone: str
    deputy: str
    deputy_phone: str


@dataclass
class Home:
    """What the first page shows to one person at one moment; each part is read once, when asked for."""

    user: User
    now: datetime

    @cached_property
    def duties(self) -> list[DutyLine]:
        """Everything the person owes, the earliest due first."""
        owed = [_line(duty, self.now) for duty in self._owed if duty.key != "call_now"]
        return sorted([*self.calls, *owed], key=lambda line: line.due_at) if self.calls else owed

    @cached_property
    def _owed(self) -> list[OwedDuty]:
        return open_duties_of(self.user)

    @cached_property
    def calls(self) -> list[DutyLine]:
        """Whom the person owes a call by hand, because no machine can ring (F1.3); the officer on duty sees all."""
        is_officer = "duty_officer" in self._duty_roles
        if not is_officer and not any(duty.key == "call_now" for duty in self._owed):
            return []
        return [_call(call, self.now) for call in calls_to_make(None if is_officer else self.user)]

    @cached_property
    def loose_alarms(self) -> int:
        """How many alarms fire that no case has, a hundred at most; for those on duty. One query, none for others."""
        return loose_alarms() if self._duty_roles else 0

    @cached_property
    def _duty_roles(self) -> set[str]:
        """What the person is on duty as now, himself or as the deputy."""
        return {shift.role for shift in self._shifts if self.user.pk in (shift.person_id, shift.deputy_id)}

    @cached_property
    def _shifts(self) -> list[DutyShift]:
        if not self.user.is_member:
            return []
        return [shift for shift in (shift_at(role, self.now) for role in SHIFT_ROLES) if shift]

    @cached_property
    def groups(self) -> list[tuple[str, str, list[DutyLine]]]:
        """The same in three groups by light; an empty group is left out."""
        by_light = {light: [duty for duty in self.duties if duty.light == light] for light, _title in GROUPS}
        return [(light, gettext(title), by_light[light]) for light, title in GROUPS if by_light[light]]

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many duties there are of each light."""
        return {light: len(rows) for light, _title, rows in self.groups}

    @cached_property
    def reads_cases(self) -> bool:
        """Whether the person may read cases at all."""
        return self.user.reads_all_cases or "marketing" in self.user.roles

    @cached_property
    def on_duty(self) -> list[OnDuty]:
        """The roster at this moment, for members."""
        return [_on_duty(shift) for shift in self._shifts]

    @cached_property
    def reported(self) -> list[ReportedCase]:
        """What the person reported last."""
        return reported_by(self.user) if self.user.is_member else []

    @cached_property
    def roster_faults(self) -> list[str]:
        """What is wrong with rosters and chains, for those who can mend it or have it mended."""
        return fault_lines(self.now) if self.user.roles & {"coordinator", "admin"} else []

    def etag(self, frame_etag: str) -> str:
        """Names what is shown, without the running of the clocks."""
        seed = [
            frame_etag, get_language(), self.groups, self.on_duty, self.roster_faults, self.loose_alarms,
            [(case.number, case.state) for case in self.reported],
        ]  # fmt: skip
        digest = hashlib.sha256(json.dumps(seed, default=str).encode()).hexdigest()
        return f'"{digest[:20]}"'


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The desk."""
    page = Home(cast(User, request.user), clock.now())
    return render(request, "desk/home.html", {"home": page})


def _line(duty: OwedDuty, now: datetime) -> DutyLine:
    step = STEPS.get(duty.step)
    label = marks.duty(duty.key) or (gettext(step.label) if step else duty.key)
    return DutyLine(
        label=label,
        verb=gettext(step.label) if step else gettext("View"),
        clause=duty.clause,
        number=duty.number or duty.month,
        title=duty.title or gettext("Monthly report"),
        level=duty.level if duty.number else None,
        due_at=duty.due_at,
        soon_at=duty.soon_at,
        light=timewords.light_of(now, duty.due_at, duty.soon_at),
        href=_address(duty),
    )


def _call(call: CallToMake, now: datetime) -> DutyLine:
    return DutyLine(
        label=gettext("Call {person} now: {phone}").format(person=call.person, phone=call.phone),
        verb=gettext("Call"),
        clause="F1.3",
        number=call.number,
        title=call.title,
        level=call.level,
        due_at=call.due_at,
        soon_at=call.soon_at,
        light=timewords.light_of(now, call.due_at, call.soon_at),
        href=reverse("call", args=[call.number]),
    )


def _address(duty: OwedDuty) -> str:
    if not duty.number:
        return reverse("month", args=[duty.month]) if has_route("month") else reverse("home")
    if duty.step == "log_call":
        return reverse("call", args=[duty.number])
    case = reverse("case", args=[duty.number])
    return f"{case}?step={duty.step}#next" if duty.step else case


def _on_duty(shift: DutyShift) -> OnDuty:
    deputy = shift.deputy
    return OnDuty(
        role=marks.word("roles", shift.role)
        if shift.role == "coordinator"
        else marks.word("relations", shift.role),
        name=shift.person.name,
        phone=shift.person.phone,
        deputy=deputy.name if deputy else "",
        deputy_phone=deputy.phone if deputy else "",
    )
