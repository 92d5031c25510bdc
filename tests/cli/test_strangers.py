"""Commands where nothing is installed, files that are no backup, tokens that end."""

import json
import os
import subprocess
import sys
import tarfile
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest

from bihuan import clock
from bihuan.people.accounts import add_user
from bihuan.people.models import ApiToken
from tests.cli.conftest import Call


def test_a_reading_command_makes_no_empty_home(
    bihuan: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    missing = tmp_path / "elsewhere"
    monkeypatch.setenv("BIHUAN_HOME", str(missing))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    for command in (("register", "--month", "2026-10"), ("token", "li"), ("audit", "verify"), ("doctor",)):
        answer = bihuan(*command)
        assert (answer.code, answer.out) == (1, "")
        assert str(missing) in answer.err and len(answer.err.splitlines()) == 1
    assert not missing.exists()


def test_the_tables_of_the_process_are_read_anywhere_and_leave_nothing_behind(tmp_path: Path) -> None:
    places = {
        name: value for name, value in os.environ.items() if name not in ("BIHUAN_HOME", "DATABASE_URL")
    }
    command = [sys.executable, "-m", "bihuan", "process", "check"]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env=places | {"TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_a_file_that_is_no_backup_is_refused_in_one_clear_line(bihuan: Call, tmp_path: Path) -> None:
    file = tmp_path / "bad.tar"
    for manifest in (b"[]", b"{}", b"\xff", b'{"format": 1}'):
        with tarfile.open(file, "w") as tar:
            info = tarfile.TarInfo("manifest.json")
            info.size = len(manifest)
            tar.addfile(info, BytesIO(manifest))
        answer = bihuan("restore", file)
        assert answer.code == 1
        assert not {"Error", "object", "'", "0x", "codec"} & set(answer.err.replace("'", " ' ").split())
        assert str(file) in answer.err and len(answer.err.splitlines()) == 1
    file.write_text(json.dumps({"not": "a tar"}))
    assert "Traceback" not in bihuan("restore", file).err


@pytest.mark.django_db
def test_a_token_ends_unless_it_is_said_otherwise(bihuan: Call) -> None:
    add_user("li", "李明", roles=["handler"], by=None, at=clock.now())
    assert bihuan("token", "li", "--scope", "read").code == 0
    assert bihuan("token", "li", "--no-expiry").code == 0
    first, second = ApiToken.objects.order_by("pk")
    assert first.expires_at and first.expires_at - clock.now() <= timedelta(days=90)
    assert second.expires_at is None
