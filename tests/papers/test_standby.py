"""Papers for a dead network: written once a night, whole, and missed when they are not."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from bihuan.cli import checks
from bihuan.cli.engine import nightly
from bihuan.papers import fonts
from bihuan.papers.kinds import calltree
from bihuan.papers.models import StandbyCopy
from bihuan.papers.pdf import render_pdf
from bihuan.papers.standby import is_missed, write_if_due
from tests.papers.opened import faults_of_archive_form, text_of
from tests.stories.desk import Desk, instant


@pytest.fixture
def folder(tmp_path: Path, settings: LazySettings) -> Path:
    settings.STANDBY_FOLDER = tmp_path / "share" / "night"
    return Path(settings.STANDBY_FOLDER)


@pytest.mark.postgres
def test_a_set_is_written_once_a_night(desk: Desk, folder: Path) -> None:
    written = write_if_due(instant("11-22 03:00"))
    assert written == 8
    names = sorted(path.name for path in folder.iterdir())
    assert names == sorted(
        f"{kind}.{language}.pdf"
        for kind in ("call-tree", "report", "order", "minutes")
        for language in ("zh-hans", "en")
    )
    assert all(faults_of_archive_form(path.read_bytes()) == [] for path in folder.iterdir())
    assert not [path for path in folder.iterdir() if os.stat(path).st_mode & 0o007]
    with CaptureQueriesContext(connection) as queries:
        assert write_if_due(instant("11-22 23:59")) == 0
        assert write_if_due(instant("11-23 01:59")) == 0
    assert len(queries) == 2
    assert write_if_due(instant("11-23 02:00")) == 8
    row = StandbyCopy.objects.get()
    assert (row.folder, row.written_at, row.failure) == (str(folder), instant("11-23 02:00"), "")


def test_a_set_that_lost_a_file_is_written_again(desk: Desk, folder: Path) -> None:
    write_if_due(instant("11-22 03:00"))
    (folder / "report.en.pdf").unlink()
    assert write_if_due(instant("11-22 04:00")) == 8


def test_a_folder_that_cannot_be_written_is_told_and_tried_again(desk: Desk, folder: Path) -> None:
    folder.parent.mkdir()
    folder.write_text("not a folder")
    assert write_if_due(instant("11-22 03:00")) == 0
    row = StandbyCopy.objects.get()
    assert (row.written_at, bool(row.failure)) == (None, True)
    assert is_missed(row, desk.at)
    assert "was not written: File exists" in (checks.standby() or "")
    folder.unlink()
    assert write_if_due(instant("11-22 03:20")) == 0
    assert write_if_due(instant("11-22 03:31")) == 8
    assert StandbyCopy.objects.get().failure == ""


def test_without_a_font_the_old_set_stays(desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_if_due(instant("11-22 03:00"))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    monkeypatch.setattr(fonts, "_installed", lambda: frozenset({"DejaVu Sans"}))
    assert write_if_due(instant("11-23 03:00")) == 0
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert "fonts-wqy-microhei" in StandbyCopy.objects.get().failure
    assert "fonts-wqy-microhei" in (checks.fonts() or "")


def test_the_doctor_misses_a_set_that_is_older_than_a_night(desk: Desk, folder: Path) -> None:
    assert checks.standby() is None
    write_if_due(instant("11-22 03:00"))
    StandbyCopy.objects.update(written_at=checks.now() - timedelta(hours=25))
    assert checks.standby() is None
    assert str(folder) in checks.standby_words()
    StandbyCopy.objects.update(written_at=checks.now() - timedelta(hours=27))
    assert "last night" in (checks.standby() or "")


@pytest.mark.postgres
def test_the_call_tree_has_everybody_with_number_and_order(desk: Desk, tmp_path: Path) -> None:
    with override("zh-hans"), CaptureQueriesContext(connection) as queries:
        data = calltree.data_of(desk.at)
    assert len(queries) <= 10
    text = text_of(render_pdf(calltree.KIND, data, at=desk.at), tmp_path)
    for username in ("coordinator", "manager", "leader1", "handler", "lead"):
        person = desk.people[username]
        assert person.name in text
        assert "".join(person.phone.split()) in text
    assert desk.people["admin"].phone == "" or "".join(desk.people["admin"].phone.split()) not in text
    assert data["now"][0]["name"] == desk.people["coordinator"].name
    assert [row["place"] for row in data["chain"]] == [str(n) for n in range(1, len(data["chain"]) + 1)]
    assert data["roster"]
    for heading in (
        "断网呼叫树",
        "一、现在依次呼叫",
        "二、领导联系链",
        "三、近期值班表",
        "四、中心人员通讯录",
    ):
        assert heading in text


def test_the_worker_writes_the_set(desk: Desk, folder: Path) -> None:
    nightly(instant("11-22 03:00"))
    assert (folder / "call-tree.zh-hans.pdf").is_file()
