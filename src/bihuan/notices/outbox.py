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


def post(
    messages: Iterable[Message], *, stream: str, cause: str, at: datetime, level: int, args: Mapping[str, Any]
) -> int:
    """Store the notices; returns how many were given in.

    `stream` is the case or month they speak of, `cause` what brought them: the same person is told the same
    kind of the same cause once, however often this runs.
    """
    rows = [
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
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
