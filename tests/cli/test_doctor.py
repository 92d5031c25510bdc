"""The doctor names what is wrong, and a worker's sign of life counts only while it is fresh."""

from datetime import timedelta

import pytest

from bihuan import clock
from bihuan.cli import checks
from bihuan.problems.models import Heartbeat
from bihuan.problems.sweep import sweep
from tests.cli.conftest import Call


@pytest.mark.postgres
@pytest.mark.django_db
def test_only_the_missing_worker_is_wrong(engine: str, bihuan: Call) -> None:
    answer = bihuan("doctor")
    assert answer.code == 1
    wrong = [line for line in answer.out.splitlines() if line.startswith("✗")]
    assert wrong == ["✗ worker: no worker has run yet; run: bihuan worker"]
    sweep(clock.now(), worker="here")
    assert bihuan("doctor").code == 0


@pytest.mark.django_db
def test_a_silent_worker_is_missed() -> None:
    Heartbeat.objects.create(
        worker="one", swept_at=clock.now() - checks.WORKER_SILENCE - timedelta(seconds=5)
    )
    assert "since" in (checks.worker() or "")
    Heartbeat.objects.create(worker="two", swept_at=clock.now())
    assert checks.worker() is None
