"""交接班 (D75): open duties of a coordinator who leaves go to the next one, with both names on record.

Making a sheet is the giver's signature, or that of whoever makes it for an absent one. Accepting is the taker's: from
then on he coordinates those cases, each by the step `take_over`, so that every case's history has both names.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from bihuan.notices.outbox import Message, draft, post
from bihuan.people.models import User
from bihuan.problems.gate import Refused, take_step
from bihuan.problems.models import OPEN_DUTY, Duty, HandOver, Problem
from bihuan.process.lifecycle import STEPS
from bihuan.process.verdict import Kind, Reason
from bihuan.process.words import N_

MOVABLE = STEPS["take_over"].sources
MOST = 500
NOTE_LIMIT = 2_000


def sheet_of(giver: User) -> list[dict[str, Any]]:
    """The cases that rest on this coordinator, the most urgent first, each with its open duties. Two queries."""
    duties: dict[int, list[Duty]] = {}
    owed = Q(owed_by=giver, owed_by_role="coordinator") | Q(problem__coordinator=giver)
    for duty in Duty.objects.filter(OPEN_DUTY, owed, problem__state__in=MOVABLE).order_by("due_at", "id")[
        :MOST
    ]:
        duties.setdefault(duty.problem_id or 0, []).append(duty)
    cases = Problem.objects.filter(Q(coordinator=giver) | Q(pk__in=duties), state__in=MOVABLE)
    return [
        {
            "number": case.number,
            "title": case.title,
            "level": case.level,
            "state": case.state,
            "duties": [
                {"key": duty.key, "due_at": duty.due_at.isoformat()} for duty in duties.get(case.pk, [])
            ],
        }
        for case in cases.order_by("next_due_at", "id")[:MOST]
    ]


@transaction.atomic
def make_sheet(giver: User, taker: User, *, by: User, at: datetime, note: str = "") -> HandOver:
    """Draw up and sign the sheet, and tell the taker.

    Refused unless both are coordinators and two people, and for a note of more than `NOTE_LIMIT` characters.
    """
    reasons = []
    if len(note) > NOTE_LIMIT:
        text = N_("The note has {count} characters; {limit} are the most.")
        reasons.append(Reason("D75", text, {"count": len(note), "limit": NOTE_LIMIT}))
    if "coordinator" not in taker.roles or not taker.is_active or "coordinator" not in giver.roles:
        reasons.append(Reason("D75", N_("A hand-over goes from one coordinator to another.")))
    if taker.pk in (giver.pk, by.pk):
        reasons.append(Reason("D75", N_("Nobody hands over to himself.")))
    if not by.roles & {"coordinator", "manager"}:
        raise Refused(
            Kind.NOT_YOURS, [Reason("D75", N_("A hand-over is made by a coordinator or the manager."))]
        )
    if reasons:
        raise Refused(Kind.GUARDED, reasons)
    row = HandOver.objects.create(
        giver=giver, taker=taker, made_by=by, made_at=at, note=note, sheet=sheet_of(giver)
    )
    args = {"giver": giver.name, "count": len(row.sheet), "sheet": row.pk}
    message = Message(taker.pk, "hand_over", args)
    post(draft([message], stream="", cause=f"handover:{row.pk}", at=at, level=3, args={}))
    return row


def accept_sheet(row: HandOver, *, by: User, at: datetime) -> HandOver:
    """The taker signs: every case of the giver is his now, whether it was on the sheet or came since."""
    if by.pk != row.taker_id:
        raise Refused(
            Kind.NOT_YOURS, [Reason("D75", N_("Only the one who takes over signs the acceptance."))]
        )
    with transaction.atomic():
        if not HandOver.objects.filter(pk=row.pk, taken_at__isnull=True).update(taken_at=at):
            raise Refused(Kind.GUARDED, [Reason("D75", N_("This sheet is signed already."))])
        moved, left = [], []
        for case in Problem.objects.filter(coordinator=row.giver, state__in=MOVABLE).order_by("id")[:MOST]:
            try:
                take_step("take_over", actor=by, at=at, problem=case, data={"text": f"{row.giver} → {by}"})
                moved.append(case.number)
            except Refused:
                left.append(case.number)
        waiting = Duty.objects.filter(
            OPEN_DUTY, owed_by=row.giver, owed_by_role="coordinator", problem__coordinator__isnull=True
        )
        moved += sorted(set(waiting.values_list("problem__number", flat=True)))
        waiting.update(owed_by=by)
        HandOver.objects.filter(pk=row.pk).update(moved=moved, left=left)
    row.refresh_from_db()
    return row


def sheets_for(user: User, limit: int = 30) -> list[HandOver]:
    """The latest sheets; coordinators and the manager see all of them."""
    rows = HandOver.objects.select_related("giver", "taker", "made_by")
    return list(rows[:limit]) if user.roles & {"coordinator", "manager", "auditor"} else []
