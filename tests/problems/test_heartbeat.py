"""A sign of life is believed only in the running database that it was made in, and costs a page no statement."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.notices.inbox import unread_of
from bihuan.problems.heartbeat import AHEAD, SILENT, beat, database_mark, forget, last_sweep, pulse_of
from bihuan.problems.models import Heartbeat
from tests.stories.cast import enter_cast

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]
AT = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def test_the_youngest_sign_counts() -> None:
    assert last_sweep(AT) is None
    beat("one", AT - timedelta(minutes=1), {"warned": 1})
    beat("two", AT - timedelta(seconds=5), {})
    beat("one", AT - timedelta(seconds=9), {"warned": 2})
    assert last_sweep(AT) == AT - timedelta(seconds=5)
    assert Heartbeat.objects.get(worker="one").report == {"warned": 2}


def test_one_that_came_with_a_backup_is_not_believed() -> None:
    user = enter_cast(AT)["reporter"]
    beat("one", AT, {}, ["lost"])
    Heartbeat.objects.update(running_in="another database")
    assert last_sweep(AT) is None
    pulse = pulse_of(user, AT)
    assert (pulse.swept_at, pulse.found_at) == (None, None)
    assert pulse.is_silent(AT)


def test_one_from_the_future_is_not_believed() -> None:
    user = enter_cast(AT)["reporter"]
    beat("one", AT + AHEAD + timedelta(seconds=1), {})
    assert last_sweep(AT) is None
    assert pulse_of(user, AT).swept_at is None


def test_a_page_reads_notices_and_engine_in_one_statement() -> None:
    user = enter_cast(AT)["reporter"]
    beat("one", AT, {})
    beat("two", AT - timedelta(minutes=1), {}, ["lost"])
    with CaptureQueriesContext(
        connection,
    ) as asked:
        pulse = pulse_of(user, AT)
    assert len(asked) == 1
    assert (pulse.unread, pulse.swept_at) == (unread_of(user), AT)
    assert pulse.has_findings(AT)
    assert not pulse.has_findings(AT + timedelta(minutes=16))
    assert not pulse.is_silent(AT + SILENT)
    assert pulse.is_silent(AT + SILENT + timedelta(seconds=1))


def test_after_a_restore_nothing_counts() -> None:
    beat("one", AT, {})
    forget()
    assert last_sweep(AT) is None


def test_the_mark_stays_while_the_database_runs() -> None:
    assert database_mark() == database_mark() != ""
