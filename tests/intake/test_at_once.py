"""Linked by hand in the moment in which news of the alarm is stored: nobody waits in a ring, nothing is half done."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from bihuan.intake.models import Alarm
from bihuan.problems.models import CaseAlarm
from tests.intake.alarms import alarm, comes_in, message
from tests.stories.desk import Desk

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def test_whoever_links_is_asked_to_try_again(engine: str) -> None:
    if engine == "sqlite":
        return  # one writer at a time: there is no such moment
    desk = Desk()
    comes_in(desk, message(desk.at))
    desk.report(level=3)
    is_held, is_over = threading.Event(), threading.Event()

    def store() -> None:
        try:
            with transaction.atomic():
                Alarm.objects.select_for_update().get()
                is_held.set()
                is_over.wait(30)
        finally:
            connection.close()

    thread = threading.Thread(target=store)
    thread.start()
    assert is_held.wait(30)
    try:
        desk.rejects("coordinator", "link_alarm", "alarm", alarm=alarm().pk)
    finally:
        is_over.set()
        thread.join()
    assert CaseAlarm.objects.count() == 0 and alarm().problem is None
    desk.takes("coordinator", "link_alarm", alarm=alarm().pk)
    assert alarm().problem == desk.case
