"""Excel files that are asked for in the desk and written by a worker; each is put on record when it is asked for."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from bihuan.people.models import User
from bihuan.people.permissions import NotYours, may
from bihuan.problems.documents import file_of
from bihuan.reports.models import Export
from bihuan.reports.register import record_export
from bihuan.reports.selection import Selection
from bihuan.reports.sheet import write_register

FOLDER = "exports"
SILENT = timedelta(minutes=1)
KEPT = timedelta(days=1)
MOST_WAITING = 3
Clock = Callable[[], datetime]
LOG = structlog.get_logger(__name__)


class TooMany(RuntimeError):
    """The person has as many files in the making as one may have. The text says what to do."""


def ask_export(selection: Selection, user: User, language: str, at: datetime) -> Export:
    """Put the wish for a file in the queue and on record. Raises NotYours, TooMany."""
    if not may(user, "export_register"):
        raise NotYours(f"{user.username} may not export the register")
    with transaction.atomic():
        if Export.objects.filter(user=user, finished_at__isnull=True).count() >= MOST_WAITING:
            raise TooMany(_("Wait until one of your files is done before asking for another."))
        total = selection.cases(user).count()
        record_export("register", user, at, form="xlsx", rows=total, **selection.described())
        return Export.objects.create(
            user=user, selection=asdict(selection), language=language, asked_at=at, total=total
        )


def write_next(now: Clock) -> bool:
    """Claim the oldest file that waits, or that another worker has left, and write it; whether there was one."""
    at, claim = now(), secrets.token_hex(16)
    waiting = Export.objects.filter(finished_at__isnull=True).filter(
        Q(touched_at__isnull=True) | Q(touched_at__lt=at - SILENT)
    )
    wanted = waiting.order_by("asked_at").values_list("pk", flat=True).first()
    if wanted is None or not waiting.filter(pk=wanted).update(claim=claim, touched_at=at, done=0):
        return False
    _write(Export.objects.select_related("user").get(pk=wanted), claim, now)
    return True


def _write(export: Export, claim: str, now: Clock) -> None:
    """Write the file whole, then name it; a fault is told to who asked."""
    mine = Export.objects.filter(pk=export.pk, claim=claim)
    folder = Path(settings.MEDIA_ROOT) / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = folder / f".{claim}.xlsx"
    chosen = {**export.selection, "columns": tuple(export.selection["columns"])}
    try:
        with override(export.language):
            done = write_register(
                partial, Selection(**chosen), export.user, now(),
                lambda count: _told(mine, count, now()),
            )  # fmt: skip
        path = f"{FOLDER}/{claim}.xlsx"
        partial.replace(Path(settings.MEDIA_ROOT) / path)
        mine.update(finished_at=now(), done=done, path=path)
    except _Lost:
        LOG.info("another worker took the export over", export=export.pk)
    except Exception:
        LOG.exception("the export could not be written", export=export.pk)
        with override(export.language):
            mine.update(finished_at=now(), fault=_("The file could not be written; please ask for it again."))
    finally:
        partial.unlink(missing_ok=True)


class _Lost(RuntimeError):
    """Somebody else writes the file now."""


def _told(mine: object, count: int, at: datetime) -> None:
    if not mine.update(done=count, touched_at=at):  # type: ignore[attr-defined]
        raise _Lost


def export_of(user: User, pk: int) -> Export | None:
    """A file of one's own; nobody sees another's."""
    return Export.objects.filter(pk=pk, user=user).first()


def exports_of(user: User, limit: int = 5) -> list[Export]:
    """One's latest files, the last first."""
    return list(Export.objects.filter(user=user).order_by("-pk")[:limit])


def file_of_export(export: Export) -> Path | None:
    """Where the written file lies; None if it is not there (any more)."""
    found = file_of(export.path) if export.path else None
    return found if found is not None and found.exists() else None


def purge(at: datetime) -> int:
    """Remove files a day after they were finished, with their rows; returns how many. For the sweep."""
    old = Export.objects.filter(finished_at__lt=at - KEPT)
    for path in old.exclude(path="").values_list("path", flat=True):
        with contextlib.suppress(OSError):
            file_of(path).unlink(missing_ok=True)
    return old.delete()[0]
