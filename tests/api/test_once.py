"""A request that comes twice is done once; two at once, one that died, and the same key for something else."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from bihuan import clock
from bihuan.api import idempotency
from bihuan.api.models import KeptAnswer
from bihuan.api.routes import problems
from bihuan.problems.models import Event, Problem
from tests.api.wire import Answer, Wire
from tests.stories.desk import Desk
from tests.stories.samples import sample

pytestmark = pytest.mark.postgres


def post(wire: Wire, key: str, **fields: Any) -> Answer:
    body = sample("report", wire.desk.at) | fields
    return wire.call("POST", "/problems", "reporter", body, Idempotency_Key=key)


def test_the_same_request_gets_the_same_answer(wire: Wire) -> None:
    first = post(wire, "a")
    wire.passes(hours=23)
    body = sample("report", wire.desk.at - timedelta(hours=23))
    again = wire.call("POST", "/problems", "reporter", body, Idempotency_Key="a")
    assert (again.status, again.response.content) == (201, first.response.content)
    assert again.response.headers["Idempotency-Replayed"] == "true"
    assert Problem.objects.count() == Event.objects.count() == 1


def test_another_body_address_or_user_is_another_request(wire: Wire) -> None:
    first = post(wire, "a")
    assert post(wire, "a", level=4).body["errors"].keys() == {"Idempotency-Key"}
    path = f"/problems/{first.body['number']}/steps/comment"
    assert wire.call("POST", path, "reporter", {"text": "x"}, Idempotency_Key="a").status == 422
    body = sample("report", wire.desk.at)
    assert wire.call("POST", "/problems", "handler", body, Idempotency_Key="a").status == 201
    assert Problem.objects.count() == 2


def test_refusals_are_kept_too(wire: Wire) -> None:
    wire.reports()
    path = f"/problems/{wire.number}/steps/respond"
    for body, status in (({}, 422), (b"{", 400)):
        found = [wire.call("POST", path, "coordinator", body, Idempotency_Key=f"k{status}") for _ in range(2)]
        assert [answer.status for answer in found] == [status, status]
        assert found[0].response.content == found[1].response.content
    assert wire.call("POST", path, "handler", {}, Idempotency_Key="h").status == 403
    wire.takes("coordinator", "respond")
    assert wire.call("POST", path, "handler", {}, Idempotency_Key="h").status == 403


def test_a_key_is_checked(wire: Wire) -> None:
    for key in ("x" * 201, "ключ", "a\tb"):
        assert post(wire, key).status == 422
    assert Problem.objects.count() == 0


def test_after_a_day_the_key_is_free(wire: Wire) -> None:
    post(wire, "a")
    wire.passes(hours=24, minutes=1)
    assert post(wire, "a").status == 201
    assert Problem.objects.count() == 2
    wire.passes(hours=24, minutes=1)
    assert idempotency.purge(wire.desk.at) == 1
    assert KeptAnswer.objects.count() == 0


def test_a_fault_leaves_the_key_free_and_nothing_stored(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError("a fault while the answer is made")

    with monkeypatch.context() as patch:
        patch.setattr(problems, "case_shape", fail)
        found = post(wire, "a")
    assert found.status == 500 and found.body["number"]
    assert Problem.objects.count() == KeptAnswer.objects.count() == 0
    assert post(wire, "a").status == 201


def test_an_attempt_that_died_is_taken_over_after_a_while(wire: Wire) -> None:
    post(wire, "a")
    KeptAnswer.objects.update(status=None, body=b"")
    again = post(wire, "a")
    assert (again.status, again.response.headers["Retry-After"]) == (409, "1")
    body = sample("report", wire.desk.at)
    wire.passes(minutes=3)
    assert wire.call("POST", "/problems", "reporter", body, Idempotency_Key="a").status == 201
    assert Problem.objects.count() == 2


def test_whoever_was_taken_over_stores_nothing(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    real = problems.case_shape

    def slow(*args: Any) -> Any:
        KeptAnswer.objects.update(begun_at=wire.desk.at + timedelta(minutes=3))
        return real(*args)

    monkeypatch.setattr(problems, "case_shape", slow)
    assert post(wire, "a").status == 409
    assert Problem.objects.count() == 0


@pytest.fixture
def open_wire(engine: str, transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    """A wire whose requests run in threads of their own, each with a connection."""
    found = Wire(Desk())
    monkeypatch.setattr(clock, "now", lambda: found.desk.at)
    found.token("reporter")
    yield found


def at_once(count: int, request: Any) -> list[Any]:
    start, answers = threading.Barrier(count), []

    def run() -> None:
        start.wait()
        try:
            answers.append(request())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_of_many_at_once_one_is_done(open_wire: Wire) -> None:
    answers = at_once(6, lambda: post(open_wire, "same"))
    assert {answer.status for answer in answers} <= {201, 409}
    done = [answer for answer in answers if answer.status == 201]
    assert done and len({answer.response.content for answer in done}) == 1
    assert Problem.objects.count() == 1
    assert post(open_wire, "same").response.content == done[0].response.content


def test_many_at_once_without_a_key_are_all_done(open_wire: Wire) -> None:
    body = sample("report", open_wire.desk.at)
    answers = at_once(6, lambda: open_wire.call("POST", "/problems", "reporter", body))
    assert {answer.status for answer in answers} == {201}
    assert len({answer.body["number"] for answer in answers}) == Problem.objects.count() == 6


def test_of_two_at_once_the_second_finds_the_case_moved_on(open_wire: Wire) -> None:
    open_wire.reports()
    open_wire.token("coordinator")
    answers = at_once(4, lambda: open_wire.tries("coordinator", "respond", version=1))
    assert sorted(answer.status for answer in answers) == [200, 409, 409, 409]
    assert Event.objects.filter(step="respond").count() == 1
