"""A process is killed in the midst of steps and sweeps: what it had begun is there in whole or not at all.

The short form (in `make test`) kills three times, `make faults` with BIHUAN_FAULTS=full forty times.
"""

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.house import ROOT

KILLS = {"short": 3, "full": 40}
FORM = os.environ.get("BIHUAN_FAULTS", "short")


def program(home: Path, task: str) -> list[str]:
    return [sys.executable, "-m", "tests.faults.busy_desk", task]


def surroundings(home: Path) -> dict[str, str]:
    return os.environ | {"BIHUAN_HOME": str(home), "PYTHONPATH": str(ROOT)}


def run(home: Path, task: str) -> str:
    done = subprocess.run(
        program(home, task),
        env=surroundings(home),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


@pytest.mark.xdist_group("faults")
def test_killed_in_the_midst_of_steps_and_sweeps(tmp_path: Path) -> None:
    run(tmp_path, "prepare")
    dice = random.Random(11)
    for _kill in range(KILLS[FORM]):
        with subprocess.Popen(
            program(tmp_path, "work"), env=surroundings(tmp_path), cwd=ROOT,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        ) as worker:  # fmt: skip
            assert worker.stdout is not None and worker.stderr is not None
            for _letter in range(dice.randint(1, 9)):
                assert worker.stdout.read(1), worker.stderr.read()[-2000:]
            time.sleep(dice.random() / 50)
            worker.kill()
    found = json.loads(run(tmp_path, "check").splitlines()[-1])
    assert found.pop("cases") >= KILLS[FORM]
    assert found == {"broken": "", "lost_events": 0, "half_months": 0, "unannounced": 0}
