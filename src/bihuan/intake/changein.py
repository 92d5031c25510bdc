"""Words of the change system come in: signed, fresh, each of them once; they go through the door like anybody's."""

from __future__ import annotations

import binascii
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from django.conf import settings
from django.db import transaction

from bihuan.notices.channels.webhook.adapter import sign
from bihuan.people.models import User
from bihuan.problems.gate import take_step
from bihuan.problems.models import Change, ChangeWord, Problem
from bihuan.problems.reasons import reason_text
from bihuan.problems.refusals import BadInput, Refused

TOLERANCE = timedelta(minutes=5)
"""How far the clock of the other side may be off; what is older is a replay."""
KEEP = timedelta(days=30)
FIELDS = ("status", "executor", "started_at", "finished_at", "result", "rollback")


class NotSigned(Exception):
    """No such system is set, or the signature, the time or the id is not right (401); which one is not said."""


@dataclass(frozen=True)
class Spoken:
    """What is answered: HTTP status and body. The same id is answered the same way again."""

    status: int
    body: dict[str, Any]


def check(headers: Mapping[str, str], body: bytes, at: datetime) -> str:
    """The id of a rightly signed, fresh message; NotSigned otherwise. Compares in constant time."""
    key, moment = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if (
        not settings.CHANGE_SYSTEM_SECRET
        or not 0 < len(key) <= 128
        or not key.isascii()
        or not key.isprintable()
    ):
        raise NotSigned
    if not moment.isascii() or not moment.isdigit() or len(moment) > 12:
        raise NotSigned
    if abs(at - datetime.fromtimestamp(int(moment), UTC)) > TOLERANCE:
        raise NotSigned
    try:
        wanted = sign(settings.CHANGE_SYSTEM_SECRET, key, moment, body)
    except binascii.Error as error:
        raise NotSigned from error
    given = headers.get("webhook-signature", "").encode("utf-8", "replace").split(b" ")
    if not any(hmac.compare_digest(wanted.encode(), text) for text in given[:10]):
        raise NotSigned
    return key


def hear(key: str, body: bytes, at: datetime) -> Spoken:
    """Take the message once: the first time through the door, every further time the same answer.

    Another body under the same id is refused (422). One transaction: a message that failed for a fault of ours is
    not remembered and may come again.
    """
    digest = hashlib.sha256(body).hexdigest()
    with transaction.atomic():
        word, is_new = ChangeWord.objects.get_or_create(key=key, defaults={"digest": digest, "at": at})
        word = ChangeWord.objects.select_for_update().get(pk=word.pk)
        if word.digest != digest:
            return Spoken(422, {"title": "another body under the same id"})
        if not is_new and word.status:
            return Spoken(word.status, word.answer)
        spoken = _take(body, at)
        ChangeWord.objects.filter(pk=word.pk).update(status=spoken.status, answer=spoken.body)
    return spoken


def _take(body: bytes, at: datetime) -> Spoken:
    data = _data_of(body)
    if data is None:
        return Spoken(422, {"title": "type change.updated with data change_no and status is expected"})
    numbers = {name: str(data.get(name) or "") for name in ("change_no", "problem")}
    case = _case_of(**numbers)
    if case is None:
        return Spoken(404, {"title": "no open change of this number"})
    actor = User.objects.filter(username=settings.CHANGE_SYSTEM_USER, is_active=True).first()
    if actor is None:
        return Spoken(403, {"title": "BIHUAN_CHANGE_USER names nobody"})
    raw = {"change_no": numbers["change_no"], **{name: data[name] for name in FIELDS if data.get(name)}}
    try:
        with transaction.atomic():
            take_step("update_change", actor=actor, at=at, problem=case, data=raw)
    except Refused as refused:
        return Spoken(refused.status, {"reasons": [reason_text(reason) for reason in refused.reasons]})
    except BadInput as bad:
        return Spoken(422, {"errors": bad.errors})
    return Spoken(200, {"problem": case.number, "change_no": numbers["change_no"]})


def _data_of(body: bytes) -> dict[str, Any] | None:
    try:
        message = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(message, dict) or message.get("type") != "change.updated":
        return None
    data = message.get("data")
    return data if isinstance(data, dict) and data.get("change_no") and data.get("status") else None


def _case_of(change_no: str, problem: str) -> Problem | None:
    """The case of an unfinished change of this number; named, if several cases have one."""
    if not change_no.isprintable() or not problem.isprintable():
        return None
    rows = Change.objects.filter(number=change_no).select_related("problem").order_by("-id")
    if problem:
        rows = rows.filter(problem__number=problem)
    found = rows.first()
    return found.problem if found else None


def forget_old(at: datetime) -> int:
    """Ids that are older than any replay could be; returns how many went."""
    gone, _by = ChangeWord.objects.filter(at__lt=at - KEEP).delete()
    return gone
