"""The wire to an empty desk at three in the night."""

import pytest

from bihuan import clock
from tests.api.wire import Wire
from tests.stories.desk import Desk


@pytest.fixture
def wire(engine: str, db: None, monkeypatch: pytest.MonkeyPatch) -> Wire:
    found = Wire(Desk())
    monkeypatch.setattr(clock, "now", lambda: found.desk.at)
    return found
