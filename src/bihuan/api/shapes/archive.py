"""Files of the archive and what the readings of their packages found (F7)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from bihuan.api.shapes.base import Shape, codes_of
from bihuan.process import terms

FileStatus = Annotated[str, codes_of(terms.FILE_DISPOSALS)]


class FileShape(Shape):
    """One file. `package_digest` is the SHA-256 of the tag manifest, which vouches for every byte of the package;
    `holds` is what the last reading said, null before there was one.
    """

    number: str
    title: str
    level: int
    archived_at: datetime
    location: str
    shelf_no: str
    retain_until: date
    status: FileStatus
    sealed_at: datetime | None
    package_digest: str | None
    package_files: int
    package_bytes: int
    checked_at: datetime | None
    holds: bool | None


class ReadingShape(Shape):
    """One reading of a package: `faults` name each file, row or event that did not hold."""

    at: datetime
    bytes_read: int
    faults: list[str]


class WholeFileShape(FileShape):
    """One file with the last readings of its package, and why it could not be built, if so."""

    failure: str
    faults: list[str]
    readings: list[ReadingShape]
