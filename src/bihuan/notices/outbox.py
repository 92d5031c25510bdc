"""Writing notices: in the transaction of what caused them, each person once a cause."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bihuan.notices.models import Notice


@dataclass(frozen=True)
class Message:
    """What one person is told: `kind` picks the text, `args` fill it."""

    to: int
    kind: str
    args: Mapping[str, Any] = field(default_factory=dict)


def draft(
    messages: Iterable[Message], *, stream: str, cause: str, at: datetime, level: int, args: Mapping[str, Any]
) -> list[Notice]:
    """Notices that are not stored yet.

    `stream` is the case or month they speak of, `cause` what brought them: the same person is told the same
    kind of the same cause once, however often they are stored.
    """
    return [
        Notice(
            to_id=message.to,
            stream=stream,
            kind=message.kind,
            args={**args, **message.args},
            level=level,
            key=f"{stream}:{cause}:{message.kind}"[:120],
            created_at=at,
        )
        for message in messages
    ]


def post(notices: list[Notice]) -> int:
    """Store notices in the running transaction, in one go; returns how many were given in."""
    Notice.objects.bulk_create(notices, ignore_conflicts=True, batch_size=500)
    return len(notices)
