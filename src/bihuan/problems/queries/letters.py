"""The tracking table of letters (practice 3.7): where each letter stands, with its round."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q

from bihuan.people.models import Department
from bihuan.problems.models import Letter, Meeting

PAGE = 50
VIEWS = ("open", "unanswered", "all")
"""Of branches that run · sent and without a final reply · every signed letter."""


@dataclass(frozen=True)
class LetterRow:
    """One signed letter. `verified` is solved, still_there or nothing; instants are aware."""

    letter: Letter
    copies: list[str]
    chased: int
    meeting: datetime | None
    notice_at: datetime | None
    verified: str
    is_overdue: bool

    @property
    def reply(self) -> str:
        """The code of the verdict; `unjudged` while what came by link awaits one."""
        return self.letter.verdict or ("unjudged" if self.letter.replied_at else "")


def letter_rows(view: str, at: datetime, *, before: int = 0, limit: int = PAGE) -> list[LetterRow]:
    """A page of the table, the newest first, older than the id `before`. Three queries."""
    rows = Letter.objects.filter(signed_at__isnull=False).select_related("problem", "branch", "department")
    if view == "open":
        rows = rows.exclude(branch__status="ended")
    elif view == "unanswered":
        waiting = Q(verdict="") | Q(verdict="unclear", reply_by__gt=at)
        running = ~Q(branch__status="ended") & Q(branch__round=F("round"))
        rows = rows.filter(waiting & running, sent_at__isnull=False)
    if before:
        rows = rows.filter(pk__lt=before)
    return _shown(list(rows.order_by("-pk")[:limit]), at)


def all_letter_rows(view: str, at: datetime) -> Iterator[LetterRow]:
    """The whole table, a page at a time."""
    before = 0
    while rows := letter_rows(view, at, before=before, limit=500):
        yield from rows
        before = rows[-1].letter.pk


def _shown(letters: list[Letter], at: datetime) -> list[LetterRow]:
    names = dict(Department.objects.values_list("code", "name")) if letters else {}
    held: dict[tuple[int, str], list[datetime]] = {}
    cases = {letter.problem_id for letter in letters}
    for meeting in Meeting.objects.filter(problem__in=cases, kind="special", held_at__isnull=False):
        if meeting.held_at:
            key = (meeting.problem_id or 0, str(meeting.record.get("branch", "")))
            held.setdefault(key, []).append(meeting.held_at)
    return [
        _row(letter, names, held.get((letter.problem_id, letter.branch.number), []), at) for letter in letters
    ]


def _row(letter: Letter, names: dict[str, str], meetings: list[datetime], at: datetime) -> LetterRow:
    branch = letter.branch
    past: dict[str, Any] = next((entry for entry in branch.rounds if entry["round"] == letter.round), {})
    notice_at = branch.notice_at
    if past:
        notice_at = datetime.fromisoformat(past["notice_at"]) if past.get("notice_at") else None
    verified = "still_there" if past else "solved" if branch.status == "ended" else ""
    sent = letter.sent_at
    until = _end_of_round(letter, past)
    meeting = next(
        (held for held in sorted(meetings) if sent and held >= sent and (not until or held <= until)), None
    )
    is_waiting = sent is not None and not letter.verdict and not letter.replied_at and not verified
    return LetterRow(
        letter, [names.get(code, code) for code in letter.copies], len(letter.chased), meeting, notice_at, verified,
        is_waiting and letter.reply_by <= at,
    )  # fmt: skip


def _end_of_round(letter: Letter, past: dict[str, Any]) -> datetime | None:
    return datetime.fromisoformat(past["notice_at"]) if past.get("notice_at") else letter.branch.verified_at
