"""One package a case, in the BagIt format (RFC 8493): built whole beside its place, then moved there.

Made of the same rows it is the same, byte for byte: papers are dated by the acceptance, not by the hour of building.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.utils.translation import override

from bihuan import __version__
from bihuan.archive import casedata, proof
from bihuan.clock import SHANGHAI
from bihuan.papers.frame import organisation
from bihuan.papers.of_case import paper_of, papers_of
from bihuan.papers.pdf import render_pdf
from bihuan.papers.source import CaseSource
from bihuan.problems.documents import FULL, file_of
from bihuan.problems.models import ArchiveFile, Event, Problem
from bihuan.problems.parts import Parts

BLOCK = 1 << 20
WORKING = ".building-"


class NotBuilt(Exception):
    """The package could not be made, and nothing of it was left; the text is for the reader."""


@dataclass(frozen=True, slots=True)
class Built:
    """A package that stands. `digest` is the SHA-256 of its tag manifest."""

    path: str
    digest: str
    files: int
    bytes: int


def root() -> Path:
    """The folder of the archive."""
    return Path(settings.ARCHIVE_ROOT)


def path_of(file: ArchiveFile) -> str:
    """Where the package of a file lies below the folder of the archive: by the year of its acceptance."""
    return f"{file.created_at.astimezone(SHANGHAI):%Y}/{get_valid_filename(file.number)}"


def build(problem: Problem, file: ArchiveFile) -> Built:
    """Make the package of an accepted file and put it in its place, replacing one that was never sealed.

    Raises NotBuilt with the reason, NoChineseFont where papers cannot be made; then nothing half-done stays.
    """
    target = root() / path_of(file)
    with _working_folder(file) as folder:
        data = folder / "data"
        data.mkdir(mode=0o700)
        _write_case(data, problem, file)
        payload = _manifest(folder, "data")
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
        _put(folder / "manifest-sha256.txt", _lines(payload))
        _put(folder / "bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
        _put(folder / "bag-info.txt", _info(problem, file, size, len(payload)))
        tags = {path.name: sum_of(path) for path in sorted(folder.iterdir()) if path.is_file()}
        _put(folder / "tagmanifest-sha256.txt", _lines(tags))
        digest = sum_of(folder / "tagmanifest-sha256.txt")
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if target.exists():
            shutil.rmtree(target)
        folder.rename(target)
        _sync(target.parent)
    return Built(path_of(file), digest, len(payload), size)


@contextmanager
def _working_folder(file: ArchiveFile) -> Iterator[Path]:
    """A folder of its own for the time of building; it is gone afterwards unless it became the package."""
    folder = root() / f"{WORKING}{get_valid_filename(file.number)}-{secrets.token_hex(4)}"
    try:
        folder.mkdir(parents=True, mode=0o700)
        yield folder
    except OSError as error:
        if error.errno in FULL:
            text = _("The disk of the server is full; the package will be built once there is room.")
            raise NotBuilt(text) from error
        reason = error.strerror or type(error).__name__
        raise NotBuilt(_("The package could not be written: {reason}").format(reason=reason)) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write_case(data: Path, problem: Problem, file: ArchiveFile) -> None:
    parts = Parts(problem)
    events = list(Event.objects.filter(stream=problem.number).order_by("seq"))
    papers = _write_papers(data / "papers", problem, parts, file.created_at)
    attachments = _write_attachments(data / "attachments", parts)
    described = casedata.case_data(problem, parts) | {
        "accepted_at": file.created_at.isoformat(),
        "chain": {"events": len(events), "head": events[-1].hash if events else ""},
        "papers": papers,
        "attachments": attachments,
    }
    _put(data / "case.json", json.dumps(described, ensure_ascii=False, indent=1, sort_keys=True) + "\n")
    lines = (json.dumps(casedata.event_data(event), ensure_ascii=False, sort_keys=True) for event in events)
    _put(data / "events.jsonl", "".join(f"{line}\n" for line in lines))
    _put(data / "verify_events.py", proof.SCRIPT)
    _put(data / "README.txt", proof.README)


def _write_papers(folder: Path, problem: Problem, parts: Parts, at: datetime) -> list[dict[str, str]]:
    """Every paper of the case as PDF/A, in the language of the house, dated by the acceptance."""
    folder.mkdir(mode=0o700)
    found, source = [], CaseSource(problem, parts=parts)
    with override(settings.LANGUAGE_CODE):
        for place, paper in enumerate(papers_of(source), start=1):
            _kept, values = paper_of(source, paper.kind.key, paper.which)
            name = f"{place:02d}-{paper.kind.key}-{get_valid_filename(paper.which)}.pdf"
            _put(folder / name, render_pdf(paper.kind, values, at=at))
            found.append(
                {"file": f"papers/{name}", "kind": paper.kind.key, "title": f"{paper.heading} {paper.title}"}
            )
    return found


def _write_attachments(folder: Path, parts: Parts) -> list[dict[str, Any]]:
    folder.mkdir(mode=0o700)
    found = []
    for row in parts.documents:
        name = f"{int(row.number):03d}-{get_valid_filename(row.name)}"
        source = file_of(row.path)
        if not source.is_file():
            raise NotBuilt(_("Attachment {name} of the case is missing on the disk.").format(name=row.name))
        if _copy(source, folder / name) != row.sha256:
            raise NotBuilt(
                _("Attachment {name} of the case is damaged: its checksum does not fit.").format(
                    name=row.name
                )
            )
        found.append(
            {"file": f"attachments/{name}", "name": row.name, "sha256": row.sha256, "size": row.size}
        )
    return found


def _info(problem: Problem, file: ArchiveFile, size: int, count: int) -> str:
    day = f"{file.created_at.astimezone(SHANGHAI):%Y-%m-%d}"
    return (
        f"Bag-Software-Agent: bihuan {__version__}\nBagging-Date: {day}\nExternal-Identifier: {problem.number}\n"
        f"Payload-Oxum: {size}.{count}\nSource-Organization: {organisation()}\n"
    )


def _manifest(folder: Path, below: str) -> dict[str, str]:
    paths = sorted(path for path in (folder / below).rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): sum_of(path) for path in paths}


def _lines(sums: dict[str, str]) -> str:
    return "".join(f"{digest}  {name}\n" for name, digest in sums.items())


def sum_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _copy(source: Path, target: Path) -> str:
    """Copy and sync; the SHA-256 of what was read."""
    digest = hashlib.sha256()
    with source.open("rb") as stream, _new(target) as out:
        while block := stream.read(BLOCK):
            digest.update(block)
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    return digest.hexdigest()


def _put(path: Path, content: str | bytes) -> None:
    with _new(path) as out:
        out.write(content.encode() if isinstance(content, str) else content)
        out.flush()
        os.fsync(out.fileno())


def _new(path: Path) -> Any:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "wb")


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
