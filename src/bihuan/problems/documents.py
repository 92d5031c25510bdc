"""Documents of a case: what may be kept, where it lies, and that nothing stays of a step that was refused.

Files lie below MEDIA_ROOT, outside every served folder, under a name made of their content; the name that
people gave is kept in the row alone.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath
from typing import Protocol

import puremagic
from django.conf import settings
from django.utils.translation import gettext as _

from bihuan.process.calendar import shanghai_date
from bihuan.process.figures import DEFAULT_POLICY

OFFICE = frozenset({"docx", "xlsx", "pptx", "zip"})
OLD_OFFICE = frozenset({"doc", "xls", "ppt", "wps", "msi"})
#: extension → what its content must look like to puremagic; nothing for plain text.
ALLOWED: dict[str, frozenset[str]] = {
    "pdf": frozenset({"pdf"}),
    "docx": OFFICE, "xlsx": OFFICE, "pptx": OFFICE, "zip": OFFICE,
    "doc": OLD_OFFICE, "xls": OLD_OFFICE, "ppt": OLD_OFFICE, "wps": OLD_OFFICE, "et": OLD_OFFICE,
    "png": frozenset({"png"}), "jpg": frozenset({"jpg"}), "jpeg": frozenset({"jpg"}), "bmp": frozenset({"bmp"}),
    "gz": frozenset({"gz"}), "7z": frozenset({"7z"}),
    "txt": frozenset(), "log": frozenset(), "csv": frozenset(), "md": frozenset(), "json": frozenset(),
}  # fmt: skip
HEAD = 4096
NAME_LIMIT = 200
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


class Unacceptable(ValueError):
    """This file is not kept; the text is for the reader."""


class Upload(Protocol):
    """A file that somebody sends: Django's uploaded files are of this shape."""

    name: str | None
    size: int | None

    def chunks(self) -> Iterable[bytes]: ...


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is kept. `path` is relative to MEDIA_ROOT; `name` is what its owner calls it."""

    name: str
    path: str
    size: int
    content_type: str
    sha256: str

    @property
    def code(self) -> str:
        """What the log names it by."""
        return self.name


def store(upload: Upload, *, at: datetime, limit_mb: int = 0) -> Stored:
    """Keep a file below MEDIA_ROOT; Unacceptable, with nothing kept, for one of a wrong size, type or content.

    `limit_mb` is the figure `attachment_limit_mb` in force for the case. Written whole and synced before it
    takes its name.
    """
    name = clean_name(upload.name or "")
    limit = limit_mb or int(str(DEFAULT_POLICY["attachment_limit_mb"]))
    if not upload.size:
        raise Unacceptable(_("The file is empty."))
    if upload.size > limit * 1024 * 1024:
        raise Unacceptable(_("A document has at most {n} MB.").format(n=limit))
    folder = f"{shanghai_date(at):%Y}"
    partial = Path(settings.MEDIA_ROOT) / folder / f".{secrets.token_hex(8)}"
    try:
        digest, head = _write(upload, partial)
        _check_content(extension_of(name), head)
        path = f"{folder}/{digest[:32]}-{secrets.token_hex(4)}"
        partial.replace(Path(settings.MEDIA_ROOT) / path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        if error.errno in FULL:
            raise Unacceptable(_("The disk of the server is full; the document was not kept.")) from error
        raise
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    return Stored(name, path, upload.size, "application/octet-stream", digest)


def remove(stored: Stored) -> None:
    """Take back a file that no case refers to."""
    with contextlib.suppress(OSError):
        file_of(stored.path).unlink(missing_ok=True)


@contextmanager
def kept(upload: Upload, *, at: datetime, limit_mb: int = 0) -> Iterator[Stored]:
    """A stored file for the time of one step: it stays if the step was taken and goes if that raised."""
    stored = store(upload, at=at, limit_mb=limit_mb)
    try:
        yield stored
    except BaseException:
        remove(stored)
        raise


def file_of(path: str) -> Path:
    """Where a stored file lies; ValueError for a path that leads out of MEDIA_ROOT."""
    root = Path(settings.MEDIA_ROOT).resolve()
    found = (root / path).resolve()
    if not found.is_relative_to(root):
        raise ValueError(path)
    return found


def clean_name(given: str) -> str:
    """The name without folders and control characters, its type among those that are kept."""
    name = PurePath(given.replace("\\", "/")).name
    name = "".join(sign for sign in name if sign.isprintable()).strip(" .")
    if not name or extension_of(name) not in ALLOWED:
        kinds = ", ".join(sorted(ALLOWED))
        raise Unacceptable(_("Files of this type are not kept. Kept are: {kinds}.").format(kinds=kinds))
    if len(name) > NAME_LIMIT:
        stem, dot, ending = name.rpartition(".")
        name = f"{stem[: NAME_LIMIT - len(ending) - 1]}{dot}{ending}"
    return name


def extension_of(name: str) -> str:
    """The ending of a name, without the dot, in small letters."""
    return PurePath(name).suffix.removeprefix(".").lower()


def _write(upload: Upload, partial: Path) -> tuple[str, bytes]:
    """Write the file and sync it; returns its SHA-256 and its first bytes."""
    partial.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest, head = hashlib.sha256(), b""
    with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as target:
        for chunk in upload.chunks():
            head += chunk[: HEAD - len(head)]
            digest.update(chunk)
            target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    return digest.hexdigest(), head


def _check_content(extension: str, head: bytes) -> None:
    """The first bytes must look like what the name claims."""
    wanted = ALLOWED[extension]
    if not wanted:
        looks_right = b"\x00" not in head
    else:
        try:
            found = {match.extension.removeprefix(".").lower() for match in puremagic.magic_string(head)}
        except (puremagic.PureError, ValueError):
            found = set()
        looks_right = bool(found & wanted)
    if not looks_right:
        raise Unacceptable(_("The content is not what the file's name says."))
