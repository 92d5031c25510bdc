"""The event log as a file, written whole or not at all."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from bihuan.intake.history import import_history
from bihuan.problems.models import Event
from tests.cli.conftest import Call
from tests.intake.conftest import COURSE, NOW, write

pytestmark = pytest.mark.django_db


def test_the_log_is_a_file_and_its_export_on_record(bihuan: Call, tmp_path: Path) -> None:
    import_history(write(tmp_path / "log.csv", COURSE), at=NOW)
    path = tmp_path / "log.xes"
    path.write_text("an older one")
    answer = bihuan("export", "xes", "--output", path, "--original-only")
    assert answer.code == 0, answer.err
    assert "2 cases, 5 events" in answer.out
    assert ElementTree.parse(path).getroot().tag.endswith("}log")
    assert list(tmp_path.glob(".*")) == []
    event = Event.objects.get(stream="exports")
    assert (event.step, event.data["fields"]["original_only"]) == ("export_event_log", True)


def test_a_folder_that_is_not_there_is_said_in_one_line(bihuan: Call, tmp_path: Path) -> None:
    answer = bihuan("export", "xes", "--output", tmp_path / "nowhere" / "log.xes")
    assert answer.code == 1
    assert answer.err.count("\n") == 1
    assert bihuan("export", "xes").code == 2
