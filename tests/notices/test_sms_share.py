"""At most five SMS a person in a quarter of an hour: in one go, over two channels, and with two workers at once."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from bihuan.notices.claiming import claim
from bihuan.notices.models import Channel, Delivery, Notice
from bihuan.people.models import User
from tests.notices.conftest import Clock

Tell = Callable[..., Notice]
AddChannel = Callable[..., Channel]


def queue(person: User, tell: Tell, count: int, channels: list[str]) -> None:
    """So many ordinary SMS that are due, spread over channels."""
    for place in range(count):
        tell(person, cause=f"c{place}")
    for place, row in enumerate(Delivery.objects.order_by("pk")):
        Delivery.objects.filter(pk=row.pk).update(
            channel=channels[place % len(channels)], media="sms", is_digest=False, address="13800001111"
        )


def started(person: User) -> int:
    return Delivery.objects.filter(to=person, started_at__isnull=False).count()


@pytest.mark.django_db
@pytest.mark.postgres
def test_one_go_counts_its_own(people: dict[str, User], by_sms: Channel, tell: Tell, clock: Clock) -> None:
    queue(people["handler"], tell, 12, ["sms"])
    assert len(claim("sms", clock(), 12, "w1")) == 5
    assert claim("sms", clock(), 12, "w1") == []
    assert len(claim("sms", clock() + timedelta(minutes=15), 12, "w1")) == 5


@pytest.mark.django_db
@pytest.mark.postgres
def test_two_channels_share_the_count(
    people: dict[str, User], by_sms: Channel, add_channel: AddChannel, tell: Tell, clock: Clock
) -> None:
    add_channel("sms2", "sms_kannel", position=11, url="http://127.0.0.1:9/sms", username="u", password="p")
    queue(people["handler"], tell, 12, ["sms", "sms2"])
    for code in ("sms", "sms2", "sms", "sms2"):
        claim(code, clock(), 2, code)
    assert started(people["handler"]) == 5


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgres
def test_two_workers_at_once_send_no_more(
    people: dict[str, User], by_sms: Channel, add_channel: AddChannel, tell: Tell, clock: Clock
) -> None:
    add_channel("sms2", "sms_kannel", position=11, url="http://127.0.0.1:9/sms", username="u", password="p")
    queue(people["handler"], tell, 40, ["sms", "sms2"])
    together, faults = threading.Barrier(4), list[BaseException]()

    def work(code: str) -> None:
        try:
            together.wait(timeout=20)
            for _go in range(4):
                claim(code, clock(), 2, threading.current_thread().name)
        except BaseException as fault:  # reported by the test itself
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(code,)) for code in ("sms", "sms2") * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not faults
    assert started(people["handler"]) == 5
