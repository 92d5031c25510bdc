"""Reports that a provider pushes: believed at the secret address of the channel alone, and what follows from them."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from bihuan.notices import compose
from bihuan.notices.deliver import DeliveryReport
from bihuan.notices.models import Channel, Delivery, Notice
from bihuan.notices.receipts import note_reports
from bihuan.people.models import User
from tests.notices.conftest import Clock
from tests.notices.providers import PROVIDERS, REPORTS
from tests.notices.sinks import HttpSink, SmtpSink

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

Tell = Callable[..., Notice]
Deliver = Callable[[], DeliveryReport]
KINDS = ("sms_aliyun", "sms_tencent")


@pytest.fixture(params=KINDS)
def sms(request: pytest.FixtureRequest, add_channel: Callable[..., Channel], provider: HttpSink) -> Channel:
    kind = request.param
    provider.answers["/send"] = (200, PROVIDERS[kind].success)
    return add_channel("sms", kind, url=f"{provider.url}/send", **PROVIDERS[kind].settings)


def report(channel: Channel, row: Delivery, *, arrived: bool) -> list[dict[str, Any]]:
    found = dict(REPORTS[channel.kind][0 if arrived else 1])
    return [found | ({"out_id": row.key} if "out_id" in found else {})]


def push(client: Client, path: str, data: object) -> Any:
    return client.post(path, json.dumps(data), content_type="application/json")


def test_an_arrival_is_recorded_once(
    people: dict[str, User], sms: Channel, tell: Tell, deliver: Deliver, client: Client
) -> None:
    tell(people["handler"])
    deliver()
    row = Delivery.objects.get()
    assert row.status == "accepted"
    said = report(sms, row, arrived=True)
    for _again in range(2):
        answer = push(client, compose.reports_path("sms"), said)
        assert answer.status_code == 200
        assert answer.json() in ({"code": 0, "msg": "OK"}, {"result": 0, "errmsg": "OK"})
    row.refresh_from_db()
    assert row.status == "delivered"
    assert [attempt.status for attempt in row.history.all()] == ["accepted", "delivered"]


def test_nobody_else_can_report(
    people: dict[str, User], sms: Channel, tell: Tell, deliver: Deliver, client: Client
) -> None:
    tell(people["handler"])
    deliver()
    row = Delivery.objects.get()
    said = report(sms, row, arrived=True)
    for path in ("/receipts/of/sms", "/receipts/of/sms:forged", compose.reports_path("other")):
        assert push(client, path, said).status_code == 404
    assert client.get(compose.reports_path("sms")).status_code == 405
    for nonsense in ({}, [1], "x"):
        assert push(client, compose.reports_path("sms"), nonsense).status_code == 400
    assert push(client, compose.reports_path("sms"), []).status_code == 200
    row.refresh_from_db()
    assert row.status == "accepted"


def test_a_number_that_does_not_exist_is_told_to_the_coordinator(
    people: dict[str, User], sms: Channel, tell: Tell, deliver: Deliver, client: Client
) -> None:
    tell(people["handler"])
    deliver()
    row = Delivery.objects.get()
    push(client, compose.reports_path("sms"), report(sms, row, arrived=False))
    row.refresh_from_db()
    assert row.status == "failed" and "空号" in row.error
    told = Notice.objects.get(kind="undelivered")
    assert (told.to, told.args["person"]) == (people["coordinator"], people["handler"].name)


def test_an_urgent_one_that_did_not_arrive_goes_by_the_next_channel(
    people: dict[str, User],
    sms: Channel,
    by_mail: Channel,
    tell: Tell,
    deliver: Deliver,
    clock: Clock,
    mail: SmtpSink,
) -> None:
    tell(people["handler"], level=1)
    deliver()
    assert mail.mails == []
    row = Delivery.objects.get(channel="sms")
    signed = compose.reports_path("sms").removeprefix("/receipts/of/")
    clock.move(minutes=1)
    assert note_reports(signed, json.dumps(report(sms, row, arrived=False)).encode(), clock())
    deliver()
    assert len(mail.mails) == 1


def test_the_administrator_finds_the_address(people: dict[str, User], sms: Channel, by_mail: Channel) -> None:
    client = Client()
    client.force_login(people["admin"], backend="bihuan.people.signin.PeopleBackend")
    page = client.get("/channels/sms").content.decode()
    found = re.search(r"http://testserver(/receipts/of/[^<]+)", page)
    assert found and found[1] == compose.reports_path("sms")
    assert "/receipts/of/" not in client.get("/channels/mail").content.decode()
