"""Writing notices: in the transaction of what caused them, each person once a cause."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bihuan.notices.inbox import supersede
from bihuan.notices.models import Notice
from bihuan.notices.routing import queue_deliveries


@dataclass(frozen=True)
class Message:
    """What one person is told: `kind` picks the text, `args` fill it; mail carries the papers of `enclosures`."""

    to: int
    kind: str
    args: Mapping[str, Any] = field(default_factory=dict)
    enclosures: tuple[int, ...] = ()


def draft(
    messages: Iterable[Message],
    *,
    stream: str,
    cause: str,
    at: datetime,
    level: int,
    args: Mapping[str, Any],
    topic: str = "",
) -> list[Notice]:
    """Notices that are not stored yet.

    `stream` is the case or month they speak of, `cause` what brought them: the same person is told the same
    kind of the same cause once, however often they are stored. `topic` names what repeats, such as one duty:
    a newer notice of a topic marks the older ones as read.
    """
    return [
        Notice(
            to_id=message.to,
            stream=stream,
            kind=message.kind,
            args={**args, **message.args},
            enclosures=list(message.enclosures),
            level=level,
            key=f"{stream}:{cause}:{message.kind}"[:120],
            topic=topic[:60],
            created_at=at,
        )
        for message in messages
    ]


def post(notices: list[Notice], *, is_missed: bool = False) -> int:
    """Store notices and their deliveries in the running transaction; returns how many were given in.

    Three statements, however many notices; one more for topics. What is stored already is left as it is.
    `is_missed`: these should have been told while no sweep ran.
    """
    once = list({(notice.to_id, notice.key): notice for notice in notices}.values())
    Notice.objects.bulk_create(  # an update that changes nothing: unlike ignoring, it tells the ids
        once, update_conflicts=True, unique_fields=["to", "key"], update_fields=["key"], batch_size=500
    )
    supersede(once)
    queue_deliveries(once, is_missed=is_missed)
    return len(notices)
