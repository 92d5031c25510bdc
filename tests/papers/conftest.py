"""Papers are read off cases that went through the door."""

import pytest

from tests.stories.desk import Desk


@pytest.fixture
def desk(engine: str, db: None) -> Desk:
    return Desk()
