"""SQLite under many writers: they queue, nobody is told that the database is locked."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.house import ROOT
from tests.problems.eight_writers import WRITERS

EACH = 20


def test_eight_processes_report_at_once(tmp_path: Path) -> None:
    environment = os.environ | {"BIHUAN_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-m", "tests.problems.eight_writers", str(EACH)],
        env=environment, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found == {"faults": [], "cases": WRITERS * EACH, "broken": ""}
