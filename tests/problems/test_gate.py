"""The door: all or nothing, in one order of judgement, one winner."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bihuan.problems import gate, keeping, told
from bihuan.problems.actions import ACTIONS
from bihuan.problems.gate import BadInput, Refused, Stale, UnknownStep, take_step
from bihuan.problems.models import Counter, Event, Problem
from bihuan.process.verdict import Kind
from tests.stories.conftest import desk
from tests.stories.desk import Desk

__all__ = ["desk"]
pytestmark = pytest.mark.postgres


class Broke(Exception):
    pass


def breaks(*args: Any, **named: Any) -> None:
    raise Broke


@pytest.mark.parametrize(
    ("module", "name"),
    [
        (gate, "_settle"),
        (keeping, "store_duties"),
        (keeping, "store_event"),
        (keeping, "store_case"),
        (told, "write_notices"),
    ],
)
def test_whatever_fails_nothing_is_stored(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, module: Any, name: str
) -> None:
    desk.handled(1)
    before = desk.everything()
    with monkeypatch.context() as patched:
        patched.setattr(module, name, breaks)
        for who, step in (("handler", "resolve"), ("coordinator", "cancel_order"), ("reporter", "report")):
            with pytest.raises(Broke):
                desk.takes(who, step)
            assert desk.everything() == before
    desk.takes("handler", "resolve")
    desk.holds()


def test_a_body_that_fails_halfway_leaves_no_part(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.handled()
    before, body = desk.everything(), ACTIONS["dispatch"]

    def halfway(work: Any) -> None:
        body(work)
        raise Broke

    monkeypatch.setitem(ACTIONS, "dispatch", halfway)
    with pytest.raises(Broke):
        desk.takes("coordinator", "dispatch", handler="handler2")
    assert desk.everything() == before


def test_a_merge_that_the_main_case_refuses_leaves_both_as_they_were(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.handled()
    main = desk.case
    desk.report()
    before = desk.everything()
    monkeypatch.setitem(ACTIONS, "take_merged", breaks)
    with pytest.raises(Broke):
        desk.takes("coordinator", "merge", main_number=main.number)
    assert desk.everything() == before


def test_the_order_of_judgement(desk: Desk) -> None:
    desk.report()
    bad = {"judgement": ""}
    with pytest.raises(Refused) as refused:  # not yours goes before all else
        desk.takes("handler", "tell_reporter", text="")
    assert (refused.value.status, refused.value.kind) == (403, Kind.NOT_YOURS)
    with pytest.raises(Refused) as refused:  # then the state
        desk.takes("coordinator", "tell_reporter", text="")
    assert (refused.value.status, refused.value.kind) == (409, Kind.WRONG_STATE)
    with pytest.raises(BadInput):  # then the fields
        desk.takes("coordinator", "respond", level=4, **bad)
    with pytest.raises(Refused) as refused:  # then the guards, all of them
        desk.takes("coordinator", "dispatch", level=5)
    assert {reason.clause for reason in refused.value.reasons} == {"S3"}
    assert len(refused.value.reasons) == 2


def test_a_stale_page_is_told_the_version_on_file(desk: Desk) -> None:
    desk.report()
    desk.takes("coordinator", "comment", version=1)
    with pytest.raises(Stale) as stale:
        desk.takes("coordinator", "respond", version=1)
    assert stale.value.status == 409
    assert stale.value.reasons[0].args == {"version": 2}
    assert desk.state == "awaiting_response"
    desk.takes("coordinator", "respond", version=2)


def test_what_is_no_step_of_this_subject(desk: Desk) -> None:
    desk.report()
    calls: list[Callable[[], Any]] = [
        lambda: take_step("explode", actor=None, at=desk.at, problem=desk.case),
        lambda: desk.takes("coordinator", "submit_monthly_report"),
        lambda: take_step("respond", actor=desk.people["coordinator"], at=desk.at),
        lambda: take_step("open_month", actor=None, at=desk.at),
    ]
    for call in calls:
        with pytest.raises(UnknownStep):
            call()


def test_steps_of_the_system_are_nobodys(desk: Desk) -> None:
    desk.handled(4)
    for step in (
        "mark_late",
        "end_suspension",
        "take_merged",
        "log_machine_call",
        "call_by_hand",
        "restart_chain",
        "record_history",
    ):
        for who in ("coordinator", "manager", "admin"):
            with pytest.raises(Refused) as refused:
                desk.takes(who, step)
            assert refused.value.status == 403


def test_a_refused_report_uses_up_no_number(desk: Desk) -> None:
    desk.report()
    last = Counter.objects.get(series="WT-20261122").last
    desk.forbids("outsider", "report")
    desk.rejects("reporter", "report", "level", level=9)
    assert Counter.objects.get(series="WT-20261122").last == last


@pytest.mark.parametrize("level", [1, 3])
def test_no_step_needs_many_queries(desk: Desk, level: int, monkeypatch: pytest.MonkeyPatch) -> None:
    counts: dict[str, int] = {}
    take = gate.take_step

    def counted(key: str, **named: Any) -> Any:
        with CaptureQueriesContext(connection) as captured:
            taken = take(key, **named)
        counts[key] = max(counts.get(key, 0), len(captured))
        return taken

    monkeypatch.setattr("tests.stories.desk.take_step", counted)
    desk.archived(level)
    assert max(counts.values()) <= 25, counts


@contextmanager
def threads(*calls: Callable[[], Any]) -> Iterator[list[Any]]:
    """All calls at once, each in its own thread and connection; what each brought back or raised."""
    found: list[Any] = [None] * len(calls)
    gate_open = threading.Barrier(len(calls))

    def run(place: int) -> None:
        gate_open.wait()
        try:
            found[place] = calls[place]()
        except Exception as reason:
            found[place] = reason
        finally:
            connection.close()

    running = [threading.Thread(target=run, args=(place,)) for place in range(len(calls))]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    yield found


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_wins_and_the_other_is_judged_on_fresh_facts(desk: Desk) -> None:
    desk.report()

    def respond(who: str) -> Callable[[], Any]:
        data = {"judgement": f"{who} 响应"}
        return lambda: take_step("respond", actor=desk.people[who], at=desk.at, problem=desk.case, data=data)

    with threads(respond("coordinator"), respond("coordinator2"), respond("coordinator")) as found:
        assert sum(isinstance(result, Problem) for result in found) == 1
        assert [result.kind for result in found if isinstance(result, Refused)] == [Kind.WRONG_STATE] * 2
    assert desk.events() == ["report", "respond"]
    desk.holds()


@pytest.mark.django_db(transaction=True)
def test_steps_that_do_not_exclude_each_other_all_go_through(desk: Desk) -> None:
    desk.handled()

    def comment(text: str) -> Callable[[], Any]:
        actor = desk.people["handler"]
        return lambda: take_step("comment", actor=actor, at=desk.at, problem=desk.case, data={"text": text})

    with threads(*(comment(str(place)) for place in range(6))) as found:
        assert all(isinstance(result, Problem) for result in found), found
    said = Event.objects.filter(stream=desk.case.number, step="comment")
    assert sorted(event.data["fields"]["text"] for event in said) == ["0", "1", "2", "3", "4", "5"]
    desk.holds()


@pytest.mark.django_db(transaction=True)
def test_two_cases_merged_into_each_other_at_once_do_not_hang(desk: Desk) -> None:
    desk.report()
    one = desk.case
    desk.report()
    two = desk.case

    def merge(case: Problem, main: Problem) -> Callable[[], Any]:
        data = {"main_number": main.number}
        actor = desk.people["coordinator"]
        return lambda: take_step("merge", actor=actor, at=desk.at, problem=case, data=data)

    with threads(merge(one, two), merge(two, one)) as found:
        assert sum(isinstance(result, Problem) for result in found) == 1, found
        assert sum(isinstance(result, Refused) for result in found) == 1, found
    assert sorted(Problem.objects.values_list("state", flat=True)) == ["awaiting_response", "merged"]
    desk.holds()
