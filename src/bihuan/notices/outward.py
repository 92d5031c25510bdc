"""Mail to departments without an account: written in the transaction of what caused it, once a cause."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bihuan.notices.models import Delivery, Notice
from bihuan.notices.planning import TRY_FOR
from bihuan.notices.routing import Way, ways
from bihuan.people.models import Department


@dataclass(frozen=True)
class Outward:
    """What one department is told; `kind` picks the text of `notices.outwardtexts`, `seed` is that of its link."""

    to: Department
    kind: str
    args: Mapping[str, Any] = field(default_factory=dict)
    enclosures: tuple[int, ...] = ()
    seed: str = ""


def mail_way() -> Way | None:
    """The channel by which departments are written to: the first enabled one that takes mail addresses."""
    return next((way for way in ways() if way.media == "mail" and way.address == "email"), None)


def can_mail(department: Department) -> bool:
    """Has the department an address, and the house a mail channel?"""
    return bool(department.email) and mail_way() is not None


def post_outward(messages: Iterable[Outward], *, stream: str, cause: str, at: datetime, level: int) -> int:
    """Store the mails to those departments that can be reached by mail; returns how many."""
    way = mail_way()
    if way is None:
        return 0
    wanted = {(message.to.pk, message.kind): message for message in messages if message.to.email}
    rows = [_notice(message, stream, cause, at, level) for message in wanted.values()]
    Notice.objects.bulk_create(rows)
    addresses = {message.to.pk: message.to.email for message in wanted.values()}
    Delivery.objects.bulk_create(_delivery(row, way, addresses[row.department_id or 0], at) for row in rows)
    return len(rows)


def _notice(message: Outward, stream: str, cause: str, at: datetime, level: int) -> Notice:
    return Notice(
        department=message.to,
        stream=stream,
        kind=message.kind,
        args={**message.args, "seed": message.seed},
        enclosures=list(message.enclosures),
        level=level,
        key=f"{stream}:{cause}:{message.kind}"[:120],
        created_at=at,
    )


def _delivery(notice: Notice, way: Way, address: str, at: datetime) -> Delivery:
    return Delivery(
        notice_id=notice.pk,
        department_id=notice.department_id,
        channel=way.code,
        media=way.media,
        address=address,
        is_urgent=notice.level <= 2,
        key=uuid.uuid4().hex,
        next_at=at,
        give_up_at=at + TRY_FOR,
        created_at=at,
    )
