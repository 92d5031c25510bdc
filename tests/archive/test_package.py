"""One package a case: whole, verifiable by other programs, the same bytes every time, or nothing at all."""

import errno
import json
import os
import subprocess
import sys
from pathlib import Path

import bagit
import pytest

from bihuan.archive import building
from bihuan.archive.building import build, root
from bihuan.archive.models import Package
from bihuan.archive.tending import AGAIN_AFTER, build_one, tend
from bihuan.problems.documents import file_of as disk_file
from bihuan.problems.models import Document, Event
from tests.archive.conftest import archive, attach, file_of, package_of
from tests.papers.opened import faults_of_archive_form
from tests.stories.desk import Desk

QUICK = pytest.mark.usefixtures("plain_papers")


def sums(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.postgres
def test_other_programs_verify_it(desk: Desk) -> None:
    folder = archive(desk, level=1)
    bagit.Bag(str(folder)).validate()
    for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        found = subprocess.run(
            ["sha256sum", "-c", "--strict", manifest], cwd=folder, capture_output=True, text=True
        )
        assert found.returncode == 0, found.stdout + found.stderr
    proved = subprocess.run(
        [sys.executable, "-I", "data/verify_events.py"], cwd=folder, capture_output=True, text=True
    )
    assert (proved.returncode, proved.stderr) == (0, "")
    assert proved.stdout.startswith(f"{desk.fresh().version - 1} events hold")


def test_it_holds_papers_data_attachments_and_the_chain(desk: Desk) -> None:
    folder = archive(desk, level=1)
    described = json.loads((folder / "data/case.json").read_text("utf-8"))
    assert (described["format"], described["number"]) == ("bihuan-case/1", desk.case.number)
    assert {paper["kind"] for paper in described["papers"]} == {
        "report",
        "order",
        "analysis",
        "minutes",
        "bulletin",
    }
    for paper in described["papers"]:
        assert faults_of_archive_form((folder / "data" / paper["file"]).read_bytes()) == []
    [attachment] = described["attachments"]
    assert attachment["name"] == "主库 告警.log"
    assert (folder / "data" / attachment["file"]).stat().st_size == attachment["size"]
    assert described["parts"]["orders"][0]["result"] == "主库恢复，批价追平"
    assert len((folder / "data/events.jsonl").read_text("utf-8").splitlines()) == described["chain"]["events"]
    assert "accept_archive" in (folder / "data/events.jsonl").read_text("utf-8")


def test_made_again_it_is_the_same(desk: Desk) -> None:
    desk.archived()
    built = build(desk.fresh(), file_of(desk))
    before = sums(root() / built.path)
    assert build(desk.fresh(), file_of(desk)) == built
    assert sums(root() / built.path) == before


@QUICK
def test_the_seal_is_in_the_chain_of_events(desk: Desk) -> None:
    folder = archive(desk)
    event = Event.objects.get(stream=desk.case.number, step="seal_package")
    assert event.data["fields"]["digest"] == building.sum_of(folder / "tagmanifest-sha256.txt")
    assert file_of(desk).package_digest == event.data["fields"]["digest"]
    desk.holds()
    assert tend(desk.at) == 0


@QUICK
def test_a_full_disk_leaves_nothing_and_is_tried_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.archived()
    kept, calls = os.fsync, []

    def full(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 4:
            raise OSError(errno.ENOSPC, "No space left on device")
        kept(handle)

    monkeypatch.setattr(os, "fsync", full)
    assert tend(desk.at) == 0
    assert len(calls) == 4
    assert "磁盘已满" in package_of(desk).failure
    assert [path for path in root().rglob("*") if path.is_file()] == []
    assert list(root().iterdir()) == []
    monkeypatch.setattr(os, "fsync", kept)
    assert tend(desk.at) == 0  # not at once
    assert tend(desk.at + AGAIN_AFTER) == 1
    assert (package_of(desk).failure, file_of(desk).sealed_at is not None) == ("", True)


@QUICK
def test_a_killed_builder_leaves_its_work_to_the_next(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.archived()

    def killed(*_args: object, **_fields: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("bihuan.archive.tending.take_step", killed)
    with pytest.raises(KeyboardInterrupt):
        tend(desk.at)
    assert file_of(desk).sealed_at is None
    monkeypatch.undo()
    assert tend(desk.at + AGAIN_AFTER) == 1
    bagit.Bag(str(root() / package_of(desk).path)).validate()


def test_two_workers_never_build_one_package(desk: Desk) -> None:
    desk.archived()
    Package.objects.create(file=file_of(desk), claimed_until=desk.at + AGAIN_AFTER)
    assert build_one(file_of(desk), desk.at) is False


@pytest.mark.parametrize("damage", ["missing", "altered"])
def test_a_damaged_attachment_is_named_and_nothing_is_packed(desk: Desk, damage: str) -> None:
    desk.report(level=3)
    attach(desk)
    row = Document.objects.get(problem=desk.case)
    path = disk_file(row.path)
    path.chmod(0o600)
    path.unlink() if damage == "missing" else path.write_bytes(b"x")
    desk.takes("coordinator", "dispatch", judgement="切换备库")
    desk.takes("handler", "accept_order")
    desk.takes("handler", "resolve")
    desk.takes("coordinator", "tell_reporter")
    desk.takes("reporter", "confirm")
    if desk.owing("departments_told"):
        desk.takes("reporter", "notify_departments")
    desk.takes("handler", "submit_analysis")
    for step in ("accept_analysis", "enter_register", "hand_over"):
        desk.takes("coordinator", step)
    desk.takes("clerk", "accept_archive")
    assert tend(desk.at) == 0
    assert "主库 告警.log" in package_of(desk).failure
