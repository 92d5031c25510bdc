"""Meetings (F4, F6.3, R12–R14): who is called, what is taken down, who signs; one meeting for several cases."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from bihuan.people.models import System, User
from bihuan.problems.actions.posting import invitation_paper
from bihuan.problems.actions.registry import action
from bihuan.problems.models import Meeting, Problem
from bihuan.problems.numbers import daily_number
from bihuan.problems.refusals import Refused
from bihuan.problems.work import Work
from bihuan.process.duties import Subject
from bihuan.process.verdict import Kind, Reason
from bihuan.process.words import N_

Member = dict[str, Any]


def new_meeting(
    work: Work, kind: str, *, starts_at: datetime | None = None, held_at: datetime | None = None
) -> Meeting:
    """A meeting on record; one already held owes its signed minutes."""
    meeting = Meeting(
        kind=kind,
        starts_at=starts_at,
        held_at=held_at,
        chair=chair_of(work),
        recorder=work.actor,
        place=work.text("place"),
        number=daily_number("HY", work.at),
        guests=work.data.get("guests", []),
        round=getattr(work.problem, "round", 1),
        attendees=[user.username for user in work.data.get("attendees", [])],
    )
    _store(work, meeting)
    if held_at:
        mark_held(work, meeting)
    return meeting


def chair_of(work: Work) -> User:
    """Who chairs: the person named, else whoever takes the step."""
    found = work.data.get("chair") or work.actor
    assert isinstance(found, User)
    return found


def _store(work: Work, meeting: Meeting) -> None:
    if isinstance(work.problem, Problem):
        work.add("meetings", meeting)
        return
    meeting.month, meeting.created_at = work.problem, work.at
    meeting.save(force_insert=True)
    work.parts.meetings.append(meeting)


def mark_held(work: Work, meeting: Meeting) -> None:
    """The meeting took place: its minutes are owed by its chair, counted from when it was held (D46)."""
    work.about("meeting", Subject(meeting.pk, meeting.chair_id, at=meeting.held_at))
    work.announce("meeting_held")


def meeting_held(work: Work, kind: str, held_at: datetime) -> Meeting:
    """The meeting of this kind that was called and is held now, else a new one; with who was there and who not."""
    called = [m for m in work.parts.meetings if m.kind == kind and m.held_at is None]
    if not called:
        meeting = new_meeting(work, kind, held_at=held_at)
    else:
        meeting = called[0]
        meeting.held_at, meeting.recorder = held_at, work.actor
        meeting.chair = chair_of(work)
        note_presence(work, meeting)
        mark_held(work, meeting)
    meeting.absence = work.text("absence") or meeting.absence
    return meeting


def note_presence(work: Work, meeting: Meeting) -> None:
    """Who took part, as named; else who was called."""
    meeting.attendees = [user.username for user in work.data.get("attendees", [])] or meeting.attendees
    meeting.guests = work.data.get("guests", meeting.guests)
    meeting.place = work.text("place") or meeting.place


def call_members(work: Work, meeting: Meeting, systems: Iterable[System]) -> None:
    """R11: all subsystem leads are members, those of the affected systems marked; the board where it is joint.

    Everybody called hears of it; guests have no login and are told by the coordinator.
    """
    affected = {system.owner_id for system in systems if system.owner_id}
    named = {user.username for user in work.data.get("attendees", [])}
    roles = ["lead", "board"] if meeting.joint_with_cab else ["lead"]
    people = {user.pk: user for role in roles for user in User.objects.holding(role)}
    people |= {user.pk: user for user in work.data.get("attendees", [])}
    meeting.members = [_member(user, affected) for user in people.values()]
    if not named:
        meeting.attendees = [user.username for user in people.values()]
    starts = meeting.starts_at.isoformat() if meeting.starts_at else ""
    kind = "group_convened" if meeting.kind in ("emergency", "joint") else "meeting_called"
    args = {"starts": starts, "meeting": meeting.number, "kind": meeting.kind, "place": meeting.place}
    meeting.save()
    work.tell(list(people.values()), kind, papers=invitation_paper(work, meeting), **args)


def _member(user: User, affected: set[int]) -> Member:
    found: Member = {"username": user.username}
    found |= {role: True for role in ("lead", "board") if role in user.roles}
    return found | ({"affected": True} if user.pk in affected else {})


def systems_of(work: Work) -> list[System]:
    """The affected systems: of the case in hand and of those that share the meeting."""
    cases = [work.problem, *work.data.get("cases", [])]
    wanted = {case.system_id for case in cases if isinstance(case, Problem) and case.system_id}
    return list(System.objects.filter(pk__in=wanted)) if wanted else []


def join_cases(work: Work, meeting: Meeting, step: str) -> None:
    """D46: the meeting is about further cases too; each joins through the door, or none of it is stored."""
    from bihuan.problems.gate import take_step

    for case in sorted(work.data.get("cases", []), key=lambda row: row.pk):
        try:
            take_step(step, actor=None, at=work.at, problem=case, data={"host": meeting.pk})
        except Refused as refused:
            reason = Reason(
                "D46", N_("Case {number} cannot share this meeting."), {"number": case.number}, "cases"
            )
            raise Refused(Kind.GUARDED, [reason, *refused.reasons]) from refused
    if work.data.get("cases"):
        work.log["shared_with"] = [case.number for case in work.data["cases"]]


def joined(work: Work) -> Meeting:
    """The row of a case that shares the meeting of another one, by the same number."""
    host = Meeting.objects.get(pk=work.data["host"])
    row = Meeting(
        number=host.number, kind=host.kind, starts_at=host.starts_at, held_at=host.held_at, chair=host.chair,
        recorder=host.recorder, place=host.place, members=host.members, attendees=host.attendees,
        guests=host.guests, absence=host.absence, joint_with_cab=host.joint_with_cab, host=host, round=work.case.round,
    )  # fmt: skip
    work.add("meetings", row)
    return row


@action("join_group")
def join_group(work: Work) -> None:
    """F3.5: the group that meets about another case decides a plan for this one too."""
    joined(work)


@action("join_review")
def join_review(work: Work) -> None:
    """F6.3, D46: this case was reviewed in the meeting of another one; its minutes stand there."""
    work.about("review", Subject(0, at=joined(work).held_at))


@action("call_meeting")
def call_meeting(work: Work) -> None:
    """R11, R13, R14: a review, a special-topic or a monthly meeting is called; members and guests are on record."""
    is_case = isinstance(work.problem, Problem)
    kind = work.data.get("kind") or ("review" if is_case else "monthly")
    meeting = new_meeting(work, kind, starts_at=work.data["starts_at"])
    call_members(work, meeting, systems_of(work))


@action("take_minutes")
def take_minutes(work: Work) -> None:
    """D46: one item of the minutes as it is now; the version goes up, the log keeps what stood there before."""
    data = work.data
    meeting = work.row("meetings", data["meeting"])
    was = meeting.items.get(data["item"], {})
    item = {
        "topic": work.text("topic") or was.get("topic", ""),
        "text": work.text("text"),
        "version": was.get("version", 0) + 1,
        "by": work.person.username,
        "at": work.at.isoformat(),
    }
    meeting.items = {**meeting.items, data["item"]: item}
    meeting.save(update_fields=["items"])


@action("sign_minutes")
def sign_minutes(work: Work) -> None:
    """D46: the chair signs off what was written down."""
    meeting = work.row("meetings", work.data["meeting"])
    meeting.minutes = work.text("text") or meeting.minutes
    meeting.signed_by, meeting.signed_at = work.actor, work.occurred
    meeting.save()
    work.about("meeting", Subject(meeting.pk, meeting.chair_id))
