"""Every story begins at an empty desk at three in the night."""

import pytest

from tests.stories.desk import Desk


@pytest.fixture
def desk(engine: str, db: None) -> Desk:
    return Desk()
