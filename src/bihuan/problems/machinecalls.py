"""What the machine tried goes into the chain of events of its case, like a call by hand (F1.3, F2.5).

An attempt is logged once its outcome is known: a telephone call with what the exchange or the pressed key says, an
ask of the chain that no telephone rang for with the channels it took. Each is logged exactly once, by whichever sweep
comes first; one that a case cannot take any more (it is archived) stays in the history of its notice alone.
"""

import re
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Exists, F, OuterRef

from bihuan.notices.claiming import LOST
from bihuan.notices.models import Attempt, Delivery
from bihuan.notices.models.delivery import READ
from bihuan.problems.gate import Refused, take_step
from bihuan.problems.models import CHAIN, ChainAttempt, Problem

BATCH = 200
DIALS = (READ, "retry", "rejected", "down", LOST)
"""What an attempt of the telephone channel may have become."""
SAID = {"486": "busy", "600": "busy", "603": "refused"}
"""Answers of a telephone exchange that say more than that nobody picked up."""
LOG = structlog.get_logger(__name__)


def log_machine_calls(at: datetime) -> int:
    """Log every attempt whose outcome is known and that no event tells of yet; returns how many were logged."""
    return _log_dials(at) + _log_asks(at)


def _log_dials(at: datetime) -> int:
    open_ones = Delivery.objects.filter(to__isnull=False, media="voice", attempts__gt=F("dials_logged"))
    logged = 0
    for row in open_ones.select_related("notice", "to").order_by("id")[:BATCH]:
        dials = list(row.history.filter(status__in=DIALS).order_by("id")[row.dials_logged :])
        for place, dial in enumerate(dials, row.dials_logged):
            logged += _log(row.notice.stream, at, _dial_data(row, dial), _once(row, place))
    return logged


def _once(row: Delivery, place: int) -> Callable[[], int]:
    return partial(Delivery.objects.filter(pk=row.pk, dials_logged=place).update, dials_logged=place + 1)


def _log_asks(at: datetime) -> int:
    open_ones = ChainAttempt.objects.filter(is_logged=False, escalation__kind=CHAIN).exclude(outcome="asked")
    dialled = Delivery.objects.filter(notice=OuterRef("notice"), media="voice", attempts__gt=0)
    known = open_ones.annotate(was_dialled=Exists(dialled)).select_related("escalation__problem", "user")
    logged = 0
    for ask in known.order_by("id")[:BATCH]:
        mark = partial(ChainAttempt.objects.filter(pk=ask.pk, is_logged=False).update, is_logged=True)
        if ask.was_dialled:
            mark()  # its calls tell more
        else:
            logged += _log(ask.escalation.problem.number, at, _ask_data(ask), mark)
    return logged


def _log(number: str, at: datetime, data: dict[str, Any], mark: Callable[[], int]) -> bool:
    """Mark and log in one transaction. The case is locked first, as the door does it: no two wait in a ring."""
    with transaction.atomic():
        case = Problem.objects.select_for_update(of=("self",)).filter(number=number).first()
        if not mark() or case is None:
            return False
        try:
            take_step("log_machine_call", actor=None, at=at, problem=case, data=data)
        except Refused:
            LOG.info("the case takes no more calls", case=number)
            return False
    return True


def _dial_data(row: Delivery, dial: Attempt) -> dict[str, Any]:
    assert row.to is not None
    return {
        "callee": row.to.username,
        "number": row.address[:40],
        "outcome": outcome_of(dial.status, dial.detail),
        "purpose": purpose_of(row.notice.kind),
        "called_at": dial.at.isoformat(),
        "text": " · ".join(filter(None, (row.channel, dial.detail)))[:300],
    }


def _ask_data(ask: ChainAttempt) -> dict[str, Any]:
    return {
        "callee": ask.user.username,
        "number": ask.number,
        "outcome": ask.outcome,
        "purpose": "report",
        "called_at": ask.at.isoformat(),
        "text": " · ".join([str(ask.round), *ask.channels]),
    }


def outcome_of(status: str, detail: str) -> str:
    """The outcome of a telephone call. Only a pressed key counts as reached: who picked up may not have heard."""
    if status == READ:
        return "reached"
    code = re.match(r"\d{3}", detail)
    return SAID.get(code.group() if code else "", "no_answer")


def purpose_of(kind: str) -> str:
    """Why the machine called, by the kind of the notice."""
    if kind == "chain_asked":
        return "report"
    return "handler" if kind.startswith("order_") else "other"
