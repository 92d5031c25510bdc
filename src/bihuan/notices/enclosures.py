"""Papers that go with messages: made once, when the first message leaves, and stored below MEDIA_ROOT."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from bihuan.notices.models import Enclosure

Maker = Callable[[Mapping[str, Any]], bytes]
FOLDER = "enclosures"


class NotMade(RuntimeError):
    """The paper cannot be made now; the message waits and is tried again."""


@dataclass(frozen=True)
class Enclosed:
    """One paper as a message carries it."""

    name: str
    content_type: str
    content: bytes


def enclosure(
    key: str,
    kind: str,
    args: Mapping[str, Any],
    name: str,
    at: datetime,
    content_type: str = "application/pdf",
) -> Enclosure:
    """The paper of this key, stored once; the same key again gives the same row. Within a transaction."""
    given = {"kind": kind, "args": dict(args), "name": name, "content_type": content_type, "created_at": at}
    row, _new = Enclosure.objects.get_or_create(key=key, defaults=given)
    return row


def enclosed(ids: Iterable[int]) -> tuple[Enclosed, ...]:
    """The papers with their content, made now if nobody has yet. Raises NotMade."""
    wanted = list(ids)
    rows = {row.pk: row for row in Enclosure.objects.filter(pk__in=wanted)} if wanted else {}
    return tuple(
        Enclosed(rows[pk].name, rows[pk].content_type, content_of(rows[pk])) for pk in wanted if pk in rows
    )


def content_of(row: Enclosure) -> bytes:
    """What the paper holds. Two workers that make it at once write the same paper, and the first one's is kept."""
    if not row.path:
        _store(row, _made(row))
        row.refresh_from_db()
    content = (Path(settings.MEDIA_ROOT) / row.path).read_bytes()
    if hashlib.sha256(content).hexdigest() != row.sha256:
        raise NotMade(f"{row.path} is not what was stored")
    return content


def _made(row: Enclosure) -> bytes:
    place = settings.ENCLOSURE_MAKERS.get(row.kind)
    if place is None:
        raise NotMade(f"nobody makes a {row.kind}")
    maker: Maker = import_string(place)
    try:
        return maker(row.args)
    except Exception as error:
        raise NotMade(f"{type(error).__name__}: {error}"[:200]) from error


def _store(row: Enclosure, content: bytes) -> None:
    """Whole on the disk before the row names it."""
    digest = hashlib.sha256(content).hexdigest()
    path = f"{FOLDER}/{digest[:32]}"
    target = Path(settings.MEDIA_ROOT) / path
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = target.with_name(f".{secrets.token_hex(8)}")
    with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(target)
    Enclosure.objects.filter(pk=row.pk, path="").update(path=path, sha256=digest, size=len(content))
