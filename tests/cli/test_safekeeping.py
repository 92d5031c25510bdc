"""A backup brings back exactly what was there, and a damaged one touches nothing."""

import io
import json
import tarfile
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from bihuan import clock
from bihuan.people.accounts import add_user
from bihuan.people.models import User
from tests.cli.conftest import Call

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def documents(tmp_path: Path, settings: "object") -> Path:
    folder = tmp_path / "documents"
    settings.MEDIA_ROOT = folder  # type: ignore[attr-defined]
    return folder


def fill(documents: Path) -> None:
    add_user("li", "李明", by=None, at=clock.now())
    (documents / "2026").mkdir(parents=True)
    (documents / "2026" / "现场数据.txt").write_text("话单", encoding="utf-8")


@pytest.mark.postgres
def test_what_was_lost_comes_back(engine: str, bihuan: Call, documents: Path, tmp_path: Path) -> None:
    fill(documents)
    file = tmp_path / "one.tar"
    answer = bihuan("backup", "--output", file)
    assert (answer.code, answer.out) == (0, f"{file}\n"), answer.err
    assert file.stat().st_mode & 0o777 == 0o600

    add_user("later", "Later", by=None, at=clock.now())
    (documents / "2026" / "现场数据.txt").write_text("changed", encoding="utf-8")
    refused = bihuan("restore", file)
    assert refused.code == 1
    assert "--force" in refused.err

    answer = bihuan("restore", file, "--force")
    assert answer.code == 0, answer.err
    assert connection.vendor == engine
    assert [person.username for person in User.objects.all()] == ["li"]
    assert (documents / "2026" / "现场数据.txt").read_text(encoding="utf-8") == "话单"
    kept = sorted((settings.HOME / "backups").glob("before-restore-*.tar"))
    assert kept
    with tarfile.open(kept[-1]) as tar:
        assert "documents/2026/现场数据.txt" in tar.getnames()


def rewrite(file: Path, change: "dict[str, bytes | None]") -> Path:
    """The same backup with members replaced, or left out where None."""
    target = file.with_name("changed.tar")
    with tarfile.open(file) as old, tarfile.open(target, "w") as new:
        for member in old:
            stream = old.extractfile(member)
            content = change.get(member.name, stream.read() if stream else b"")
            if content is not None:
                member.size = len(content)
                new.addfile(member, io.BytesIO(content))
    return target


def test_a_damaged_backup_touches_nothing(bihuan: Call, documents: Path, tmp_path: Path) -> None:
    fill(documents)
    file = tmp_path / "one.tar"
    bihuan("backup", "--output", file)
    with tarfile.open(file) as tar:
        manifest = json.load(tar.extractfile("manifest.json"))  # type: ignore[arg-type]
    name = "documents/2026/现场数据.txt"
    foreign = {**manifest, "files": {**manifest["files"], "../secret_key": "0"}}
    climbing = {**manifest, "files": {**manifest["files"], "documents/../../secret_key": "0"}}
    broken = [
        {name: b"other"},
        {name: None},
        {"database.sqlite3": b"not a database"},
        {"manifest.json": json.dumps(foreign).encode()},
        {"manifest.json": json.dumps(climbing).encode()},
        {"manifest.json": b"{"},
        {"manifest.json": None},
    ]
    for change in broken:
        answer = bihuan("restore", rewrite(file, change), "--force")
        assert (answer.code, answer.out) == (1, ""), change
        assert len(answer.err.splitlines()) == 1
    empty = tmp_path / "empty.tar"
    empty.write_bytes(b"")
    assert bihuan("restore", empty, "--force").code == 1
    assert User.objects.count() == 1
    assert (documents / "2026" / "现场数据.txt").read_text(encoding="utf-8") == "话单"


def test_a_backup_of_another_engine_is_refused(bihuan: Call, tmp_path: Path) -> None:
    file = tmp_path / "one.tar"
    bihuan("backup", "--output", file)
    with tarfile.open(file) as tar:
        manifest = json.load(tar.extractfile("manifest.json"))  # type: ignore[arg-type]
    manifest["engine"] = "postgresql"
    answer = bihuan("restore", rewrite(file, {"manifest.json": json.dumps(manifest).encode()}), "--force")
    assert answer.code == 1
    assert "the backup is of postgresql" in answer.err
