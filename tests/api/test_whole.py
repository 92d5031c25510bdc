"""One level-1 case over the API from the report to the archive; what must be refused is refused on the way."""

from itertools import pairwise

import pytest

from tests.api.wire import Wire
from tests.stories.samples import sample

pytestmark = pytest.mark.postgres


def test_a_level_1_case_through_every_step(wire: Wire) -> None:
    case = wire.reports(level=1, users_affected="large")
    assert (case["state"], case["version"], case["reporter"]) == ("awaiting_response", 1, "reporter")
    assert case["title"] == case["symptom"][:40]
    wire.takes("reporter", "log_call")
    _respond(wire)
    _dispatch(wire)
    _change(wire)
    _resolve(wire)
    _confirm(wire)
    _sum_up(wire)
    _archive(wire)
    events = wire.get(f"/problems/{wire.number}/events")["items"]
    assert [event["seq"] for event in events] == list(range(1, len(events) + 1))
    assert all(event["prev_hash"] == before["hash"] for before, event in pairwise(events))


def _respond(wire: Wire) -> None:
    refusal = wire.refused("handler", "respond", 403, "F2.2")
    assert refusal["reasons"][0]["text"].startswith("此操作属于")
    assert "judgement" in wire.refused("coordinator", "respond", 422, judgement="")["errors"]
    assert "level" in wire.refused("coordinator", "respond", 422, level=6)["errors"]
    wire.refused("coordinator", "respond", 409, version=7)
    wire.refused("handler", "accept_order", 403)
    wire.refused("coordinator", "tell_reporter", 409)
    case = wire.takes("coordinator", "respond", version=2)
    assert (case["state"], case["coordinator"]) == ("awaiting_dispatch", "coordinator")
    wire.refused("coordinator", "respond", 409, "F2.2")
    case = wire.takes("coordinator", "brief_manager")
    assert {d["status"] for d in case["duties"] if d["key"] == "manager_report"} == {"met"}
    wire.takes("coordinator", "log_call", callee="handler", purpose="handler")


def _dispatch(wire: Wire) -> None:
    assert "handler" in wire.refused("coordinator", "dispatch", 422, handler="outsider")["errors"]
    case = wire.takes("coordinator", "dispatch")
    assert (case["state"], case["handler"]) == ("handling", "handler")
    wire.refused("handler2", "accept_order", 403)
    wire.takes("handler", "accept_order")
    wire.takes("handler", "plan_order", needs_change=True)
    order = wire.get(f"/problems/{wire.number}/orders")["items"][0]
    assert (order["status"], order["handler"], order["lead"]) == ("accepted", "handler", True)


def _change(wire: Wire) -> None:
    wire.takes("handler", "request_change")
    wire.refused("handler", "update_change", 403)
    wire.refused("handler", "resolve", 409, "F3.2")
    wire.takes("changer", "update_change", status="approved")
    wire.refused("handler", "resolve", 409, "F3.2")
    wire.takes("changer", "update_change", status="implemented")
    change = wire.get(f"/problems/{wire.number}/changes")["items"][0]
    assert (change["number"], change["status"], change["coordinator"]) == ("BG-1", "implemented", "changer")


def _resolve(wire: Wire) -> None:
    assert (
        "criteria" in wire.refused("handler", "resolve", 422, criteria={"business_normal": "met"})["errors"]
    )
    no_business = {name: {"not_applicable": "不涉及"} for name in sample("resolve", wire.desk.at)["criteria"]}
    wire.refused("handler", "resolve", 409, criteria=no_business)
    case = wire.takes("handler", "resolve")
    assert (case["state"], case["criteria"]["business_normal"]) == ("awaiting_confirmation", "met")
    assert {d["status"] for d in case["duties"] if d["key"] == "resolution"} == {"met"}


def _confirm(wire: Wire) -> None:
    wire.refused("reporter", "confirm", 409)
    wire.takes("coordinator", "tell_reporter")
    wire.refused("handler", "confirm", 403)
    wire.takes("reporter", "notify_departments")
    assert wire.takes("reporter", "confirm")["state"] == "summarising"


def _sum_up(wire: Wire) -> None:
    wire.refused("coordinator", "hand_over", 409, "S5")
    wire.takes("handler", "submit_analysis")
    wire.takes("coordinator", "return_analysis")
    wire.takes("handler", "submit_analysis")
    wire.takes("coordinator", "accept_analysis")
    wire.takes("coordinator", "enter_register", row={"备注": "已核对"})
    action = {"owner": "handler2", "text": "扩容", "due_on": "2026-12-20"}
    wire.takes("lead", "hold_review", actions=[action])
    meeting = wire.get(f"/problems/{wire.number}/meetings")["items"][0]
    assert (meeting["kind"], meeting["chair"], meeting["signed_at"]) == ("review", "lead", None)
    wire.takes("lead", "sign_minutes")


def _archive(wire: Wire) -> None:
    assert wire.takes("coordinator", "hand_over")["state"] == "awaiting_archive"
    wire.refused("coordinator", "accept_archive", 403, "F7.2")
    assert wire.takes("clerk", "return_archive")["state"] == "summarising"
    wire.takes("coordinator", "hand_over")
    case = wire.takes("clerk", "accept_archive")
    assert (case["state"], case["archived_at"]) == (
        "archived",
        wire.desk.at.isoformat().replace("+00:00", "Z"),
    )
    wire.refused("coordinator", "comment", 409)
    wire.takes("handler2", "close_action")
    wire.refused("handler2", "check_action", 403)
    case = wire.takes("lead", "check_action")
    assert not [duty for duty in case["duties"] if duty["status"] in ("open", "late")]
    action = wire.get(f"/problems/{wire.number}/actions")["items"][0]
    assert (action["status"], action["owner"], action["due_on"]) == ("checked", "handler2", "2026-12-20")
