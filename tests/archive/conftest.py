"""A desk whose cases reach the archive, with attachments, and the folder of the archive to itself."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bihuan.archive import building
from bihuan.archive.building import root
from bihuan.archive.models import Package
from bihuan.archive.tending import tend
from bihuan.problems.documents import kept
from bihuan.problems.gate import take_step
from bihuan.problems.models import ArchiveFile
from tests.stories.desk import Desk

LOG = b"02:55 ORA-00257: archiver error\n" * 40


@pytest.fixture
def desk(engine: str, db: None, settings: object, tmp_path: Path) -> Iterator[Desk]:
    settings.ARCHIVE_ROOT = tmp_path / "archive"  # type: ignore[attr-defined]
    settings.MEDIA_ROOT = tmp_path / "documents"  # type: ignore[attr-defined]
    yield Desk()


@pytest.fixture
def plain_papers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Papers as a few bytes, where a test is about something else and typesetting would take most of its time."""
    monkeypatch.setattr(building, "render_pdf", lambda kind, values, *, at: f"%PDF {kind.key} {at}".encode())


def attach(desk: Desk, name: str = "主库 告警.log", content: bytes = LOG) -> None:
    upload = SimpleUploadedFile(name, content)
    with kept(upload, at=desk.at) as stored:
        desk.case = take_step(  # type: ignore[assignment]
            "attach",
            actor=desk.people["reporter"],
            at=desk.at,
            problem=desk.fresh(),
            data={"document": stored},
        )


def archive(desk: Desk, level: int = 3) -> Path:
    """A case with an attachment, archived and packed; returns the folder of its package."""
    desk.confirmed(level)
    attach(desk)
    desk.takes("handler", "submit_analysis")
    desk.takes("coordinator", "accept_analysis")
    desk.takes("coordinator", "enter_register")
    if level <= 2:
        desk.takes("lead", "hold_review")
        desk.takes("lead", "sign_minutes")
    desk.takes("coordinator", "hand_over")
    desk.takes("clerk", "accept_archive")
    assert tend(desk.at) == 1
    return root() / package_of(desk).path


def package_of(desk: Desk) -> Package:
    return Package.objects.get(file__problem=desk.case)


def file_of(desk: Desk) -> ArchiveFile:
    return ArchiveFile.objects.get(problem=desk.case)


def at_the_end_of_the_term(desk: Desk) -> datetime:
    day = file_of(desk).retain_until
    return desk.at.replace(year=day.year, month=day.month, day=day.day, hour=4)
