"""The doctor names what is wrong, and a worker's sign of life counts only while it is fresh."""

from datetime import timedelta

import pytest

from bihuan import clock
from bihuan.cli import checks
from bihuan.cli.engine import sweep_once
from bihuan.problems.heartbeat import SILENT, beat
from tests.cli.conftest import Call


@pytest.mark.postgres
@pytest.mark.django_db
def test_only_the_missing_worker_is_wrong(engine: str, bihuan: Call) -> None:
    answer = bihuan("doctor")
    assert answer.code == 1
    wrong = [line for line in answer.out.splitlines() if line.startswith("✗")]
    assert wrong == ["✗ worker: no worker has run yet; run: bihuan worker"]
    sweep_once(clock.now())
    answer = bihuan("doctor")
    assert answer.code == 0
    assert "✓ worker: last sweep 20" in answer.out


@pytest.mark.django_db
def test_a_silent_worker_is_missed() -> None:
    beat("one", clock.now() - SILENT - timedelta(seconds=5), {})
    assert "since" in (checks.worker() or "")
    beat("two", clock.now(), {})
    assert checks.worker() is None
