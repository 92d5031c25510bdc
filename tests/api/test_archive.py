"""The archive over the API: files, what was read of a package, the package itself for whom it is."""

import io
import tarfile
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.http import FileResponse
from django.test.utils import CaptureQueriesContext

from bihuan.archive import building
from bihuan.archive.models import Package
from bihuan.archive.tending import check, tend
from bihuan.problems.models import Event
from tests.api.wire import Wire


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ARCHIVE_ROOT = tmp_path / "archive"
    monkeypatch.setattr(building, "render_pdf", lambda kind, values, *, at: f"%PDF {kind.key}".encode())


@pytest.fixture
def filed(wire: Wire) -> str:
    wire.desk.archived(3)
    tend(wire.desk.at)
    return wire.desk.case.number


def test_a_file_its_readings_and_its_package(wire: Wire, filed: str) -> None:
    row = wire.get(f"/archive?q={filed}", "auditor")["items"][0]
    assert (row["number"], row["status"], row["holds"], row["package_files"] > 5) == (
        filed,
        "kept",
        None,
        True,
    )
    check(Package.objects.get(), wire.desk.at)
    whole = wire.get(f"/archive/{filed}", "handler")
    assert whole["holds"] is True and whole["readings"][0]["faults"] == [] and whole["package_digest"]
    assert wire.get("/archive?status=damaged")["items"] == wire.get("/archive?level=1")["items"] == []
    assert wire.call("GET", f"/archive/{filed}/package", "handler").status == 403
    taken = wire.call("GET", f"/archive/{filed}/package", "clerk").response
    assert isinstance(taken, FileResponse)
    with tarfile.open(fileobj=io.BytesIO(b"".join(taken.streaming_content))) as tar:  # type: ignore[arg-type]
        assert f"{filed}/manifest-sha256.txt" in tar.getnames()
    assert Event.objects.get(step="export_package").data["fields"] == {"problem": filed}


def test_a_damaged_package_says_what_does_not_hold(wire: Wire, filed: str, tmp_path: Path) -> None:
    [path] = (tmp_path / "archive").rglob("case.json")
    path.chmod(0o600)
    path.write_text("{}")
    check(Package.objects.get(), wire.desk.at)
    whole = wire.get(f"/archive/{filed}")
    assert whole["holds"] is False and any("data/case.json" in text for text in whole["faults"])
    assert [row["number"] for row in wire.get("/archive?status=damaged")["items"]] == [filed]


def test_pages_and_queries(wire: Wire) -> None:
    for _time in range(3):
        wire.desk.archived(4)
    first = wire.get("/archive?limit=2")
    second = wire.get(f"/archive?limit=2&cursor={first['next']}")
    assert (len(first["items"]), len(second["items"]), second["next"]) == (2, 1, None)
    counts = []
    for limit in (1, 3):
        with CaptureQueriesContext(connection) as queries:
            wire.get(f"/archive?limit={limit}")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8
