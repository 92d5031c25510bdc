"""Corrective actions (整改项): owner, date, how and when it is checked; closed with evidence, checked by another."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from bihuan.people.models import User
from bihuan.problems.actions.registry import action
from bihuan.problems.models import CorrectiveAction, Meeting
from bihuan.problems.refusals import BadInput
from bihuan.problems.work import Work
from bihuan.process.calendar import end_of_day
from bihuan.process.duties import Subject


def open_actions(work: Work, actions: Iterable[Mapping[str, Any]], meeting: Meeting | None = None) -> None:
    """Corrective actions with owner and due date; each is a duty of its own. `meeting` is where it was decided."""
    for entry in actions:
        row = CorrectiveAction(
            owner=entry["owner"], text=entry["text"], due_on=entry["due_on"], meeting=meeting,
            opened_by=entry.get("opened_by") or work.actor, check_how=entry.get("check_how", ""),
            check_on=entry.get("check_on"),
        )  # fmt: skip
        work.add("actions", row)
        _owe_action(work, row)


def _owe_action(work: Work, row: CorrectiveAction) -> None:
    work.about("action", Subject(row.pk, row.owner_id, end_of_day(row.due_on)))
    work.announce("action_opened")
    owner: User = row.owner
    work.tell([owner], "action_opened", action=row.number, due=row.due_on.isoformat())


@action("open_action")
def open_action(work: Work) -> None:
    """F6.3: by itself, or as a decision of a meeting that is on record here."""
    number = work.text("of_meeting")
    meeting = next((row.source for row in work.parts.meetings if row.number == number), None)
    if number and meeting is None:  # the monthly one is about every case
        meeting = Meeting.objects.filter(number=number, month__isnull=False).first()
    if number and meeting is None:
        raise BadInput({"of_meeting": [_("There is no such meeting on this case.")]})
    open_actions(work, [work.data], meeting)


@action("close_action")
def close_action(work: Work) -> None:
    """The owner says it is done, with evidence; another one checks its effect, on the day that was set or in a week."""
    row = work.row("actions", work.data["action"])
    row.status, row.evidence = "closed", work.data["evidence"]
    row.closed_by, row.closed_at = work.actor, work.occurred
    row.save()
    checked = end_of_day(row.check_on) if row.check_on else None
    work.about("action", Subject(row.pk, row.owner_id, checked))


@action("check_action")
def check_action(work: Work) -> None:
    """Another person than the owner looks at the effect: the action is at its end, or its owner's again."""
    row = work.row("actions", work.data["action"])
    is_open_again = work.data.get("verdict") == "ineffective"
    row.status, row.effect = "open" if is_open_again else "checked", work.data["effect"]
    row.checked_by, row.checked_at = work.actor, work.occurred
    row.save()
    if is_open_again:
        _owe_action(work, row)
    else:
        work.about("action", Subject(row.pk, row.owner_id))
