"""The sweep's part of an escalation: who is due to be asked is asked, once, however many sweeps run at once."""

from datetime import datetime, timedelta

import structlog
from django.db import connection, transaction

from bihuan.notices.inbox import stop_calling
from bihuan.notices.models import Notice
from bihuan.notices.models.delivery import READ
from bihuan.notices.outbox import Message, draft, post
from bihuan.people.models import User
from bihuan.problems import accepting
from bihuan.problems.byphone import asks_by_hand
from bihuan.problems.escalation import next_rung, pause_of, topic_of
from bihuan.problems.gate import Refused, take_step
from bihuan.problems.models import ACCEPT, CHAIN, IDLE, RUNNING, ChainAttempt, Escalation, Problem, WorkOrder
from bihuan.problems.policy import figures_of
from bihuan.problems.told import place_of

BATCH = 500
LOG = structlog.get_logger(__name__)


def ask_on(at: datetime) -> int:
    """Take up confirmations by key press, then ask whoever is due; returns how many were asked."""
    hear_key_presses(at)
    asked = 0
    while count := _ask_batch(at):
        asked += count
        if count < BATCH:
            break
    _call_by_hand(at)
    return asked


def hear_key_presses(at: datetime) -> None:
    """A key pressed in a call of the machine is a confirmation: taken through the door in that person's name."""
    pressed = ChainAttempt.objects.filter(
        outcome="asked", notice__deliveries__media="voice", notice__deliveries__status=READ
    ).select_related("escalation__problem", "user")
    for attempt in pressed.order_by("id")[:BATCH]:
        case = attempt.escalation.problem
        try:
            take_step("acknowledge", actor=attempt.user, at=at, problem=case)
        except Refused:
            ChainAttempt.objects.filter(pk=attempt.pk, outcome="asked").update(outcome="reached")
            LOG.info("the chain had ended before the key was pressed", case=case.number)


def _ask_batch(at: datetime) -> int:
    with transaction.atomic():
        rows = Escalation.objects.filter(RUNNING, next_at__lte=at).order_by("next_at", "id")
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True, of=("self",))
        found = list(rows.select_related("problem__reporter")[:BATCH])
        for row in found:
            if _claim(row, at):
                ASK[row.kind](row, at)
        return len(found)


def _claim(row: Escalation, at: datetime) -> bool:
    """Move the row on if nobody else has: position, round and the time of the next question.

    The row in hand keeps what is asked now. After a standstill the pause counts from now: nothing is skipped, and
    nobody is asked twice at once.
    """
    figures = figures_of(row.problem.policy_version)
    moved: dict[str, object]
    if row.kind == CHAIN:
        tries, position, round_ = row.tries + 1, row.position, row.round
        if tries >= figures["chain_tries"]:
            tries, position = 0, position + 1
        if position >= len(row.rungs):
            position, round_ = 0, round_ + 1
        moved = {
            "tries": tries,
            "position": position,
            "round": round_,
            "next_at": at + pause_of(next_rung(row)),
        }
    elif row.kind == ACCEPT:
        moved = accepting.moved(row, at, figures)
    else:
        pause: timedelta = figures["idle_repeat"]
        moved = {"round": row.round + 1, "next_at": max(row.next_at + pause, at + pause / 2)}
    mine = Escalation.objects.filter(RUNNING, pk=row.pk, next_at=row.next_at)
    return mine.update(**moved) == 1


def _ask_rung(row: Escalation, at: datetime) -> None:
    """One person of the chain is asked, through every channel he has, and the attempt is on record."""
    rung = next_rung(row)
    before = ChainAttempt.objects.filter(escalation=row, outcome="asked")
    stop_calling(before.exclude(notice=None).values_list("notice", flat=True), at)
    before.update(outcome="no_answer")
    args = {"part": rung["part"], "round": row.round, "by": row.problem.reporter.name}
    notices = _tell(row, [rung["user"]], "chain_asked", f"{row.round}:{row.position}:{row.tries}", at, args)
    ChainAttempt.objects.create(
        escalation=row,
        round=row.round,
        position=row.position,
        user_id=rung["user"],
        number=rung["number"][:40],
        channels=rung["channels"],
        at=at,
        notice=notices[0] if notices else None,
    )


def _call_by_hand(at: datetime) -> None:
    """Where no telephone channel works a person has to phone: that is a duty, so it goes through the door.

    After the claims and not with them: the door locks the case before its chain. What a killed sweep leaves, the next
    one finds.
    """
    for ask in asks_by_hand():
        case = ask.escalation.problem
        data = {"callee": ask.user.username, "number": ask.number, "asked_at": ask.at.isoformat()}
        try:
            take_step("call_by_hand", actor=None, at=at, problem=case, data=data)
        except Refused:
            LOG.info("another sweep was faster", case=case.number, step="call_by_hand")


def _ask_doers(row: Escalation, at: datetime) -> None:
    """Who holds an idle case is asked where it stands: handlers of orders that are out, and the coordinator."""
    out = WorkOrder.objects.filter(problem=row.problem, status__in=("issued", "accepted"))
    people = set(out.values_list("handler_id", flat=True)) | {row.problem.coordinator_id}
    _tell(
        row,
        sorted(person for person in people if person is not None),
        "idle",
        str(row.next_at.timestamp()),
        at,
        {"last": row.started_at.isoformat()},
    )


ASK = {CHAIN: _ask_rung, IDLE: _ask_doers, ACCEPT: accepting.ask}
"""What is asked when a row of this kind is due."""


def _tell(
    row: Escalation, people: list[int], kind: str, cause: str, at: datetime, args: dict[str, object]
) -> list[Notice]:
    case: Problem = row.problem
    active = User.objects.active().filter(pk__in=people).values_list("pk", flat=True)
    notices = draft(
        [Message(person, kind) for person in active],
        stream=case.number,
        cause=f"{topic_of(row)}:{cause}",
        at=at,
        level=case.level,
        args={"title": case.title, "state": case.state, **place_of(case), **args},
        topic=topic_of(row),
    )
    post(notices)
    return notices
