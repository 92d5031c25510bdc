"""One case of each level from the report to the archive, with every duty met in time."""

import pytest

from tests.stories.desk import Desk


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_from_the_report_to_the_archive(desk: Desk, level: int) -> None:
    desk.archived(level)
    assert desk.state == "archived"
    assert desk.owing() == []
    assert all(duty.met_at <= duty.due_at for duty in desk.duties() if duty.met_at)
    desk.holds()
