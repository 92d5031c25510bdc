"""The register as Excel: opens strictly, no cell is a formula, memory stays, a worker writes it and tells how far."""

import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from bihuan.people.permissions import NotYours
from bihuan.problems.models import Event
from bihuan.reports import exports, sheet
from bihuan.reports.exports import TooMany, ask_export, file_of_export, purge, write_next
from bihuan.reports.models import Export
from bihuan.reports.selection import Selection, read_selection
from tests.stories.desk import Desk

pytestmark = pytest.mark.postgres

MONTH = Selection("2026-11")


def opened(path: Path) -> list[list[object]]:
    book = openpyxl.load_workbook(path, read_only=True)
    return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]


def written(desk: Desk, folder: Path, selection: Selection = MONTH) -> list[list[object]]:
    path = folder / "register.xlsx"
    with override("zh-hans"):
        sheet.write_register(path, selection, desk.people["coordinator"], desk.at)
    return opened(path)


def test_it_opens_with_the_columns_of_the_register_and_typed_cells(desk: Desk, tmp_path: Path) -> None:
    desk.archived(level=1)
    head, row = written(desk, tmp_path)
    cells = dict(zip(head, row, strict=True))
    assert (cells["序号"], cells["问题编号"], cells["级别"]) == (1, desk.case.number, 1)
    assert f"{cells['报告时间']:%Y-%m-%d %H:%M}" == "2026-11-22 03:00"
    assert (cells["原因分类"], cells["解决是否及时"], cells["确认人"]) == ("软件缺陷", "是", "协小调")
    book = openpyxl.load_workbook(tmp_path / "register.xlsx")
    about = {row[0].value: row[1].value for row in book.worksheets[1].iter_rows()}
    assert (about["导出人"], about["行数"]) == ("协小调 (coordinator)", "1")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "＝"])
def test_no_cell_begins_as_a_formula_does(desk: Desk, tmp_path: Path, start: str) -> None:
    desk.report(symptom=f"{start}HYPERLINK(1)", title="x")
    _head, row = written(desk, tmp_path)
    texts = [cell for cell in row if isinstance(cell, str) and "HYPERLINK" in cell]
    assert texts
    assert all(text.startswith("'") for text in texts)
    book = openpyxl.load_workbook(tmp_path / "register.xlsx")
    assert not [c for line in book.worksheets[0].iter_rows() for c in line if c.data_type == "f"]


def test_a_selection_narrows_rows_and_columns(desk: Desk, tmp_path: Path) -> None:
    desk.report(level=3, category="host")
    desk.report(level=4, category="network")
    chosen = read_selection({"month": "2026-11", "level": "4", "category": "x"}, ["number", "level", "?"], "")
    assert written(desk, tmp_path, chosen)[0][:2] == ["问题编号", "级别"]
    assert [row[1] for row in written(desk, tmp_path, chosen)[1:]] == [4]
    assert read_selection({"month": "x"}, [], "2026-12") == Selection("2026-12")
    assert chosen.described()["level"] == "4"


def test_it_costs_the_same_however_many_rows_there_are(desk: Desk, tmp_path: Path) -> None:
    desk.archived(level=1)
    with CaptureQueriesContext(connection) as one:
        written(desk, tmp_path)
    for _turn in range(3):
        desk.archived(level=1)
    with CaptureQueriesContext(connection) as several:
        assert len(written(desk, tmp_path)) == 5
    assert len(one) == len(several)


def test_a_worker_writes_what_was_asked_for_and_it_is_on_record(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.archived()
    user = desk.people["clerk"]
    asked = ask_export(MONTH, user, "zh-hans", desk.at)
    assert (asked.total, asked.percent) == (1, 0)
    event = Event.objects.get(stream="exports")
    assert (event.step, event.actor_name, event.data["fields"]["rows"]) == ("export_register", "clerk", 1)
    assert write_next(lambda: desk.at)
    assert not write_next(lambda: desk.at)
    export = Export.objects.get()
    assert (export.done, export.percent, export.fault) == (1, 100, "")
    path = file_of_export(export)
    assert path is not None
    assert opened(path)[1][1] == desk.case.number
    assert purge(desk.at + timedelta(hours=25)) == 1
    assert not path.exists()


def test_only_those_who_answer_for_it_take_it_and_not_without_end(desk: Desk) -> None:
    with pytest.raises(NotYours):
        ask_export(MONTH, desk.people["handler"], "en", desk.at)
    for _turn in range(exports.MOST_WAITING):
        ask_export(MONTH, desk.people["manager"], "en", desk.at)
    with pytest.raises(TooMany):
        ask_export(MONTH, desk.people["manager"], "en", desk.at)


def test_what_a_dead_worker_left_is_taken_over_and_a_fault_is_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.report()
    ask_export(MONTH, desk.people["coordinator"], "zh-hans", desk.at)
    Export.objects.update(touched_at=desk.at, claim="dead")
    assert not write_next(lambda: desk.at + timedelta(seconds=30))

    def broken(*_args: object, **_more: object) -> int:
        raise OSError("disk full")

    monkeypatch.setattr(exports, "write_register", broken)
    assert write_next(lambda: desk.at + timedelta(seconds=90))
    export = Export.objects.get()
    assert export.fault
    assert file_of_export(export) is None


MEMORY = """
import sys
from pathlib import Path
from unittest.mock import patch
import django; django.setup()
from datetime import UTC, datetime, timedelta
from bihuan.people.models import User
from bihuan.problems.registercolumns import COLUMNS
from bihuan.reports import sheet
from bihuan.reports.register import RegisterRow
from bihuan.reports.selection import Selection
at = datetime(2026, 11, 22, tzinfo=UTC)
cells = {column.key: "计费主库宕机，批价进程全部停住" * 3 for column in COLUMNS} | {"reported_at": at}
row = lambda place: RegisterRow(str(place), {**cells, "place": place}, True, False, "协小调", at, frozenset())
with patch.object(sheet, "whole_register", lambda *a, **k: (row(place) for place in range(int(sys.argv[2])))):
    sheet.write_register(Path(sys.argv[1]), Selection("2026-11"), User(username="x", name="x"), at)
status = Path("/proc/self/status").read_text()  # getrusage would count what the parent had before exec
print(int(status.split("VmHWM:")[1].split()[0]) // 1024)
"""


def test_memory_does_not_grow_with_the_rows(engine: str, tmp_path: Path) -> None:
    def used(rows: int) -> int:
        command = [sys.executable, "-c", MEMORY, str(tmp_path / "x.xlsx"), str(rows)]
        return int(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    few, many = used(100), used(6000)
    assert many < few + 12
    assert many < 200


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_it(desk: Desk, tmp_path: Path) -> None:
    desk.archived()
    written(desk, tmp_path)
    command = ["soffice", "--headless", "--convert-to", "csv", "--outdir", str(tmp_path), "register.xlsx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=120)
    assert desk.case.number in (tmp_path / "register.csv").read_text(encoding="utf-8", errors="replace")
