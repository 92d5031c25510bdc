"""Who is told what a step brought: written to the outbox in the step's own transaction."""

from collections.abc import Iterable
from typing import Any

from bihuan.notices.outbox import Message, draft, post
from bihuan.people.models import User
from bihuan.problems.keeping import keeping_stream
from bihuan.problems.models import Duty, Month, Problem
from bihuan.problems.work import Work


def write_notices(work: Work, opened: Iterable[Duty]) -> None:
    """One notice a person for all duties that the step opened for him, and what the body wants told.

    Nobody is told what he did himself, and nobody who may not read the case. A duty of which the body tells in its own
    words, under its own name, is not told of twice.
    """
    owed: dict[int, list[Duty]] = {}
    in_own_words = {kind for _whom, kind, _args, _papers in work.notices}
    for duty in opened:
        if duty.key in in_own_words:
            continue
        for user_id in owners(duty, work):
            owed.setdefault(user_id, []).append(duty)
    messages = [
        Message(
            user_id,
            "owed",
            {
                "duties": [duty.key for duty in duties],
                "dues": [duty.due_at.isoformat() for duty in duties],
                "due": duties[0].due_at.isoformat(),
            },
        )
        for user_id, found in owed.items()
        for duties in [sorted(found, key=lambda duty: duty.due_at)]
    ]
    for whom, kind, args, papers in work.notices:
        messages += [Message(user_id, kind, args, papers) for user_id in _ids(whom, work)]
    actor = work.actor.pk if work.actor else 0
    messages = [message for message in messages if message.to != actor]
    if messages:
        cause = f"{work.problem.version}:{work.step.key}"
        level, args = getattr(work.problem, "level", 5), _subject_args(work)
        stream = keeping_stream(work.problem)
        notices = draft(messages, stream=stream, cause=cause, at=work.at, level=level, args=args)
        post(notices, is_missed=work.is_missed)


def _subject_args(work: Work) -> dict[str, Any]:
    args: dict[str, Any] = {"step": work.step.key, "by": work.actor.name if work.actor else ""}
    if isinstance(work.problem, Problem):
        args |= {"title": work.case.title, "state": work.case.state, **place_of(work.case)}
    return args


def place_of(subject: Problem | Month) -> dict[str, Any]:
    """Where and since when, for messages that leave the house: the id of the system, the time of the report."""
    if not isinstance(subject, Problem):
        return {}
    return {"system": subject.system_id, "since": subject.reported_at.isoformat()}


def owners(duty: Duty, work: Work | None = None) -> list[int]:
    """Ids of everybody who owes a duty now."""
    if duty.owed_by_id:
        return [duty.owed_by_id]
    return holders(duty.owed_by_role, work)


def holders(role: str, work: Work | None = None) -> list[int]:
    """Ids of all active holders of a role; asked once a step."""
    cache: dict[str, list[int]] = work.__dict__.setdefault("holders", {}) if work else {}
    if role not in cache:
        cache[role] = list(User.objects.holding(role).values_list("pk", flat=True))
    return cache[role]


def _ids(whom: Iterable[User] | str, work: Work) -> list[int]:
    if isinstance(whom, str):
        return holders(whom, work)
    return [user.pk for user in whom if user.is_member or "marketing" in user.roles]
