"""The tests' own footing: a test marked `postgres` really meets both databases."""

import threading

import pytest
from django.db import DatabaseError, connection, transaction

from bihuan.people.models import PeopleChange, User


@pytest.mark.postgres
@pytest.mark.django_db
def test_each_engine_is_the_one_it_says(engine: str) -> None:
    assert connection.vendor == engine
    User.objects.create(username="somebody", name="Somebody")
    assert User.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.django_db
def test_a_test_leaves_nothing_behind(engine: str) -> None:
    assert not User.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_another_thread_meets_the_same_database(engine: str) -> None:
    User.objects.create(username="somebody", name="Somebody")
    seen = []

    def look() -> None:
        seen.append((connection.vendor, User.objects.count()))
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert seen == [(engine, 1)]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_flush_passes_the_append_only_rows(engine: str) -> None:
    from bihuan import clock

    PeopleChange.objects.create(at=clock.now(), kind="add", subject="x")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        PeopleChange.objects.all().delete()
