"""Papers for the hours without a network: written once a night into a folder that the desk names.

The call tree and the blank forms, as PDF in both languages. Each file is written whole beside its old one and then
takes its name, so that whoever opens the folder in the night finds the last complete set.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

import structlog
from django.conf import settings
from django.utils.translation import override

from bihuan.clock import SHANGHAI
from bihuan.papers.fonts import NoChineseFont
from bihuan.papers.kinds import KINDS, calltree
from bihuan.papers.models import StandbyCopy
from bihuan.papers.pdf import render_pdf

log = structlog.get_logger("bihuan.papers")
HOUR = time(2, 0)
"""Of the night in Shanghai, from which on the day's set is due."""
OLDEST = timedelta(hours=26)
"""A set older than this was missed."""
AGAIN_AFTER = timedelta(minutes=30)
BLANK = ("report", "order", "minutes")


def write_if_due(at: datetime) -> int:
    """Write this machine's set unless that was done since the last 2 o'clock of the night. One query if not due.

    Returns how many files it wrote. What goes wrong is kept for the desk and the doctor, and tried again later.
    """
    host = socket.gethostname()[:80]
    row = StandbyCopy.objects.filter(host=host).first()
    folder = str(settings.STANDBY_FOLDER)
    if row and row.folder == folder and not _is_due(row, at):
        return 0
    try:
        files = write_set(Path(folder), at)
    except (OSError, NoChineseFont) as error:
        failure = error.strerror or str(error) if isinstance(error, OSError) else str(error)
        log.error("papers for a dead network not written", folder=folder, reason=failure)
        _keep(host, folder=folder, tried_at=at, failure=failure[:400])
        return 0
    _keep(host, folder=folder, tried_at=at, written_at=at, files=files, failure="")
    return len(files)


def write_set(folder: Path, at: datetime) -> list[str]:
    """The whole set into `folder`, made if missing; returns the names. Raises OSError or NoChineseFont."""
    folder.mkdir(mode=0o750, parents=True, exist_ok=True)
    made = list(_papers(at))  # all of them before the first takes the place of an old one
    for name, content in made:
        _replace(folder / name, content)
    return [name for name, _content in made]


def copies() -> list[StandbyCopy]:
    """What every machine keeps, by its name."""
    return list(StandbyCopy.objects.order_by("host"))


def is_missed(row: StandbyCopy, at: datetime) -> bool:
    """Whether a machine's set is older than a night."""
    return row.written_at is None or at - row.written_at > OLDEST


def _is_due(row: StandbyCopy, at: datetime) -> bool:
    if row.failure:
        return at - row.tried_at > AGAIN_AFTER
    if row.written_at is None:
        return True
    local = at.astimezone(SHANGHAI)
    night = datetime.combine(local.date(), HOUR, SHANGHAI)
    if night > local:
        night -= timedelta(days=1)
    is_whole = all((Path(row.folder) / name).is_file() for name in row.files)
    return row.written_at < night or not is_whole


def _papers(at: datetime) -> Iterator[tuple[str, bytes]]:
    for language, _name in settings.LANGUAGES:
        with override(language):
            tree = render_pdf(calltree.KIND, calltree.data_of(at), at=at)
            yield f"call-tree.{language}.pdf", tree
            for key in BLANK:
                yield f"{key}.{language}.pdf", render_pdf(KINDS[key], KINDS[key].blank(), at=at)


def _replace(path: Path, content: bytes) -> None:
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640), "wb") as target:
            target.write(content)
            target.flush()
            os.fsync(target.fileno())
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def _keep(host: str, **values: object) -> None:
    StandbyCopy.objects.update_or_create(host=host, defaults=values)
