"""The change system on the other side: what it is told, what it may tell, and what is kept out (F3.2, D33)."""

import base64
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from bihuan import clock
from bihuan.intake.changein import forget_old
from bihuan.intake.changeout import send_due
from bihuan.notices.channels.webhook.adapter import sign
from bihuan.problems.models import ChangeMessage, ChangeWord
from tests.notices.sinks import HttpSink, http_sink
from tests.stories.desk import Desk

SECRET = "whsec_" + base64.b64encode(b"only for this test, 32 bytes long").decode()


@pytest.fixture
def system(settings: Any) -> Iterator[HttpSink]:
    with http_sink() as sink:
        settings.CHANGE_SYSTEM_URL = f"{sink.url}/changes"
        settings.CHANGE_SYSTEM_SECRET, settings.CHANGE_SYSTEM_USER = SECRET, "changer"
        yield sink


@pytest.fixture
def story(db: None) -> Desk:
    desk = Desk(clock.now() - timedelta(minutes=40))
    desk.handled(1)
    return desk


def says(
    key: str = "msg-1", at: datetime | None = None, secret: str = SECRET, **data: Any
) -> tuple[int, Any]:
    body = json.dumps({"type": "change.updated", "data": data}).encode()
    moment = str(int((at or clock.now()).timestamp()))
    answer = Client().post(
        "/api/v1/intake/changes", body, content_type="application/json",
        headers={"webhook-id": key, "webhook-timestamp": moment,
                 "webhook-signature": f"v1a,other {sign(secret, key, moment, body)}"},
    )  # fmt: skip
    return answer.status_code, answer.json()


def test_a_request_is_told_signed_and_once(story: Desk, system: HttpSink) -> None:
    story.takes("handler", "request_change", change_no="BG-9", emergency=True)
    story.takes("manager", "approve_emergency_change")
    assert send_due(story.at) == 2
    assert send_due(story.at + timedelta(hours=1)) == 0
    first, second = system.requests
    assert (first.data["type"], second.data["type"]) == ("change.requested", "change.consented")
    assert first.data["data"]["change_no"] == "BG-9" and first.data["data"]["emergency"] is True
    head = first.headers
    assert head["webhook-signature"] == sign(
        SECRET, head["webhook-id"], head["webhook-timestamp"], first.body
    )


def test_a_system_that_is_down_is_told_later_under_the_same_id(story: Desk, system: HttpSink) -> None:
    system.default = (503, {})
    story.takes("handler", "request_change", change_no="BG-9")
    assert send_due(story.at) == 0
    assert send_due(story.at + timedelta(seconds=5)) == 0  # not yet again
    system.default = (200, {})
    assert send_due(story.at + timedelta(minutes=1)) == 1
    assert len({request.headers["webhook-id"] for request in system.requests}) == 1
    system.default = (422, {})
    story.takes("changer", "update_change", status="rejected")
    story.takes("handler", "request_change", change_no="BG-10")
    send_due(story.at)
    assert ChangeMessage.objects.get(change__number="BG-10").given_up_at is not None


def test_without_a_system_nothing_is_kept_for_it(story: Desk) -> None:
    story.takes("handler", "request_change")
    assert not ChangeMessage.objects.exists() and send_due(story.at) == 0
    assert says(change_no="BG-1", status="approved")[0] == 401


def test_its_word_goes_through_the_door(story: Desk, system: HttpSink) -> None:
    story.takes("handler", "request_change", change_no="BG-9")
    status, told = says("m-1", change_no="BG-9", status="implemented")
    assert status == 409 and told["detail"]  # not approved yet
    assert says("m-2", change_no="BG-9", status="approved") == (
        200, {"problem": story.case.number, "change_no": "BG-9"},
    )  # fmt: skip
    assert says("m-3", change_no="BG-9", status="perhaps")[0] == 422
    assert says("m-4", change_no="BG-77", status="approved")[0] == 404
    status, _told = says("m-5", change_no="BG-9", status="implemented", executor="handler2", result="成功")
    assert status == 200
    change = story.parts.changes[0]
    assert (change.status, change.executor.username, change.coordinator.username) == (
        "implemented", "handler2", "changer",
    )  # fmt: skip
    story.holds()


def test_the_same_word_twice_is_one_word(story: Desk, system: HttpSink) -> None:
    story.takes("handler", "request_change", change_no="BG-9")
    first = says("m-1", change_no="BG-9", status="approved")
    version = story.fresh().version
    assert says("m-1", change_no="BG-9", status="approved") == first
    assert story.fresh().version == version
    assert says("m-1", change_no="BG-9", status="implemented")[0] == 422  # another body under the same id
    assert ChangeWord.objects.count() == 1
    assert forget_old(clock.now() + timedelta(days=31)) == 1


@pytest.mark.parametrize("bad", ["old", "ahead", "other secret", "bent body", "no id", "no time"])
def test_what_is_not_signed_now_is_kept_out(story: Desk, system: HttpSink, bad: str) -> None:
    story.takes("handler", "request_change", change_no="BG-9")
    now, data = clock.now(), {"change_no": "BG-9", "status": "approved"}
    if bad in ("old", "ahead"):
        span = timedelta(minutes=6) * (-1 if bad == "old" else 1)
        assert says(at=now + span, **data)[0] == 401
    elif bad == "other secret":
        assert says(secret="whsec_" + base64.b64encode(b"guessed").decode(), **data)[0] == 401
    else:
        moment = str(int(now.timestamp()))
        head = {
            "webhook-id": "" if bad == "no id" else "m-1",
            "webhook-timestamp": "x" if bad == "no time" else moment,
            "webhook-signature": sign(SECRET, "m-1", moment, b"{}"),
        }
        answer = Client().post(
            "/api/v1/intake/changes", b'{"type": "x"}', content_type="application/json", headers=head
        )
        assert answer.status_code == 401
    assert story.parts.changes[0].status == "requested" and not ChangeWord.objects.exists()
