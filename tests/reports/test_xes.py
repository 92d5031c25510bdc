"""The event log as XES, read by a parser that knows nothing of the product."""

from pathlib import Path
from typing import Any

import pytest

from bihuan.intake.history import import_history
from bihuan.problems.models import Event
from bihuan.reports.xes import event_log
from tests.intake.conftest import COURSE, NOW, desk, write
from tests.reports.xeslog import SPACE, counted, of, read
from tests.stories.desk import Desk

__all__ = ["desk"]

pytestmark = pytest.mark.django_db


def test_people_stand_as_codes_unless_asked_for(desk: Desk, tmp_path: Path) -> None:
    import_history(write(tmp_path / "log.csv", COURSE), at=NOW)
    case = desk.report()
    coded, named = "".join(event_log()), "".join(event_log(names=True))
    assert case.reporter.username not in coded
    assert 'value="Åsa"' not in coded
    assert f'key="org:resource" value="{case.reporter.username}"' in named
    assert coded == "".join(event_log())
    assert counted(read(original_only=True)) == (2, 5)


def test_no_character_breaks_the_file(desk: Desk) -> None:
    case = desk.report()
    Event.objects.model(
        stream=case.number, seq=99, step='a"<&>\x0b名', actor_name="系统", occurred_at=NOW, recorded_at=NOW,
        data={}, prev_hash="", hash="",
    ).save()  # fmt: skip
    names = [of(event)["concept:name"] for event in read().iter(f"{SPACE}event")]
    assert 'a"<&>\ufffd名' in names


def test_it_is_written_with_few_queries(desk: Desk, django_assert_max_num_queries: Any) -> None:
    for _place in range(3):
        desk.report()
    with django_assert_max_num_queries(2):
        assert counted(read())[0] == 3
