"""Can a call chain, can a roster work? Every reason why not, before it is saved (F1.3, D67). Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bihuan.process.verdict import Reason
from bihuan.process.words import N_

NUMBER = re.compile(r"[0-9][0-9 ()-]+[0-9]")
"""What can be dialled, an extension with a word before it included."""
AHEAD = timedelta(days=30)
"""How far the roster must be filled whenever it is saved."""


HOLDERS = {"coordinator": ("coordinator",), "duty_officer": ("reporter", "handler", "coordinator")}
"""Whose roles can hold a shift, by the duty of the shift: who coordinates, and who files reports or solves (D3)."""


Hole = tuple[datetime, datetime]
"""A span in which nobody is on duty."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One person who is to be called: `channels` counts verified ways beside the telephone.

    `roles` matter on a roster alone.
    """

    username: str
    number: str = ""
    channels: int = 0
    is_active: bool = True
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Shift:
    """One shift as it would stand: who is on duty, who stands in, from when up to when."""

    person: Rung
    deputy: Rung | None
    starts_at: datetime
    ends_at: datetime
    role: str = ""


def chain_faults(leaders: Sequence[Rung], policy: Mapping[str, Any], *, before: int = 2) -> list[Reason]:
    """Why this chain cannot work; empty if it can.

    `before` counts the people asked before the first leader: coordinator and deputy. The last person must be
    asked within the limit of the response at levels 1 and 2.
    """
    found = [] if leaders else [Reason("F1.3", N_("The chain names nobody."))]
    found += _twice([rung.username for rung in leaders])
    for rung in leaders:
        found += unreachable(rung)
    limit = min(policy["response_1"], policy["response_2"])
    asked = (before + len(leaders)) * policy["chain_tries"] - 1
    needed = policy["chain_step"] * asked
    if leaders and needed > limit:
        args = {"needed": _minutes(needed), "limit": _minutes(limit)}
        found.append(
            Reason(
                "F1.3",
                N_("The last person is asked after {needed} min; the response is due after {limit} min."),
                args,
            )
        )
    return found


def roster_faults(shifts: Sequence[Shift], at: datetime, ahead: timedelta = AHEAD) -> list[Reason]:
    """Why this roster cannot work from `at` on; empty if it can: nobody out of reach or without the role, no hole."""
    ends, found = at + ahead, []
    running = _within(shifts, at, ends)
    people: dict[str, Rung] = {}
    for shift in running:
        people[shift.person.username] = shift.person
        if shift.deputy is not None:
            people[shift.deputy.username] = shift.deputy
            if shift.deputy.username == shift.person.username:
                found.append(
                    Reason("D3", N_("{name} cannot stand in for himself."), {"name": shift.person.username})
                )
    for rung in people.values():
        found += unreachable(rung)
    found += unfit(running)
    found += [_nobody(*hole) for hole in holes(running, at, ends)]
    return list({(reason.text, str(reason.args)): reason for reason in found}.values())


def new_faults(
    before: Sequence[Shift], after: Sequence[Shift], at: datetime, ahead: timedelta = AHEAD
) -> list[Reason]:
    """What a change of the roster made worse: people out of reach and holes that were not there before."""
    ends = at + ahead
    open_before = list(holes(_within(before, at, ends), at, ends))
    known = {
        (reason.text, str(reason.args))
        for reason in roster_faults(before, at, ahead)
        + [
            _nobody(*hole)
            for hole in holes(_within(after, at, ends), at, ends)
            if _lies_in(hole, open_before)
        ]
    }
    return [
        reason for reason in roster_faults(after, at, ahead) if (reason.text, str(reason.args)) not in known
    ]


def _lies_in(hole: Hole, others: Sequence[Hole]) -> bool:
    return any(start <= hole[0] and hole[1] <= end for start, end in others)


def _nobody(start: datetime, end: datetime) -> Reason:
    return Reason("D67", N_("Nobody is on duty from {start} to {end}."), {"start": start, "end": end})


def _within(shifts: Sequence[Shift], at: datetime, ends: datetime) -> list[Shift]:
    return sorted((s for s in shifts if s.ends_at > at and s.starts_at < ends), key=lambda s: s.starts_at)


def holes(shifts: Sequence[Shift], at: datetime, ends: datetime) -> Iterator[Hole]:
    """The spans between `at` and `ends` that no shift covers, in order."""
    covered = at
    for shift in sorted(shifts, key=lambda shift: shift.starts_at):
        if shift.starts_at > covered:
            yield covered, min(shift.starts_at, ends)
        covered = max(covered, shift.ends_at)
        if covered >= ends:
            return
    if covered < ends:
        yield covered, ends


def _twice(usernames: Sequence[str]) -> list[Reason]:
    twice = dict.fromkeys(name for name in usernames if usernames.count(name) > 1)
    return [Reason("F1.3", N_("{name} stands in the chain twice."), {"name": name}) for name in twice]


def unreachable(rung: Rung) -> Iterator[Reason]:
    """Why nobody can reach this person; nothing if one can."""
    if not rung.is_active:
        yield Reason("F1.3", N_("The account of {name} is closed."), {"name": rung.username})
    elif not NUMBER.search(rung.number) and rung.channels < 1:
        yield Reason(
            "F1.3", N_("{name} has neither a number nor a verified channel."), {"name": rung.username}
        )


def unfit(shifts: Sequence[Shift]) -> list[Reason]:
    """Who stands on a shift without a role that can hold it; a closed account is `unreachable` and not named here."""
    return [
        Reason(
            "D3",
            N_("{name} holds no role for this shift; it takes one of: {holders}."),
            {"name": rung.username, "holders": HOLDERS[shift.role]},
        )
        for shift in shifts
        for rung in (shift.person, shift.deputy)
        if shift.role in HOLDERS
        and rung
        and rung.is_active
        and not rung.roles.intersection(HOLDERS[shift.role])
    ]


def _minutes(span: timedelta) -> str:
    return f"{span.total_seconds() / 60:g}"
